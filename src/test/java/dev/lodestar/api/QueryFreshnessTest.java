package dev.lodestar.api;

import static dev.lodestar.api.Api.over;
import static dev.lodestar.api.Api.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What is remembered between queries never shows: each sees every commit before it. */
@QuarkusTest
class QueryFreshnessTest {
  private static void run(String statement) {
    String id =
        given()
            .contentType(ContentType.JSON)
            .body(Map.of("type", "sql", "query", statement, "createTableIfNotExists", true))
            .post(Api.JOBS)
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    assertThat(over(id).getString("executionStatus")).isEqualTo("completed");
  }

  private static void append(String table, String columns, String values) {
    run(
        "INSERT INTO \"%s\" SELECT * FROM (VALUES (TIMESTAMP '2026-01-01 10:00:00', %s)) AS v(\"__time\", %s) PARTITIONED BY DAY"
            .formatted(table, values, columns));
  }

  private static String ask(String sql) {
    return given()
        .contentType(ContentType.JSON)
        .body(Map.of("query", sql, "resultFormat", "array"))
        .post(Api.SQL)
        .asString()
        .strip();
  }

  @Test
  void seesEachCommitOfAJobInTheVeryNextQuery() {
    String table = unique("fresh");
    String count = "SELECT COUNT(*), MAX(\"n\") FROM \"" + table + "\"";
    assertThat(ask(count)).contains("not found");

    for (int i = 1; i <= 5; i++) {
      append(table, "\"n\"", String.valueOf(i));

      assertThat(ask(count)).isEqualTo("[[%d,%d]]".formatted(i, i));
      assertThat(ask(count)).isEqualTo("[[%d,%d]]".formatted(i, i));
    }
    run(
        "REPLACE INTO \"%s\" OVERWRITE ALL SELECT TIMESTAMP '2026-01-01' AS \"__time\", 9 AS \"n\" PARTITIONED BY DAY"
            .formatted(table));
    assertThat(ask(count)).isEqualTo("[[1,9]]");
  }

  @Test
  void seesColumnsThatAppear() {
    String table = unique("fresh");
    append(table, "\"n\"", "1");
    String all = "SELECT * FROM \"" + table + "\" ORDER BY \"n\"";
    assertThat(ask(all)).isEqualTo("[[\"2026-01-01T10:00:00.000Z\",1]]");

    append(table, "\"n\", \"k\"", "2, 'x'");

    assertThat(ask(all))
        .isEqualTo(
            "[[\"2026-01-01T10:00:00.000Z\",1,null],[\"2026-01-01T10:00:00.000Z\",2,\"x\"]]");
  }

  @Test
  void seesATableThatIsMadeAfterItWasMissed() {
    String table = unique("fresh");
    String count = "SELECT COUNT(*) FROM \"" + table + "\"";
    assertThat(ask(count)).contains("not found");

    given()
        .contentType(ContentType.JSON)
        .body(Map.of("type", "detail", "name", table))
        .post(Api.TABLES)
        .then()
        .statusCode(201);

    assertThat(ask(count)).isEqualTo("[[0]]");
  }

  @Test
  void tellsTheTimeOfEachQuery() {
    Instant before = Instant.now();
    String now = "SELECT CURRENT_TIMESTAMP";
    Instant first = Instant.parse(ask(now).replaceAll("[\\[\\]\"]", ""));
    Instant second = Instant.parse(ask(now).replaceAll("[\\[\\]\"]", ""));

    assertThat(first).isAfterOrEqualTo(before.minusMillis(1));
    assertThat(second).isAfter(first);
  }

  @Test
  void neverGoesBackWhileJobsCommit() throws Exception {
    String table = unique("fresh");
    append(table, "\"n\"", "0");
    String count = "SELECT COUNT(*) FROM \"" + table + "\"";
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService readers = Executors.newFixedThreadPool(2)) {
      List<Future<List<Integer>>> seen = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        seen.add(
            readers.submit(
                () -> {
                  List<Integer> counts = new ArrayList<>();
                  while (!over.get()) {
                    counts.add(Integer.valueOf(ask(count).replaceAll("[\\[\\]]", "")));
                  }
                  return counts;
                }));
      }
      try {
        for (int i = 1; i <= 6; i++) {
          append(table, "\"n\"", String.valueOf(i));
          assertThat(ask(count)).isEqualTo("[[%d]]".formatted(i + 1));
        }
      } finally {
        over.set(true);
      }
      for (Future<List<Integer>> counts : seen) {
        assertThat(counts.get()).isSorted();
      }
    }
  }
}
