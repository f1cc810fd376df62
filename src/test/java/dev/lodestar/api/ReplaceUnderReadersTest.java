package dev.lodestar.api;

import static dev.lodestar.api.Api.rows;
import static dev.lodestar.api.Api.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many readers while rows are replaced and deleted: each answer is wholly old or wholly new. */
@QuarkusTest
class ReplaceUnderReadersTest {
  private static final int READERS = 16;
  private static final int ROUNDS = 6;
  private static final int ROWS = 40;

  /** Rows of one number over ten days, so that each load makes ten segments. */
  private static JobRequest load(String table, int number) {
    String lines =
        IntStream.range(0, ROWS)
            .mapToObj(
                i ->
                    "{\"ts\": \"2026-01-%02dT10:00:00Z\", \"n\": %d}".formatted(1 + i % 10, number))
            .collect(Collectors.joining("\n"));
    return JobRequest.inline(table, lines).time().column("n", "long");
  }

  private static List<Object> read(String table) {
    return rows("SELECT MIN(\"n\"), MAX(\"n\"), COUNT(*) FROM \"%s\"".formatted(table)).getFirst();
  }

  @Test
  void answersAreWhollyOldOrWhollyNew() throws InterruptedException, ExecutionException {
    String table = unique("whole");
    Api.completed(load(table, 0));
    AtomicBoolean over = new AtomicBoolean();
    List<Future<Integer>> readers = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(READERS)) {
      for (int i = 0; i < READERS; i++) {
        readers.add(pool.submit(() -> readUntil(over, table)));
      }
      try {
        for (int number = 1; number <= ROUNDS; number++) {
          Api.completed(
              load(table, number).with("ingestionMode", "replace").with("replaceAll", true));
          // What is completed is visible to the very next query.
          assertThat(read(table)).isEqualTo(List.of(number, number, ROWS));
          deleteForGood(table, number);
        }
      } finally {
        over.set(true);
      }
    }
    for (Future<Integer> reader : readers) {
      assertThat(reader.get()).isPositive();
    }
  }

  /** The number of answers; numbers only grow. */
  private static int readUntil(AtomicBoolean over, String table) {
    int answers = 0;
    int last = 0;
    while (!over.get()) {
      List<Object> row = read(table);
      assertThat(row.get(2)).as("the rows of one load").isEqualTo(ROWS);
      assertThat(row.get(0)).as("one load, not two").isEqualTo(row.get(1));
      assertThat((Integer) row.get(0)).as("never back").isGreaterThanOrEqualTo(last);
      last = (Integer) row.get(0);
      answers++;
    }
    return answers;
  }

  /** Takes the replaced segments away for good while older queries may still read them. */
  private static void deleteForGood(String table, int number) {
    List<String> hidden =
        given()
            .get(Api.TABLES + "/" + table + "/unusedSegments?limit=1000")
            .then()
            .statusCode(200)
            .extract()
            .jsonPath()
            .getList("values.version");
    assertThat(hidden).as("versions hidden by round %d", number).isNotEmpty();
    String id =
        given()
            .contentType(ContentType.JSON)
            .body(
                Map.of(
                    "type",
                    "delete_data",
                    "target",
                    Map.of("type", "table", "tableName", table),
                    "deleteAll",
                    true,
                    "versions",
                    hidden.stream().distinct().toList()))
            .post(Api.JOBS)
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    assertThat(Api.over(id).getString("executionStatus")).isEqualTo("completed");
  }
}
