package dev.lodestar.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretSealTest {
  private static final UUID ID = UUID.randomUUID();
  private static final String MEMBER = "secrets.password";

  @TempDir Path folder;

  private static String key(int seed) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) seed);
    return Base64.getEncoder().encodeToString(bytes);
  }

  private SecretSeal seal(String... keys) {
    return new SecretSeal(SecretKeys.load(List.of(keys), folder.resolve("absent")));
  }

  private static String unsealed(SecretSeal seal, String sealed) {
    return seal.unseal(ID, "orders", MEMBER, sealed);
  }

  @Test
  void unsealsWhatItSealed() {
    SecretSeal seal = seal(key(1));
    for (String text : List.of("", "s3cr3t", "pässwörd ☃", "x".repeat(100_000))) {
      String sealed = seal.seal(ID, MEMBER, text);

      assertThat(unsealed(seal, sealed)).isEqualTo(text);
      assertThat(sealed).startsWith("v1:").doesNotContain("s3cr3t");
    }
  }

  @Test
  void sealsTheSameTextDifferentlyEachTime() {
    SecretSeal seal = seal(key(1));

    assertThat(seal.seal(ID, MEMBER, "x")).isNotEqualTo(seal.seal(ID, MEMBER, "x"));
  }

  @Test
  void opensInItsOwnPlaceOnly() {
    SecretSeal seal = seal(key(1));
    String sealed = seal.seal(ID, MEMBER, "s3cr3t");

    assertThatThrownBy(() -> seal.unseal(UUID.randomUUID(), "other", MEMBER, sealed))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("connection other")
        .hasMessageNotContaining("s3cr3t");
    assertThatThrownBy(() -> seal.unseal(ID, "orders", "secrets.secret", sealed))
        .isInstanceOf(ServiceException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "v1", "v1:%s:", "v1:%s:AAAA", "v1:%s:*", "%2$sA"})
  void refusesWhatWasChanged(String form) {
    SecretSeal seal = seal(key(1));
    String sealed = seal.seal(ID, MEMBER, "s3cr3t");
    String changed = form.formatted(SecretSeal.keyId(sealed), sealed);

    assertThatThrownBy(() -> unsealed(seal, changed))
        .isInstanceOfSatisfying(
            ServiceException.class,
            fault -> assertThat(fault.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE));
  }

  @Test
  void unsealsWithOlderKeysAndSealsWithTheFirst() {
    String old = seal(key(1)).seal(ID, MEMBER, "s3cr3t");
    SecretSeal both = seal(key(2), key(1));

    assertThat(unsealed(both, old)).isEqualTo("s3cr3t");
    assertThat(both.isCurrent(old)).isFalse();
    assertThat(both.isCurrent(both.seal(ID, MEMBER, "x"))).isTrue();
  }

  @Test
  void namesTheMissingKeyAndTheRemedy() {
    String old = seal(key(1)).seal(ID, MEMBER, "s3cr3t");

    assertThatThrownBy(() -> unsealed(seal(key(2)), old))
        .hasMessageContaining("connection orders")
        .hasMessageContaining(SecretSeal.keyId(old))
        .hasMessageContaining("LODESTAR_CONNECTIONS_KEYS");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "c2hvcnQ=", "not base64 at all, but thirty two"})
  void refusesKeysThatAreNone(String text) {
    assertThatThrownBy(() -> seal(text))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("LODESTAR_CONNECTIONS_KEYS must hold keys of 32 bytes");
  }

  @Test
  void makesAKeyThatOnlyItsOwnerMayRead() throws IOException {
    Path file = folder.resolve("data/connections.keys");

    String sealed = new SecretSeal(SecretKeys.load(List.of(), file)).seal(ID, MEMBER, "s3cr3t");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(unsealed(new SecretSeal(SecretKeys.load(List.of(), file)), sealed))
        .isEqualTo("s3cr3t");
    // A configured key takes over, and the file still opens what it sealed.
    SecretSeal configured = new SecretSeal(SecretKeys.load(List.of(key(9)), file));
    assertThat(unsealed(configured, sealed)).isEqualTo("s3cr3t");
    assertThat(configured.isCurrent(sealed)).isFalse();
  }

  @Test
  void refusesAFileOfKeysThatOthersMayRead() throws IOException {
    Path file = folder.resolve("connections.keys");
    SecretKeys.load(List.of(), file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> SecretKeys.load(List.of(), file))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("chmod 600");
  }

  @Test
  void configuredKeysNeedNoFile() {
    seal(key(1));

    assertThat(folder.resolve("absent")).doesNotExist();
  }

  @Test
  void secretsCannotBePrintedOrWritten() {
    Secrets.Basic secrets = new Secrets.Basic("user", Secret.of("s3cr3t"));

    assertThat(secrets.toString()).doesNotContain("s3cr3t").contains("***");
    assertThat(String.valueOf(SecretKeys.load(List.of(key(1)), folder.resolve("absent")).sealing()))
        .doesNotContain(key(1));
    assertThatThrownBy(() -> new ObjectMapper().writeValueAsString(Secret.of("s3cr3t")))
        .isInstanceOf(JsonProcessingException.class)
        .hasMessageNotContaining("s3cr3t");
    assertThat(new ObjectMapper().valueToTree(secrets).toString())
        .isEqualTo("{\"username\":\"user\",\"type\":\"basic\"}");
  }
}
