package dev.lodestar.api;

import static dev.lodestar.api.Api.JOBS;
import static dev.lodestar.api.Api.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class JobProgressStreamTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LINE = "{\"ts\": \"2026-01-05T10:00:00Z\", \"n\": 1}\n";

  @TestHTTPResource URI server;

  private static String stream(String job) {
    return JOBS + "/" + job + "/progress/stream";
  }

  private List<Double> watch(String job) throws Exception {
    List<Double> seen = new ArrayList<>();
    try (HttpClient client = HttpClient.newHttpClient()) {
      var answer =
          client.send(
              HttpRequest.newBuilder(server.resolve(stream(job))).build(),
              BodyHandlers.ofInputStream());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("text/event-stream");
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (line.startsWith("data:")) {
            JsonNode event = JSON.readTree(line.substring("data:".length()));
            seen.add(event.path("overallProgress").asDouble(-1));
          }
        }
      }
    }
    return seen;
  }

  @Test
  void tellsTheProgressOfAJobAndEndsWithIt() throws Exception {
    String id =
        Api.accepted(
            JobRequest.inline(unique("watched"), LINE.repeat(20_000)).time().column("n", "long"));

    List<Double> seen = watch(id);

    assertThat(seen).isNotEmpty().isSorted().endsWith(1.0).allMatch(p -> p >= 0 && p <= 1);
    assertThat(seen.stream().filter(p -> p == 1.0)).hasSize(1);
    assertThat(Api.get(JOBS + "/" + id).getString("executionStatus")).isEqualTo("completed");
  }

  @Test
  void tellsThatAJobIsOverAtOnce() throws Exception {
    String id = Api.completed(JobRequest.inline(unique("watched"), LINE).time());

    assertThat(watch(id)).containsExactly(1.0);
  }

  @Test
  void refusesJobsThatAreNotThereOrShowNoProgress() {
    given().get(stream("nope")).then().statusCode(404).body("code", equalTo("ObjectNotFound"));
    String table = unique("watched");
    Api.completed(JobRequest.inline(table, LINE).time());
    String deletion =
        given()
            .contentType(ContentType.JSON)
            .body(
                Map.of(
                    "type",
                    "delete_data",
                    "deleteAll",
                    true,
                    "target",
                    Map.of("type", "table", "tableName", table)))
            .post(JOBS)
            .then()
            .statusCode(201)
            .extract()
            .path("id");

    given()
        .get(stream(deletion))
        .then()
        .statusCode(400)
        .body("message", containsString("progress"));
  }
}
