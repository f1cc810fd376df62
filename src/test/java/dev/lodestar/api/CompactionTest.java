package dev.lodestar.api;

import static dev.lodestar.api.Api.TABLES;
import static dev.lodestar.api.Api.count;
import static dev.lodestar.api.Api.over;
import static dev.lodestar.api.Api.rows;
import static dev.lodestar.api.Api.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lodestar.data.Checksum;
import dev.lodestar.reactive.EventLoop;
import dev.lodestar.tables.CompactableTable;
import dev.lodestar.tables.NewSegment;
import dev.lodestar.tables.Segment;
import dev.lodestar.tables.SegmentUpkeep;
import dev.lodestar.upkeep.Compaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small segments become few, and nobody can tell. */
@QuarkusTest
class CompactionTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int CROWD = 17;

  @Inject Compaction compaction;
  @Inject SegmentUpkeep upkeep;
  @Inject EventLoop eventLoop;

  private static void append(String table, int number) {
    append(table, number, "2026-01-01T10:00:00Z");
  }

  private static void append(String table, int number, String time) {
    String line = "{\"ts\": \"%s\", \"n\": %d}".formatted(time, number);
    Api.completed(JobRequest.inline(table, line).time().column("n", "long"));
  }

  private static String crowd() {
    String table = unique("crowd");
    for (int i = 0; i < CROWD; i++) {
      append(table, i);
    }
    return table;
  }

  private static JsonPath job(String type, String table, String members) {
    String body =
        """
        {"type": "%s", "target": {"type": "table", "tableName": "%s"%s"""
            .formatted(type, table, members);
    return over(
        given()
            .contentType(ContentType.JSON)
            .body(body)
            .post(Api.JOBS)
            .then()
            .statusCode(201)
            .extract()
            .path("id"));
  }

  private static void sql(String query) {
    String id =
        given()
            .contentType(ContentType.JSON)
            .body(Map.of("type", "sql", "query", query, "createTableIfNotExists", true))
            .post(Api.JOBS)
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    JsonPath end = over(id);
    assertThat(end.getString("executionStatus")).as(end.getString("health")).isEqualTo("completed");
  }

  private static void put(String table, Map<String, ?> members) {
    Map<String, Object> body = new HashMap<>(members);
    body.put("name", table);
    body.put("type", "detail");
    body.put("version", view(table).getInt("version"));
    given()
        .contentType(ContentType.JSON)
        .body(body)
        .put(TABLES + "/" + table)
        .then()
        .statusCode(200);
  }

  private static JsonPath view(String table) {
    return Api.get(TABLES + "/" + table);
  }

  private static long files(String tableId) {
    Path folder = Api.dataDirectory().resolve("segments").resolve(tableId);
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    } catch (IOException e) {
      return 0;
    }
  }

  private int compact() {
    return compaction.compact().await().atMost(PATIENCE);
  }

  private static List<List<Object>> intervals(String table) {
    return rows(
        "SELECT \"start\", \"end\", \"num_rows\" FROM sys.segments WHERE datasource = '%s' ORDER BY 1, 2"
            .formatted(table));
  }

  @Test
  void mergesSmallSegmentsAndReturnsTheDisk() {
    String table = crowd();
    String id = view(table).getString("id");
    assertThat(view(table).getInt("segmentCount")).isEqualTo(CROWD);
    assertThat(view(table).getInt("segmentCompactedBytes")).isZero();
    long before = view(table).getLong("segmentTotalBytes");

    assertThat(compact()).isGreaterThanOrEqualTo(CROWD);

    JsonPath after = view(table);
    assertThat(after.getInt("segmentCount")).isEqualTo(1);
    assertThat(after.getInt("totalRows")).isEqualTo(CROWD);
    assertThat(after.getLong("segmentTotalBytes")).isLessThan(before);
    assertThat(after.getLong("segmentCompactedBytes"))
        .isEqualTo(after.getLong("segmentTotalBytes"));
    assertThat(
            rows("SELECT COUNT(*), SUM(\"n\"), COUNT(DISTINCT \"n\") FROM \"%s\"".formatted(table)))
        .containsExactly(List.of(CROWD, CROWD * (CROWD - 1) / 2, CROWD));
    assertThat(Api.get(TABLES + "/" + table + "/unusedSegments").getList("values")).isEmpty();
    await().until(() -> files(id) == 1);

    append(table, CROWD);
    assertThat(count(table)).isEqualTo(CROWD + 1);
    assertThat(compact()).isZero();
  }

  @Test
  void changesNoResultOfMixedColumnsTypesAndLists() {
    String table = unique("mixed");
    for (int i = 0; i < 5; i++) {
      String time = "TIMESTAMP '2026-01-01 1%d:00:00' AS \"__time\"".formatted(i);
      String into = "INSERT INTO \"%s\" SELECT %s, ".formatted(table, time);
      sql(into + i + " AS \"a\", 'x' AS \"b\" PARTITIONED BY DAY");
      sql(into + "1.5 AS \"a\", CAST(NULL AS VARCHAR) AS \"b\" PARTITIONED BY DAY");
      sql(into + "ARRAY_TO_MV(ARRAY['p', 'q']) AS \"b\", ARRAY[1, 2] AS \"c\" PARTITIONED BY DAY");
      sql(into + "'text' AS \"d\", " + i + " AS \"e\" PARTITIONED BY DAY");
    }
    sql(
        "INSERT INTO \"%s\" SELECT TIMESTAMP '2026-01-01' AS \"__time\", 'e' AS \"e\" PARTITIONED BY DAY"
            .formatted(table));
    List<String> questions =
        List.of(
            "SELECT * FROM \"%s\" ORDER BY \"__time\", \"d\", \"a\"",
            "SELECT \"b\", COUNT(*) FROM \"%s\" GROUP BY 1 ORDER BY 1",
            "SELECT SUM(\"a\"), COUNT(\"a\"), COUNT(\"b\"), COUNT(\"e\") FROM \"%s\"",
            "SELECT COUNT(*) FROM \"%s\" WHERE \"b\" = 'q'");
    List<List<List<Object>>> before =
        questions.stream().map(question -> rows(question.formatted(table))).toList();
    int segments = view(table).getInt("segmentCount");
    assertThat(segments).isEqualTo(21);

    assertThat(compact()).isPositive();

    assertThat(view(table).getInt("segmentCount")).isLessThanOrEqualTo(2);
    assertThat(questions.stream().map(question -> rows(question.formatted(table))).toList())
        .isEqualTo(before);
  }

  @Test
  void convertsOldSegmentsWhenThePartitioningChanges() {
    String table = unique("convert");
    append(table, 1, "2026-01-01T10:00:00Z");
    append(table, 2, "2026-01-31T23:59:59.999Z");
    append(table, 3, "2026-02-01T00:00:00Z");

    put(table, Map.of("partitioningGranularity", "month"));
    assertThat(compact()).isEqualTo(3);
    assertThat(intervals(table))
        .containsExactly(
            List.of("2026-01-01T00:00:00.000Z", "2026-02-01T00:00:00.000Z", 2),
            List.of("2026-02-01T00:00:00.000Z", "2026-03-01T00:00:00.000Z", 1));

    append(table, 4, "2026-01-15T00:00:00Z");
    put(table, Map.of("partitioningGranularity", "all"));
    append(table, 5, "9999-12-31T23:59:59.999Z");
    append(table, 6, "0001-01-01T00:00:00Z");
    assertThat(compact()).isEqualTo(3);
    assertThat(count(table)).isEqualTo(6);
    put(table, Map.of("partitioningGranularity", "day"));
    compact();

    assertThat(intervals(table)).hasSize(6);
    assertThat(rows("SELECT SUM(\"n\"), COUNT(*) FROM \"%s\"".formatted(table)))
        .containsExactly(List.of(21, 6));
    assertThat(compact()).isZero();
  }

  @Test
  void leavesChunksThatAJobChoseAlone() {
    String table = unique("chosen");
    append(table, 1);
    sql(
        "INSERT INTO \"%s\" SELECT TIMESTAMP '2026-01-01 10:00:00' AS \"__time\", 2 AS \"n\" PARTITIONED BY HOUR"
            .formatted(table));

    compact();

    assertThat(intervals(table)).hasSize(2);
  }

  @Test
  void losesAndDoublesNothingWhileJobsAppendAndQueriesRead() throws Exception {
    String table = crowd();
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService others = Executors.newFixedThreadPool(2)) {
      Future<Integer> merged =
          others.submit(
              () -> {
                int sum = 0;
                while (!over.get()) {
                  sum += compact();
                }
                return sum;
              });
      Future<Boolean> sorted =
          others.submit(
              () -> {
                long last = CROWD;
                while (!over.get()) {
                  long now = count(table);
                  if (now < last) {
                    return false;
                  }
                  last = now;
                }
                return true;
              });
      try {
        for (int i = CROWD; i < 2 * CROWD + 4; i++) {
          append(table, i);
        }
      } finally {
        over.set(true);
      }
      assertThat(merged.get()).isGreaterThanOrEqualTo(CROWD);
      assertThat(sorted.get()).isTrue();
    }

    compact();
    assertThat(rows("SELECT COUNT(*), COUNT(DISTINCT \"n\") FROM \"%s\"".formatted(table)))
        .containsExactly(List.of(2 * CROWD + 4, 2 * CROWD + 4));
  }

  private CompactableTable seen(String table) {
    UUID id = UUID.fromString(view(table).getString("id"));
    return eventLoop.run(() -> upkeep.compactable(id)).await().atMost(PATIENCE).orElseThrow();
  }

  /** Exchanges all that was seen for one segment without a file. */
  private boolean exchange(CompactableTable seen) {
    List<Segment> sources = seen.segments();
    Segment first = sources.getFirst();
    NewSegment merged =
        new NewSegment(
            UUID.randomUUID(),
            first.chunk(),
            sources.size(),
            1,
            first.minTime(),
            first.maxTime(),
            first.columns(),
            first.lists(),
            first.leaves(),
            new Checksum(1));
    return eventLoop
        .run(
            () ->
                upkeep.replace(
                    seen.table(),
                    sources.stream().map(Segment::id).toList(),
                    List.of(merged),
                    Instant.now()))
        .await()
        .atMost(PATIENCE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"replace", "delete", "soft delete", "update", "drop", "soft drop"})
  void throwsItsWorkAwayWhenSomethingChangedMeanwhile(String change) {
    String table = unique("raced");
    append(table, 1);
    append(table, 2);
    CompactableTable seen = seen(table);

    switch (change) {
      case "replace" ->
          sql(
              "REPLACE INTO \"%s\" OVERWRITE ALL SELECT TIMESTAMP '2026-01-01' AS \"__time\", 9 AS \"n\" PARTITIONED BY DAY"
                  .formatted(table));
      case "delete" -> job("delete_data", table, "}, \"deleteAll\": true}");
      case "soft delete" ->
          job("delete_data", table, "}, \"deleteAll\": true, \"softDelete\": true}");
      case "update" -> put(table, Map.of("description", "changed"));
      case "drop" -> job("drop_table", table, "}}");
      default -> job("drop_table", table, "}, \"softDelete\": true}");
    }

    assertThat(exchange(seen)).isFalse();
    switch (change) {
      case "replace" -> assertThat(count(table)).isEqualTo(1);
      case "update" -> assertThat(count(table)).isEqualTo(2);
      case "drop", "soft drop" -> given().get(TABLES + "/" + table).then().statusCode(404);
      default -> assertThat(count(table)).isZero();
    }
  }

  @Test
  void leavesTablesAloneWhileAJobTakesRowsAway() {
    String table = unique("taken");
    String tens = unique("tens");
    append(table, 1);
    append(table, 2);
    String line = "{\"ts\": \"2026-01-05T10:00:00Z\", \"n\": 1}\n";
    Api.completed(JobRequest.inline(tens, line.repeat(10)).time().column("n", "long"));
    String endless =
        IntStream.range(0, 12)
            .mapToObj(i -> "\"%s\" t%d".formatted(tens, i))
            .collect(
                Collectors.joining(
                    ", ",
                    "REPLACE INTO \"%s\" OVERWRITE ALL SELECT TIMESTAMP '2026-01-01' AS \"__time\", SUM(t0.\"n\" * t9.\"n\") AS \"n\" FROM "
                        .formatted(table),
                    " PARTITIONED BY DAY"));
    String id =
        given()
            .contentType(ContentType.JSON)
            .body(Map.of("type", "sql", "query", endless))
            .post(Api.JOBS)
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    CompactableTable seen = seen(table);

    assertThat(exchange(seen)).isFalse();
    given()
        .contentType(ContentType.JSON)
        .body(Map.of("desiredExecutionStatus", "canceled"))
        .post(Api.JOBS + "/" + id + "/status")
        .then()
        .statusCode(200);
    assertThat(count(table)).isEqualTo(2);
    assertThat(exchange(seen)).isTrue();
    job("drop_table", table, "}}");
  }

  @Test
  void exchangesRowsInOneCommitBesideAnAppend() {
    String table = unique("raced");
    append(table, 1);
    append(table, 2);
    CompactableTable seen = seen(table);
    append(table, 3);

    assertThat(exchange(seen)).isTrue();

    assertThat(view(table).getInt("segmentCount")).isEqualTo(2);
    assertThat(view(table).getInt("totalRows")).isEqualTo(3);
    assertThat(exchange(seen)).isFalse();
    job("drop_table", table, "}}");
  }
}
