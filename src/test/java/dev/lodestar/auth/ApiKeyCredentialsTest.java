package dev.lodestar.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyCredentialsTest {
  @ParameterizedTest
  @CsvSource({
    "pok_a:, pok_a",
    "pok_a, pok_a",
    ":pok_a, pok_a",
    "pok_a:b:c, pok_a",
    ":a:b, a:b",
    "ü:, ü"
  })
  void takesTheNameOrElseThePassword(String decoded, String key) {
    byte[] bytes = decoded.getBytes(StandardCharsets.UTF_8);

    assertThat(ApiKeyCredentials.encoded(Base64.getEncoder().encodeToString(bytes))).contains(key);
    assertThat(ApiKeyCredentials.encoded(Base64.getUrlEncoder().encodeToString(bytes)))
        .contains(key);
    assertThat(
            ApiKeyCredentials.encoded(Base64.getEncoder().withoutPadding().encodeToString(bytes)))
        .contains(key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "=", "====", "Og==", "!", "a b", "A", "Zm9v=Zm9v"})
  void findsNothingInWhatIsNoBase64(String text) {
    assertThat(ApiKeyCredentials.encoded(text)).isEmpty();
  }

  @Test
  void readsLongTextsInNoTime() {
    assertThat(ApiKeyCredentials.encoded("=".repeat(1_000_000) + "x")).isEmpty();
  }
}
