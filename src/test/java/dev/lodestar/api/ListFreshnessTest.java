package dev.lodestar.api;

import static dev.lodestar.api.Api.JOBS;
import static dev.lodestar.api.Api.TABLES;
import static dev.lodestar.api.Api.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Lists are remembered and shared, which never shows: each has every change before it. */
@QuarkusTest
class ListFreshnessTest {
  private static final String LINE = "{\"ts\": \"2026-01-05T10:00:00Z\"}\n";

  private static void make(String table) {
    given()
        .contentType(ContentType.JSON)
        .body(Map.of("type", "detail", "name", table))
        .post(TABLES)
        .then()
        .statusCode(201);
  }

  private static Map<String, Object> listed(String table) {
    return Api.get(TABLES).param("name", table).getMap("values.find { it.name == name }");
  }

  @Test
  void listsEachTableAndItsFiguresRightAfterTheJob() {
    String table = unique("fresh-list");
    assertThat(listed(table)).isNull();

    for (int i = 1; i <= 3; i++) {
      Api.completed(JobRequest.inline(table, LINE).time());

      assertThat(listed(table)).containsEntry("totalRows", i).containsEntry("segmentCount", i);
      assertThat(listed(table)).containsEntry("totalRows", i).containsEntry("segmentCount", i);
    }
    drop(table);

    assertThat(listed(table)).isNull();
  }

  private static void drop(String table) {
    String id =
        given()
            .contentType(ContentType.JSON)
            .body(
                Map.of("type", "drop_table", "target", Map.of("type", "table", "tableName", table)))
            .post(JOBS)
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    assertThat(Api.over(id).getString("executionStatus")).isEqualTo("completed");
  }

  @Test
  void showsAnUpdateInTheVeryNextList() {
    String table = unique("fresh-update");
    make(table);
    assertThat(listed(table)).containsEntry("version", 0);

    given()
        .contentType(ContentType.JSON)
        .body(Map.of("type", "detail", "name", table, "version", 0, "description", "new"))
        .put(TABLES + "/" + table)
        .then()
        .statusCode(200);

    assertThat(listed(table)).containsEntry("version", 1).containsEntry("description", "new");
  }

  @Test
  void showsEachJobAndItsEndInTheVeryNextList() {
    String table = unique("fresh-jobs");
    String list = JOBS + "?targetTableName=" + table;
    assertThat(Api.get(list).getList("values")).isEmpty();

    String id = Api.accepted(JobRequest.inline(table, LINE).time());
    assertThat(Api.get(list).<String>getList("values.id")).containsExactly(id);
    Api.over(id);

    assertThat(Api.get(list).<String>getList("values.executionStatus"))
        .containsExactly("completed");
  }

  /** Some make tables and look for each at once, while another keeps the list warm. */
  @Test
  void isFreshForEveryoneWhoChangesTablesAtTheSameTime() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    List<Future<Integer>> writing = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(5)) {
      Future<Integer> reading = pool.submit(() -> readUntil(over));
      for (int i = 0; i < 4; i++) {
        writing.add(pool.submit(ListFreshnessTest::makeAndLook));
      }
      try {
        for (Future<Integer> writer : writing) {
          assertThat(writer.get()).isZero();
        }
      } finally {
        over.set(true);
      }
      assertThat(reading.get()).isPositive();
    }
  }

  /** How often the list was read. */
  private static int readUntil(AtomicBoolean over) {
    int times = 0;
    do {
      text();
      times++;
    } while (!over.get());
    return times;
  }

  /** The list as it came: parsing it would take longer than all else. */
  private static String text() {
    return given().get(TABLES).asString();
  }

  /** How many new tables were missing in the list right after they were made. */
  private static int makeAndLook() {
    int missing = 0;
    for (int i = 0; i < 8; i++) {
      String table = unique("fresh-many");
      make(table);
      missing += text().contains(table) ? 0 : 1;
    }
    return missing;
  }

  @Test
  void answersTheSameZippedAndPlain() {
    make(unique("zipped"));

    JsonPath zipped =
        given()
            .header("Accept-Encoding", "gzip")
            .get(TABLES)
            .then()
            .statusCode(200)
            .header("Content-Encoding", "gzip")
            .header("Vary", "Accept-Encoding")
            .extract()
            .jsonPath();
    JsonPath plain =
        given()
            .header("Accept-Encoding", "gzip;q=0, identity")
            .get(TABLES)
            .then()
            .statusCode(200)
            .header("Content-Encoding", (String) null)
            .contentType(ContentType.JSON)
            .extract()
            .jsonPath();

    assertThat(zipped.getList("values.name")).isEqualTo(plain.getList("values.name"));
  }
}
