package dev.lodestar.engine.duckdb;

import static dev.lodestar.engine.duckdb.EngineFixture.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lodestar.engine.IngestPlan;
import dev.lodestar.engine.IngestResult;
import dev.lodestar.engine.QueryCursor;
import dev.lodestar.engine.QueryPlan;
import dev.lodestar.engine.SegmentScan;
import dev.lodestar.engine.SegmentScan.FileGroup;
import dev.lodestar.engine.StagedSegment;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.sql.OutputColumn;
import dev.lodestar.sql.SqlType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueryTest {
  private static final String ENDLESS =
      "SELECT count(*) FROM range(1000000) a(x), range(1000000) b(y) WHERE x * y % 7 = 3";

  @TempDir static Path folder;
  private static EngineFixture fixture;

  @BeforeAll
  static void open() {
    fixture = new EngineFixture(folder);
  }

  @AfterAll
  static void close() {
    fixture.close();
  }

  private static QueryPlan plan(String sql, Duration timeout) {
    return new QueryPlan(sql, List.of(new OutputColumn("c", SqlType.BIGINT)), timeout);
  }

  @Test
  void givesEachTypeAsItsJavaValue() {
    assertThat(
            fixture.rows(
                """
                SELECT 'x', 5::INTEGER, sum(5::BIGINT), 'Infinity'::DOUBLE, 0.1::FLOAT, true,
                  TIMESTAMP '1969-12-31 23:59:59.999', DATE '2026-01-01', ['a', NULL],
                  [1::BIGINT, NULL], ['NaN'::DOUBLE, 0.5], [0.1::FLOAT], '{"a":1}'::JSON, NULL,
                  2.5::DECIMAL(5, 2), 'NaN'::DOUBLE
                """,
                SqlType.VARCHAR,
                SqlType.INTEGER,
                SqlType.BIGINT,
                SqlType.DOUBLE,
                SqlType.FLOAT,
                SqlType.BOOLEAN,
                SqlType.TIMESTAMP,
                SqlType.DATE,
                SqlType.VARCHAR_ARRAY,
                SqlType.BIGINT_ARRAY,
                SqlType.DOUBLE_ARRAY,
                SqlType.FLOAT_ARRAY,
                SqlType.JSON,
                SqlType.NULL,
                SqlType.DOUBLE,
                SqlType.DOUBLE))
        .hasToString(
            "[[x, 5, 5, Infinity, 0.1, true, 1969-12-31T23:59:59.999Z, 2026-01-01T00:00:00Z,"
                + " [a, null], [1, null], [NaN, 0.5], [0.1], {\"a\":1}, null, 2.5, NaN]]");
  }

  @Test
  void sortsNullsFirstUpwardsAndLastDownwards() {
    String rows = "SELECT * FROM (VALUES (1), (NULL), (2)) t(a) ORDER BY a";

    assertThat(fixture.rows(rows, SqlType.BIGINT)).hasToString("[[null], [1], [2]]");
    assertThat(fixture.rows(rows + " DESC", SqlType.BIGINT)).hasToString("[[2], [1], [null]]");
  }

  @Test
  void streamsMoreRowsThanABatchHolds() {
    assertThat(fixture.rows("SELECT range FROM range(100000)", SqlType.BIGINT))
        .hasSize(100_000)
        .last()
        .isEqualTo(List.of(99_999L));
  }

  @Test
  void failsWhenAStatementFailsHalfWay() {
    String sql =
        "SELECT CASE WHEN range = 500000 THEN 1 // (range - 500000) ELSE range END"
            + " FROM range(600000)";

    assertThatThrownBy(() -> fixture.rows(sql, SqlType.BIGINT))
        .isInstanceOfSatisfying(
            ServiceException.class,
            fault -> assertThat(fault.code()).isEqualTo(ErrorCode.EVALUATION_FAILED));
  }

  @Test
  void saysInItsOwnWordsWhatFailed() {
    for (String sql :
        List.of(
            "SELECT 9223372036854775807 + range FROM range(1, 2)",
            "SELECT CAST('secret' || range AS BIGINT) FROM range(2)")) {
      assertThatThrownBy(() -> fixture.rows(sql, SqlType.BIGINT))
          .isInstanceOfSatisfying(
              ServiceException.class,
              fault -> {
                assertThat(fault.code()).isEqualTo(ErrorCode.EVALUATION_FAILED);
                assertThat(fault.getMessage()).doesNotContain("secret", "Error:", "INT64");
              });
    }
  }

  @Test
  void endsAtItsDeadline() {
    try (QueryCursor cursor = fixture.engine.query(plan(ENDLESS, Duration.ofMillis(100)))) {
      assertThatThrownBy(cursor::nextBatch)
          .isInstanceOfSatisfying(
              ServiceException.class,
              fault -> assertThat(fault.code()).isEqualTo(ErrorCode.TIMEOUT));
    }
  }

  @Test
  void endsWhenItIsCanceled() throws InterruptedException, ExecutionException {
    try (QueryCursor cursor = fixture.engine.query(plan(ENDLESS, Duration.ofMinutes(1)));
        ExecutorService worker = Executors.newSingleThreadExecutor()) {
      CountDownLatch begun = new CountDownLatch(1);
      Future<ServiceException> ended =
          worker.submit(
              () -> {
                begun.countDown();
                return catchThrowableOfType(ServiceException.class, cursor::nextBatch);
              });
      begun.await();

      while (!ended.isDone()) {
        cursor.cancel();
        Thread.onSpinWait();
      }

      assertThat(ended.get().code()).isEqualTo(ErrorCode.CANCELED);
    }
    assertThat(fixture.rows("SELECT 1", SqlType.BIGINT)).hasToString("[[1]]");
  }

  @Test
  void canBeCanceledAfterItEnded() {
    QueryCursor failed =
        fixture.engine.query(plan("SELECT 1 // range FROM range(2)", Duration.ofMinutes(1)));
    assertThatThrownBy(failed::nextBatch).isInstanceOf(ServiceException.class);

    failed.cancel();
    failed.close();
    failed.cancel();

    assertThat(fixture.rows("SELECT 1", SqlType.BIGINT)).hasToString("[[1]]");
  }

  @Test
  void answersEightThreadsAtOnce() throws InterruptedException, ExecutionException {
    try (ExecutorService workers = Executors.newFixedThreadPool(8)) {
      List<Future<List<List<@Nullable Object>>>> running =
          IntStream.range(0, 80)
              .mapToObj(
                  i ->
                      workers.submit(
                          () ->
                              fixture.rows(
                                  "SELECT sum(range) + " + i + " FROM range(100000)",
                                  SqlType.BIGINT)))
              .toList();
      for (int i = 0; i < 80; i++) {
        assertThat(running.get(i).get()).hasToString("[[" + (4_999_950_000L + i) + "]]");
      }
    }
  }

  @Test
  void readsFilesOfDifferentSchemasAsOneTable() {
    IngestPlan old =
        EngineFixture.plan(
            List.of(fixture.file("a", "{\"ts\":\"2026-01-01\",\"a\\\"b\":\"12\",\"gone\":1}")),
            column("a\"b", "string"),
            column("gone", "long"));
    IngestPlan now =
        EngineFixture.plan(
            List.of(fixture.file("b", "{\"ts\":\"2026-01-02\",\"a\\\"b\":7,\"tags\":[\"x\"]}")),
            column("a\"b", "long"),
            column("tags", "stringArray"));
    SegmentScan scan =
        new SegmentScan(
            List.of(
                column("__time", "timestamp"),
                column("a\"b", "long"),
                column("tags", "stringArray")),
            List.of(group(old), group(now)));

    assertThat(
            fixture.rows(
                "SELECT * FROM " + fixture.engine.scanSql(scan) + " ORDER BY 1",
                SqlType.TIMESTAMP,
                SqlType.BIGINT,
                SqlType.VARCHAR_ARRAY))
        .hasToString("[[2026-01-01T00:00:00Z, 12, null], [2026-01-02T00:00:00Z, 7, [x]]]");
  }

  private static FileGroup group(IngestPlan plan) {
    IngestResult result = fixture.ingest(plan);
    return new FileGroup(
        List.of(
            column("__time", "timestamp"),
            plan.projections().get(0).column(),
            plan.projections().get(1).column()),
        result.segments().stream().map(StagedSegment::file).toList());
  }

  @Test
  void readsATableWithoutSegmentsAsNoRows() {
    SegmentScan scan =
        new SegmentScan(List.of(column("__time", "timestamp"), column("s", "string")), List.of());

    assertThat(
            fixture.rows(
                "SELECT count(*), typeof(any_value(__time)) FROM " + fixture.engine.scanSql(scan),
                SqlType.BIGINT,
                SqlType.VARCHAR))
        .hasToString("[[0, TIMESTAMP]]");
  }
}
