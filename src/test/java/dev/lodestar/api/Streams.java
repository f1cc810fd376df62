package dev.lodestar.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Short words for streams: connections that are pushed to, and jobs that read them. */
final class Streams {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private Streams() {}

  /** A connection of its own that takes events. */
  static String pushConnection() {
    String name = Api.unique("push");
    given()
        .contentType(ContentType.JSON)
        .body(Map.of("type", "push_streaming", "name", name))
        .post(Api.CONNECTIONS)
        .then()
        .statusCode(201);
    return name;
  }

  /** A job that reads from the oldest record; fields and mappings are to be added. */
  static JobRequest job(String table, String connection) {
    return JobRequest.connection(table, connection)
        .with("type", "streaming")
        .with("readFromPoint", "earliest");
  }

  /** The same with the time in {@code ts} and a number in {@code n}. */
  static JobRequest numbers(String table, String connection) {
    return job(table, connection).time().column("n", "long");
  }

  static Response send(String connection, String lines) {
    return given().body(Api.bytes(lines)).post(Api.PROJECT + "/events/" + connection);
  }

  static void push(String connection, String lines) {
    send(connection, lines).then().statusCode(200);
  }

  /** An event of now. */
  static String event(long number) {
    return "{\"ts\": \"%s\", \"n\": %d}".formatted(Instant.now(), number);
  }

  static String events(int from, int to) {
    return IntStream.range(from, to).mapToObj(Streams::event).collect(Collectors.joining("\n"));
  }

  static void awaitStatus(String jobId, String status) {
    await("job " + jobId + " to be " + status)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> status(jobId).equals(status));
  }

  static String status(String jobId) {
    return Api.get(Api.JOBS + "/" + jobId + "/status").getString("executionStatus");
  }

  static Response want(String jobId, String status) {
    return given()
        .contentType(ContentType.JSON)
        .body(Map.of("desiredExecutionStatus", status))
        .post(Api.JOBS + "/" + jobId + "/status");
  }

  static void cancel(String jobId) {
    want(jobId, "canceled").then().statusCode(200);
    awaitStatus(jobId, "canceled");
  }

  static void awaitCount(String table, long rows) {
    await(rows + " rows in " + table)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(30))
        .until(() -> Api.count(table) == rows);
  }

  /** Publishes the rows of a table that are hot: a deletion, here of nothing, does so first. */
  static void publish(String table) {
    Map<String, Object> target =
        Map.of("type", "table", "tableName", table, "intervals", List.of("2001-01-01/2001-01-02"));
    String id =
        given()
            .contentType(ContentType.JSON)
            .body(Map.of("type", "delete_data", "target", target))
            .post(Api.JOBS)
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    assertThat(Api.over(id).getString("executionStatus")).isEqualTo("completed");
  }
}
