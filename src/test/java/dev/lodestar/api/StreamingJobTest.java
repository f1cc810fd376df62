package dev.lodestar.api;

import static dev.lodestar.api.Api.accepted;
import static dev.lodestar.api.Api.count;
import static dev.lodestar.api.Api.rows;
import static dev.lodestar.api.Api.unique;
import static dev.lodestar.api.Streams.awaitCount;
import static dev.lodestar.api.Streams.awaitStatus;
import static dev.lodestar.api.Streams.cancel;
import static dev.lodestar.api.Streams.events;
import static dev.lodestar.api.Streams.numbers;
import static dev.lodestar.api.Streams.push;
import static dev.lodestar.api.Streams.pushConnection;
import static dev.lodestar.api.Streams.status;
import static dev.lodestar.api.Streams.want;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Streaming jobs over pushed events, from their submission to their end. */
@QuarkusTest
class StreamingJobTest {
  private final String table = unique("stream");
  private String connection;

  @BeforeEach
  void connect() {
    connection = pushConnection();
  }

  @Test
  void pushedEventsAreVisibleAndLast() {
    push(connection, events(0, 5));
    String job = accepted(numbers(table, connection));
    awaitCount(table, 5);

    push(connection, events(5, 8) + "\n\n");
    awaitCount(table, 8);
    cancel(job);

    assertThat(count(table)).isEqualTo(8);
    assertThat(rows("SELECT SUM(\"n\") FROM \"%s\"".formatted(table)))
        .isEqualTo(List.of(List.of(28)));
    assertThat(Api.totals(job))
        .containsEntry("numRowsProcessed", 8)
        .containsEntry("numRowsSkippedByError", 0)
        .doesNotContainKey("numRowsPersisted");
    JsonPath described = Api.get(Api.TABLES + "/" + table);
    assertThat(described.getInt("totalRows")).as("published").isEqualTo(8);
    JsonPath end = Api.get(Api.JOBS + "/" + job);
    assertThat(end.getString("health.code")).isEqualTo("canceled");
    assertThat(end.getString("completedTimestamp")).isNotNull();
  }

  @Test
  void answersShowTheRequestWithItsDefaults() {
    String job =
        accepted(
            numbers(table, connection)
                .with("readFromPoint", "latest")
                .with("filterExpression", "\"n\" > 0"));

    given()
        .get(Api.JOBS + "/" + job)
        .then()
        .statusCode(200)
        .body("type", equalTo("streaming"))
        .body("source.type", equalTo("connection"))
        .body("source.connectionName", equalTo(connection))
        .body("readFromPoint", equalTo("latest"))
        .body("lateMessageRejectionPeriod", equalTo("P30D"))
        .body("earlyMessageRejectionPeriod", equalTo("P2000D"))
        .body("useSchemaDiscovery", equalTo(false))
        .body("dimensionExclusions", equalTo(List.of()))
        .body("maxParseExceptions", equalTo(2147483647))
        .body("filterExpression", equalTo("\"n\" > 0"))
        .body("spec.lateMessageRejectionPeriod", nullValue());
    assertThat(
            Api.get(Api.JOBS + "?connectionName=" + connection)
                .getString("values[0].source.connectionName"))
        .isEqualTo(connection);
    given().get(Api.JOBS + "/" + job + "/progress").then().statusCode(400);
    cancel(job);
  }

  @Test
  void suspendedJobGoesOnWhereItStopped() {
    String job = accepted(numbers(table, connection));
    push(connection, events(0, 3));
    awaitCount(table, 3);

    want(job, "suspended").then().statusCode(200).body("executionStatus", equalTo("suspended"));
    String list = "/v2/jobs?executionStatus=idle&targetTableName=" + table;
    assertThat(Api.get("/v2/jobs/" + job).getString("executionStatus")).isEqualTo("idle");
    assertThat(Api.get("/v2/jobs/" + job + "/status").getString("executionStatus"))
        .isEqualTo("idle");
    assertThat(Api.get(list).getString("values[0].executionStatus")).isEqualTo("idle");
    push(connection, events(3, 6));
    assertThat(count(table)).isEqualTo(3);
    want(job, "running").then().statusCode(200);

    awaitCount(table, 6);
    assertThat(status(job)).isEqualTo("running");
    assertThat(Api.totals(job)).containsEntry("numRowsProcessed", 6);
    cancel(job);
  }

  @Test
  void nextJobOfTableGoesOnAtTheCheckpoint() {
    String first = accepted(numbers(table, connection));
    push(connection, events(0, 3));
    awaitCount(table, 3);
    cancel(first);
    push(connection, events(3, 5));

    String second = accepted(numbers(table, connection).with("readFromPoint", "latest"));

    awaitCount(table, 5);
    cancel(second);
  }

  @Test
  void jobThatReadsFromLatestLeavesOutWhatWasThere() {
    push(connection, events(0, 3));
    String job = accepted(numbers(table, connection).with("readFromPoint", "latest"));
    awaitStatus(job, "running");
    push(connection, events(3, 4));

    awaitCount(table, 1);

    assertThat(rows("SELECT \"n\" FROM \"%s\"".formatted(table))).isEqualTo(List.of(List.of(3)));
    cancel(job);
  }

  @Test
  void resetReadsAgainFromTheBeginning() {
    String job = accepted(numbers(table, connection));
    push(connection, events(0, 3));
    awaitCount(table, 3);

    given().post(Api.JOBS + "/" + job + "/reset").then().statusCode(200).body(equalTo("{}"));

    awaitCount(table, 6);
    cancel(job);
    given().post(Api.JOBS + "/" + job + "/reset").then().statusCode(400);
    given().post(Api.JOBS + "/" + UUID.randomUUID() + "/reset").then().statusCode(404);
  }

  @Test
  void tableHasOneStreamingJob() {
    String first = accepted(numbers(table, connection));
    push(connection, events(0, 3));
    awaitCount(table, 3);

    Api.submit(numbers(table, connection))
        .statusCode(400)
        .body("target", equalTo("target.tableName"));
    String second = accepted(numbers(table, connection).with("replaceRunning", true));
    push(connection, events(3, 6));

    awaitStatus(first, "canceled");
    awaitStatus(second, "running");
    awaitCount(table, 6);
    assertThat(rows("SELECT COUNT(DISTINCT \"n\") FROM \"%s\"".formatted(table)))
        .isEqualTo(List.of(List.of(6)));
    cancel(second);
  }

  @Test
  void faultyRecordsAreCountedAndNamedWithoutTheirContents() {
    String job = accepted(numbers(table, connection));
    String old = Instant.now().minusSeconds(40 * 86_400L).toString();
    push(
        connection,
        """
        %s
        no json at all
        {"n": 4}
        {"ts": "%s", "n": "secret"}
        {"ts": "%s", "n": 5}
        """
            .formatted(Streams.event(1), Instant.now(), old));

    awaitCount(table, 2);
    await()
        .untilAsserted(
            () ->
                assertThat(Api.totals(job))
                    .containsEntry("numRowsProcessed", 1)
                    .containsEntry("numRowsProcessedWithWarning", 1)
                    .containsEntry("numRowsSkippedByError", 2)
                    .containsEntry("numRowsSkippedByFilter", 1));
    cancel(job);

    List<String> messages = Api.logMessages(job);
    assertThat(messages).anyMatch(text -> text.contains("offset 0: is not valid JSON"));
    assertThat(messages).anyMatch(text -> text.contains("has no value for __time"));
    assertThat(messages).noneMatch(text -> text.contains("secret") || text.contains("no json"));
  }

  @Test
  void tooManyFaultyRecordsFailTheJobAndWhatWasReadStays() {
    String job = accepted(numbers(table, connection).with("maxParseExceptions", 1));
    push(connection, events(0, 3));
    awaitCount(table, 3);

    push(connection, "bad\nworse\n");

    awaitStatus(job, "failed");
    assertThat(Api.get(Api.JOBS + "/" + job).getString("health.code"))
        .isEqualTo("cannot_parse_source");
    assertThat(count(table)).isEqualTo(3);
  }

  @Test
  void deletionTakesWhatIsVisibleAndLeavesWhatComesLater() {
    String job = accepted(numbers(table, connection));
    push(connection, events(0, 3));
    awaitCount(table, 3);

    String deletion =
        given()
            .contentType("application/json")
            .body(
                Map.of(
                    "type",
                    "delete_data",
                    "deleteAll",
                    true,
                    "target",
                    Map.of("type", "table", "tableName", table)))
            .post(Api.JOBS)
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    assertThat(Api.over(deletion).getString("executionStatus")).isEqualTo("completed");
    assertThat(count(table)).isZero();
    push(connection, events(3, 5));

    awaitCount(table, 2);
    cancel(job);
  }

  @Test
  void aggregateTableRollsUpWhatComesTogether() {
    given()
        .contentType("application/json")
        .body(
            Map.of(
                "type",
                "aggregate",
                "name",
                table,
                "timeResolution",
                "day",
                "schema",
                List.of(
                    Map.of("name", "city", "dataType", "string", "type", "dimension"),
                    Map.of("name", "total", "dataType", "long", "type", "measure"))))
        .post(Api.TABLES)
        .then()
        .statusCode(201);
    String job =
        accepted(
            Streams.job(table, connection)
                .time()
                .field("n", "long")
                .column("city", "string")
                .map("total", "SUM(\"n\")"));
    String now = Instant.now().toString();
    push(
        connection,
        """
        {"ts": "%s", "n": 1, "city": "A"}
        {"ts": "%s", "n": 2, "city": "A"}
        {"ts": "%s", "n": 3, "city": "B"}
        {"ts": "2001-01-01T00:00:00Z", "n": 4, "city": "B"}
        {"n": 5, "city": "B"}
        """
            .formatted(now, now, now));

    awaitCount(table, 2);
    await()
        .untilAsserted(
            () ->
                assertThat(Api.totals(job))
                    .containsEntry("numRowsProcessed", 3)
                    .containsEntry("numRowsSkippedByFilter", 1)
                    .containsEntry("numRowsSkippedByError", 1));
    assertThat(
            rows(
                "SELECT \"city\", SUM(\"total\"), SUM(\"__count\") FROM \"%s\" GROUP BY 1 ORDER BY 1"
                    .formatted(table)))
        .isEqualTo(List.of(List.of("A", 3, 2), List.of("B", 3, 1)));
    cancel(job);
  }

  @Test
  void connectionInUseStaysUntilItsJobIsOver() {
    String job = accepted(numbers(table, connection));
    given().delete(Api.CONNECTIONS + "/" + connection).then().statusCode(400);

    cancel(job);

    given().delete(Api.CONNECTIONS + "/" + connection).then().statusCode(200);
  }
}
