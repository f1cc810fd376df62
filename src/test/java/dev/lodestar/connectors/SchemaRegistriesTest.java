package dev.lodestar.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lodestar.connections.ConnectionSpec;
import dev.lodestar.connections.Secret;
import dev.lodestar.connections.Secrets;
import dev.lodestar.error.ServiceException;
import dev.lodestar.testing.CannedHttp;
import dev.lodestar.testing.CannedHttp.Answer;
import dev.lodestar.testing.SchemaRegistryServer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  private static Optional<RegisteredSchema> schema(
      SchemaRegistryServer server, int id, boolean serialized) throws InterruptedException {
    ConnectionSpec.SchemaRegistry connection =
        new ConnectionSpec.SchemaRegistry(
            "registry",
            null,
            List.of(server.url()),
            new Secrets.Basic(SchemaRegistryServer.USER, Secret.of(SchemaRegistryServer.PASSWORD)));
    try (SchemaRegistries client = SchemaRegistries.open(connection, Checks.settings())) {
      return client.schema(id, serialized);
    }
  }

  @Test
  void schemaComesWithAllThatItRefersTo() throws InterruptedException {
    try (SchemaRegistryServer server = new SchemaRegistryServer()) {
      server.registerAvro(1, "root", "left side", "right");
      server.register(2, "left side", "AVRO", "left", "", "both");
      server.register(3, "right", "AVRO", "right", "", "both");
      server.register(4, "both", "AVRO", "both", "");
      server.registerAvro(5, "lacks one", "gone");

      assertThat(schema(server, 1, false))
          .hasValue(
              new RegisteredSchema(
                  "AVRO",
                  "root",
                  List.of(
                      new RegisteredSchema.Reference("both", "both"),
                      new RegisteredSchema.Reference("left side", "left"),
                      new RegisteredSchema.Reference("right", "right"))));
      assertThat(schema(server, 5, false)).isEmpty();
      assertThat(schema(server, 6, false)).isEmpty();
      assertThat(schema(server, -1, false)).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"200, serialized", "400, text", "422, text", "501, text"})
  void schemaIsSerializedWhereTheRegistryCan(int statusOfFormats, String expected)
      throws InterruptedException {
    try (SchemaRegistryServer server = new SchemaRegistryServer()) {
      server.register(1, "s", "PROTOBUF", "text", "serialized");
      server.setStatusOfFormats(statusOfFormats);

      assertThat(schema(server, 1, true).orElseThrow().text()).isEqualTo(expected);
      assertThat(schema(server, 1, false).orElseThrow().text()).isEqualTo("text");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html>",
        "{}",
        "[]",
        "{'schema': {}}",
        "{'schema': 's', 'references': [{'name': 'n', 'subject': 'a', 'version': 1}, {'name': 'm'}]}"
      })
  void answerThatIsNoSchemaIsAFaultOfTheConnection(String body) {
    String json = body.replace('\'', '"');
    try (CannedHttp server =
            new CannedHttp(
                request ->
                    Answer.of(200, request.uri().startsWith("/schemas") ? json : "{\"n\": 1}"));
        SchemaRegistries client =
            SchemaRegistries.open(registry("hidden-secret", server.url()), Checks.settings())) {
      assertThatThrownBy(() -> client.schema(1, false))
          .hasMessageContaining("does not answer as a schema registry does");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html>Not Found</html>", "{\"message\": \"no such route\"}"})
  void placeWhereNoRegistryIsLacksNoSchema(String body) {
    try (CannedHttp server = new CannedHttp(request -> Answer.of(404, body));
        SchemaRegistries client =
            SchemaRegistries.open(registry("hidden-secret", server.url()), Checks.settings())) {
      assertThatThrownBy(() -> client.schema(1, false))
          .hasMessageContaining("does not answer as a schema registry does");
    }
  }

  @Test
  void schemasThatReferToEachOtherInACircleEnd() {
    String circle =
        "{\"schema\": \"s\", \"references\": [{\"name\": \"n\", \"subject\": \"a\", \"version\": 1}]}";
    try (CannedHttp server = new CannedHttp(request -> Answer.of(200, circle));
        SchemaRegistries client =
            SchemaRegistries.open(registry("hidden-secret", server.url()), Checks.settings())) {
      assertThatThrownBy(() -> client.schema(1, false)).isInstanceOf(ServiceException.class);
    }
  }
}
