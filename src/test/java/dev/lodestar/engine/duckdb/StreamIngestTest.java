package dev.lodestar.engine.duckdb;

import static dev.lodestar.engine.duckdb.EngineFixture.column;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lodestar.data.DataType;
import dev.lodestar.data.Interval;
import dev.lodestar.data.RowCounts;
import dev.lodestar.engine.IngestPlan;
import dev.lodestar.engine.IngestResult;
import dev.lodestar.engine.InputFile;
import dev.lodestar.engine.RejectedRows;
import dev.lodestar.engine.RowProblem;
import dev.lodestar.engine.StreamRules;
import dev.lodestar.sql.SqlType;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records of a stream: what a batch job would fail for is skipped and counted. */
class StreamIngestTest {
  private static final Interval ACCEPTED =
      new Interval(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2026-02-01T00:00:00Z"));

  @TempDir Path root;
  private EngineFixture fixture;

  @BeforeEach
  void open() {
    fixture = new EngineFixture(root);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private static IngestPlan plan(InputFile file, String type, boolean provisional) {
    return EngineFixture.plan(List.of(file), column("v", type))
        .ofStream(new StreamRules(ACCEPTED, provisional, true, 1_000, Optional.empty()));
  }

  @Test
  void skipsRecordsWithoutTimeAndCountsRejectedOnesByReason() {
    InputFile file =
        fixture.file(
            "batch",
            """
            {"ts": "2026-01-05T00:00:00Z", "v": 1}
            {"ts": "never", "v": 2}
            {"v": 3}
            no json
            {"ts": "2025-12-31T23:59:59.999Z", "v": 4}
            {"ts": "2026-02-01T00:00:00Z", "v": 5}
            {"ts": "2026-02-02T00:00:00Z", "v": 6}
            {"ts": "2026-01-06T00:00:00Z", "v": "six"}
            {}
            """);
    IngestPlan plan = plan(file, "long", true);

    IngestResult result = fixture.ingest(plan);

    assertThat(result.counts()).isEqualTo(new RowCounts(1, 1, 3, 4));
    assertThat(result.rejected()).isEqualTo(new RejectedRows(1, 2));
    assertThat(result.problems().stream().map(RowProblem::line))
        .containsExactly(2L, 3L, 4L, 8L, 9L);
    assertThat(fixture.rows("SELECT count(*) FROM " + fixture.scan(plan, result), SqlType.BIGINT))
        .isEqualTo(List.of(List.of(2L)));
  }

  @Test
  void sortsTextsOfRow() {
    InputFile file =
        fixture.file("batch", "{\"ts\": \"2026-01-05T00:00:00Z\", \"v\": [\"b\", \"a\", \"b\"]}\n");
    IngestPlan plan = plan(file, "string", false);

    IngestResult result = fixture.ingest(plan);

    assertThat(
            fixture.rows(
                "SELECT v[1] || v[2] || v[3] FROM read_parquet('%s')"
                    .formatted(result.segments().getFirst().file()),
                SqlType.VARCHAR))
        .isEqualTo(List.of(List.of("abb")));
    assertThat(plan.fields().get(1).type()).isEqualTo(DataType.STRING);
  }

  /** What is added to a record stands behind its own fields, which have to win. */
  @Test
  void takesTheFirstOfTwoFieldsOfOneName() {
    InputFile file =
        fixture.file("batch", "{\"ts\": \"2026-01-05T00:00:00Z\", \"v\": 1, \"x\": 3, \"v\": 2}\n");
    IngestPlan plan = plan(file, "long", true);

    IngestResult result = fixture.ingest(plan);

    assertThat(fixture.rows("SELECT v FROM " + fixture.scan(plan, result), SqlType.BIGINT))
        .isEqualTo(List.of(List.of(1L)));
  }
}
