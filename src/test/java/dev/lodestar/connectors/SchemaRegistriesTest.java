package dev.lodestar.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lodestar.connections.ConnectionSpec;
import dev.lodestar.connections.Secret;
import dev.lodestar.connections.Secrets;
import dev.lodestar.testing.CannedHttp;
import dev.lodestar.testing.CannedHttp.Answer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections to registries with Confluent's protocol. */
class SchemaRegistriesTest {
  private static final String ALLOWED =
      "Basic " + Base64.getEncoder().encodeToString("k:pässword".getBytes(StandardCharsets.UTF_8));

  private static ConnectionSpec.SchemaRegistry registry(String password, String... urls) {
    return new ConnectionSpec.SchemaRegistry(
        "registry", null, List.of(urls), new Secrets.Basic("k", Secret.of(password)));
  }

  private static CannedHttp server() {
    return new CannedHttp(
        request -> {
          if (!request.header("Authorization").equals(ALLOWED)) {
            return Answer.of(401, "{\"error_code\": 40101}");
          }
          return request.uri().equals("/subjects")
              ? Answer.of(200, "[\"orders-value\"]")
              : Answer.of(404, "{\"error_code\": 40403}");
        });
  }

  @Test
  void readsItsSubjects() throws InterruptedException {
    try (CannedHttp server = server()) {
      Checks.passes(registry("pässword", server.url()), Checks.settings());
      Checks.passes(registry("pässword", server.url() + "/"), Checks.settings());
    }
  }

  @Test
  void triesTheNextAddressWhenOneIsAway() throws InterruptedException {
    try (CannedHttp server = server()) {
      Checks.passes(registry("pässword", "http://127.0.0.1:1", server.url()), Checks.settings());
    }
  }

  @Test
  void hasNothingWhereNothingIs() throws InterruptedException {
    try (CannedHttp server = server();
        SchemaRegistries client =
            SchemaRegistries.open(registry("pässword", server.url()), Checks.settings())) {
      assertThat(client.get("/schemas/ids/7")).isEmpty();
      assertThat(client.get("/subjects")).hasValue("[\"orders-value\"]");
    }
  }

  @Test
  void saysThatThePasswordIsRefused() {
    try (CannedHttp server = server()) {
      assertThat(Checks.fault(registry("hidden-secret", server.url()), Checks.settings()))
          .contains("refuses the user name or the password");
    }
  }

  @ParameterizedTest
  @CsvSource({"403, may not read", "404, no subjects", "500, status 500", "302, status 302"})
  void explainsWhatARegistryAnswers(int status, String sentence) {
    try (CannedHttp server = new CannedHttp(request -> Answer.of(status, "{}"))) {
      assertThat(Checks.fault(registry("hidden-secret", server.url()), Checks.settings()))
          .contains(sentence);
    }
  }

  @Test
  void saysWhyARegistryCannotBeReached() {
    assertThat(Checks.fault(registry("hidden-secret", "http://127.0.0.1:1"), Checks.settings()))
        .contains("refuses to be connected");
    assertThat(Checks.fault(registry("hidden-secret", "http://nowhere.invalid"), Checks.settings()))
        .contains("host of http://nowhere.invalid is unknown");
  }
}
