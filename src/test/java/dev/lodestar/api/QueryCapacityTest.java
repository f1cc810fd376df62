package dev.lodestar.api;

import static dev.lodestar.api.Api.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a server answers that has no room for another query. */
@QuarkusTest
@TestProfile(QueryCapacityTest.SmallServer.class)
class QueryCapacityTest {
  /** One query runs, one waits; the same for statements. Streams are idle soon. */
  public static class SmallServer implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "lodestar.jobs.waiting-max", "3",
          "lodestar.jobs.slots", "1",
          "lodestar.query.concurrency", "1",
          "lodestar.query.waiting-max", "1",
          "lodestar.statements.concurrency", "1",
          "lodestar.statements.waiting-max", "1",
          "lodestar.streams.idle-after", "PT1S");
    }
  }

  private String table;

  @BeforeEach
  void load() {
    table = unique("ten");
    String line = "{\"ts\": \"2026-01-05T10:00:00Z\", \"n\": 1}\n";
    Api.completed(JobRequest.inline(table, line.repeat(10)).time().column("n", "long"));
  }

  private Map<String, Object> endless(String id) {
    String from =
        IntStream.range(0, 12)
            .mapToObj(i -> "\"%s\" t%d".formatted(table, i))
            .collect(Collectors.joining(", "));
    return Map.of(
        "query",
        "SELECT SUM(t0.\"n\" * t1.\"n\" + t9.\"n\") FROM " + from,
        "context",
        Map.of("sqlQueryId", id));
  }

  @Test
  void refusesQueriesBeyondThoseThatRunAndWait() throws Exception {
    String id = unique("busy");
    try (ExecutorService pool = Executors.newFixedThreadPool(6)) {
      List<Future<Response>> answers = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        answers.add(pool.submit(() -> Api.query(endless(id))));
      }
      // Those that run or wait answer only once they are canceled.
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> answers.stream().filter(Future::isDone).count() >= 4);
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(50))
          .until(
              () -> {
                given().delete("/druid/v2/sql/" + id);
                return answers.stream().allMatch(Future::isDone);
              });

      List<Response> refused = new ArrayList<>();
      for (Future<Response> answer : answers) {
        if (answer.get().statusCode() == 429) {
          refused.add(answer.get());
        } else {
          assertThat(answer.get().statusCode()).isEqualTo(500);
        }
      }
      assertThat(refused).hasSizeBetween(4, 5);
      refused
          .getFirst()
          .then()
          .header("Retry-After", notNullValue())
          .header("X-Druid-SQL-Query-Id", equalTo(id))
          .body("error", equalTo("Query capacity exceeded"))
          .body("category", equalTo("CAPACITY_EXCEEDED"));
    }
    assertThat(Api.rows("SELECT 1")).isEqualTo(List.of(List.of(1)));
  }

  @Test
  void refusesStatementsBeyondThoseThatRunAndWait() {
    List<String> taken = new ArrayList<>();
    String running = unique("statement");
    submit(running).then().statusCode(200);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                "RUNNING"
                    .equals(
                        given().get(Api.SQL + "/statements/" + running).jsonPath().get("state")));
    taken.add(running);
    String waiting = unique("statement");
    submit(waiting).then().statusCode(200);
    taken.add(waiting);

    submit(unique("statement"))
        .then()
        .statusCode(429)
        .header("Retry-After", notNullValue())
        .body("category", equalTo("CAPACITY_EXCEEDED"));

    for (String id : taken) {
      given().delete(Api.SQL + "/statements/" + id).then().statusCode(202);
    }
  }

  @Test
  void refusesJobsBeyondThoseThatRunAndWait() {
    List<String> taken = new ArrayList<>();
    String running = submitEndlessJob().then().statusCode(201).extract().path("id");
    taken.add(running);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> "running".equals(Api.get(Api.JOBS + "/" + running).getString("executionStatus")));
    for (int i = 0; i < 3; i++) {
      taken.add(submitEndlessJob().then().statusCode(201).extract().path("id"));
    }

    Response refused = submitEndlessJob();
    for (String id : taken.reversed()) {
      given()
          .contentType(ContentType.JSON)
          .body(Map.of("desiredExecutionStatus", "canceled"))
          .post(Api.JOBS + "/" + id + "/status")
          .then()
          .statusCode(200);
      assertThat(Api.over(id).getString("executionStatus")).isEqualTo("canceled");
    }

    refused
        .then()
        .statusCode(429)
        .header("Retry-After", notNullValue())
        .body(
            "message",
            equalTo("3 jobs wait already; submit this one again when some of them have run."));
  }

  private Response submitEndlessJob() {
    String from =
        IntStream.range(0, 12)
            .mapToObj(i -> "\"%s\" t%d".formatted(table, i))
            .collect(Collectors.joining(", "));
    String query =
        "REPLACE INTO \"%s_sum\" OVERWRITE ALL SELECT TIME_PARSE('2026-01-01') AS \"__time\", SUM(t0.\"n\" * t1.\"n\" + t9.\"n\") AS \"n\" FROM %s PARTITIONED BY ALL"
            .formatted(table, from);
    return given()
        .contentType(ContentType.JSON)
        .body(Map.of("type", "sql", "createTableIfNotExists", true, "query", query))
        .post(Api.JOBS);
  }

  private Response submit(String id) {
    return given().contentType(ContentType.JSON).body(endless(id)).post(Api.SQL + "/statements");
  }
}
