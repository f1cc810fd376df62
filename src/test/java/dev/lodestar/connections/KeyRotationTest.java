package dev.lodestar.connections;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.lodestar.reactive.EventLoop;
import dev.lodestar.testing.CannedHttp;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** Keys change, get lost and are found again. */
@QuarkusTest
class KeyRotationTest {
  private static final String CONNECTIONS = "/v1/projects/default/connections";

  @Inject ConnectionStore store;
  @Inject EventLoop eventLoop;

  private ConnectionStore.Resealed reseal(String... keys) {
    SecretSeal seal = new SecretSeal(SecretKeys.load(List.of(keys), Path.of("no such file")));
    return eventLoop.run(() -> store.reseal(seal)).await().atMost(Duration.ofSeconds(60));
  }

  private static ValidatableResponse patch(String name, String members) {
    return given()
        .contentType(ContentType.JSON)
        .body("{\"type\": \"confluent_schema_registry\", %s}".formatted(members))
        .patch(CONNECTIONS + "/" + name)
        .then();
  }

  private static ValidatableResponse tested(String name) {
    return given().post(CONNECTIONS + "/" + name + "/test").then();
  }

  private static String create(String name, String url) {
    given()
        .contentType(ContentType.JSON)
        .body(
            "{\"type\": \"confluent_schema_registry\", \"name\": \"%s\", \"urls\": [\"%s\"], \"secrets\": {\"type\": \"basic\", \"username\": \"u\", \"password\": \"p\"}}"
                .formatted(name, url))
        .post(CONNECTIONS)
        .then()
        .statusCode(201);
    return name;
  }

  @Test
  void sealsAnewAndWorksWithoutTheKeyAsFarAsItCan() throws IOException {
    Path file =
        Path.of(ConfigProvider.getConfig().getValue("lodestar.data-dir", String.class))
            .resolve("connections.keys");
    String own = Files.readString(file).strip();
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) 7);
    String other = Base64.getEncoder().encodeToString(bytes);
    try (CannedHttp registry = new CannedHttp(request -> CannedHttp.Answer.of(200, "[]"))) {
      String kept = create("kept-" + UUID.randomUUID(), registry.url());
      String anew = create("anew-" + UUID.randomUUID(), registry.url());

      assertThat(reseal(other, own).count()).isGreaterThanOrEqualTo(2);

      // The server has its own key only.
      tested(kept)
          .statusCode(503)
          .body("code", equalTo("ServiceUnavailable"))
          .body("message", containsString("LODESTAR_CONNECTIONS_KEYS"));
      given().get(CONNECTIONS).then().statusCode(200).body("values.name", hasItem(kept));
      patch(kept, "\"description\": \"changed\"").statusCode(200);
      patch(anew, "\"secrets\": {\"type\": \"basic\", \"password\": \"p\"}").statusCode(200);
      tested(anew).statusCode(200);
      assertThat(reseal(own).lost()).containsKey(kept).doesNotContainKey(anew);

      assertThat(reseal(own, other).count()).isPositive();

      tested(kept).statusCode(200);
      assertThat(reseal(own, other).count()).isZero();
    }
  }
}
