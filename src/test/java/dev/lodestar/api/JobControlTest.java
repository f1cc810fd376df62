package dev.lodestar.api;

import static dev.lodestar.api.Api.JOBS;
import static dev.lodestar.api.Api.get;
import static dev.lodestar.api.Api.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Canceling jobs, and the moves that are not legal. */
@QuarkusTest
class JobControlTest {
  private static final int LARGE_ROWS = 3_000_000;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void cancelsARunningJobWithinASecondAndLeavesNothing() throws IOException {
    String table = unique("cancel");
    String file = Api.upload(unique("large") + ".json.gz", large());
    String id =
        Api.accepted(
            JobRequest.uploaded(table, file)
                .time()
                .column("n", "long")
                .map("upper", "UPPER(\"ts\") || CAST(\"n\" * 3 AS VARCHAR)"));
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> status(id).equals("running"));

    Instant asked = Instant.now();
    move(id, "canceled").statusCode(200);
    await()
        .atMost(Duration.ofSeconds(1))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> status(id).equals("canceled"));

    assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(2));
    JsonPath job = get(JOBS + "/" + id);
    assertThat(job.getString("desiredExecutionStatus")).isEqualTo("canceled");
    assertThat(job.getString("health.code")).isEqualTo("canceled");
    assertThat(Api.count(table)).isZero();
    Path staging = Api.dataDirectory().resolve("staging").resolve(id);
    await().atMost(PATIENCE).until(() -> !Files.exists(staging));
    Path segments = Api.dataDirectory().resolve("segments").resolve(tableId(table));
    assertThat(children(segments)).isZero();
    assertThat(get(JOBS + "/" + id + "/progress").getDouble("overallProgress")).isEqualTo(1.0);
  }

  private static String tableId(String table) {
    return get(Api.TABLES + "/" + table).getString("id");
  }

  private static long children(Path folder) {
    if (!Files.exists(folder)) {
      return 0;
    }
    try (var files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] large() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    byte[] line = Api.bytes("{\"ts\": \"2026-01-05T10:00:00Z\", \"n\": 1}\n".repeat(1000));
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      for (int i = 0; i < LARGE_ROWS / 1000; i++) {
        gzip.write(line);
      }
    }
    return packed.toByteArray();
  }

  @Test
  void letsACanceledJobBeCanceledAgain() {
    String id = Api.completed(small());

    move(id, "completed").statusCode(400);
    move(id, "canceled")
        .statusCode(400)
        .body("target", equalTo("desiredExecutionStatus"))
        .body("message", containsString("is completed"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"paused", "pending", "failed", "idle", "unknown", "", "RUNNING"})
  void refusesWhatAJobCannotBeTold(String desired) {
    String id = Api.completed(small());

    move(id, desired).statusCode(400).body("target", equalTo("desiredExecutionStatus"));
    given()
        .contentType(ContentType.JSON)
        .body(Map.of("desiredExecutionStatus", desired))
        .put(JOBS + "/" + id)
        .then()
        .statusCode(400);
  }

  @Test
  void needsAStatusToMoveTo() {
    String id = Api.completed(small());

    for (String body : new String[] {"{}", "{\"desiredExecutionStatus\": null}", "null", ""}) {
      given()
          .contentType(ContentType.JSON)
          .body(body)
          .post(JOBS + "/" + id + "/status")
          .then()
          .statusCode(400)
          .body("code", equalTo("BadArgument"));
    }
  }

  @Test
  void answersTheWholeJobToAPut() {
    String id = Api.accepted(small());

    String status =
        given()
            .contentType(ContentType.JSON)
            .body(Map.of("desiredExecutionStatus", "canceled"))
            .put(JOBS + "/" + id)
            .then()
            .extract()
            .path("executionStatus");

    // The small job may have been quicker: then the move is refused and the answer is an error.
    assertThat(status).isIn("canceled", null);
    assertThat(Api.over(id).getString("executionStatus"))
        .isEqualTo(status == null ? "completed" : "canceled");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, ''",
    "GET, /status",
    "GET, /progress",
    "GET, /metrics",
    "GET, /logs",
    "PUT, ''",
    "POST, /status"
  })
  void doesNotFindJobsThatAreNotThere(String method, String path) {
    for (String id : new String[] {UUID.randomUUID().toString(), "nope", "1-1-1-1-1"}) {
      given()
          .contentType(ContentType.JSON)
          .body(Map.of("desiredExecutionStatus", "canceled"))
          .request(method, JOBS + "/" + id + path)
          .then()
          .statusCode(404)
          .body("code", equalTo("ObjectNotFound"))
          .body("message", equalTo("Job %s does not exist.".formatted(id)));
    }
  }

  private static String status(String id) {
    return get(JOBS + "/" + id + "/status").getString("executionStatus");
  }

  private static io.restassured.response.ValidatableResponse move(String id, String desired) {
    return given()
        .contentType(ContentType.JSON)
        .body(Map.of("desiredExecutionStatus", desired))
        .post(JOBS + "/" + id + "/status")
        .then();
  }

  private static JobRequest small() {
    return JobRequest.inline(unique("small"), "{\"ts\": \"2026-01-05T10:00:00Z\"}\n").time();
  }
}
