package dev.lodestar.api;

import static dev.lodestar.api.Api.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cancel of a query whose client waits. */
@QuarkusTest
class QueryCancelTest {
  private static final AtomicReference<String> TABLE = new AtomicReference<>();

  @BeforeEach
  void load() {
    if (TABLE.get() == null) {
      String table = unique("ten");
      String line = "{\"ts\": \"2026-01-05T10:00:00Z\", \"n\": 1}\n";
      Api.completed(JobRequest.inline(table, line.repeat(10)).time().column("n", "long"));
      TABLE.set(table);
    }
  }

  private static Response endless(String id) {
    String from =
        IntStream.range(0, 12)
            .mapToObj(i -> "\"%s\" t%d".formatted(TABLE.get(), i))
            .collect(Collectors.joining(", "));
    return Api.query(
        Map.of(
            "query",
            "SELECT SUM(t0.\"n\" * t1.\"n\" + t9.\"n\") FROM " + from,
            "context",
            Map.of("sqlQueryId", id)));
  }

  /** Asks until there is something to cancel. */
  private static void cancel(String path, String id) {
    await("a query " + id)
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> given().delete(path + "/" + id).statusCode() == 202);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/druid/v2/sql", "/v1/query/sql", "/v1/projects/default/query/sql"})
  void answersTheWaitingClientInDruidsWords(String path) throws Exception {
    String id = unique("long");
    try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
      Future<Response> answer = pool.submit(() -> endless(id));

      cancel(path, id);

      answer
          .get()
          .then()
          .statusCode(500)
          .header("X-Druid-SQL-Query-Id", equalTo(id))
          .body("error", equalTo("Query cancelled"))
          .body("category", equalTo("CANCELED"))
          .body("persona", equalTo("USER"))
          .body("errorClass", equalTo("org.apache.druid.query.QueryInterruptedException"))
          .body("host", equalTo("lodestar"));
    }
    given().delete(path + "/" + id).then().statusCode(404);
  }

  /** More than run at the same time, so some of them wait. */
  @Test
  void cancelsAllQueriesOfAnId() throws Exception {
    String id = unique("many");
    try (ExecutorService pool = Executors.newFixedThreadPool(12)) {
      List<Future<Response>> answers = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        answers.add(pool.submit(() -> endless(id)));
      }
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(50))
          .until(
              () -> {
                given().delete("/druid/v2/sql/" + id);
                return answers.stream().allMatch(Future::isDone);
              });
      for (Future<Response> answer : answers) {
        assertThat(answer.get().statusCode()).isEqualTo(500);
      }
    }
    assertThat(Api.rows("SELECT 1")).isEqualTo(List.of(List.of(1)));
  }

  @Test
  void knowsNothingOfOtherQueries() {
    given()
        .delete("/druid/v2/sql/" + unique("none"))
        .then()
        .statusCode(404)
        .body("errorCode", equalTo("notFound"));
  }
}
