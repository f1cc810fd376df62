package dev.lodestar.engine.duckdb;

import static dev.lodestar.engine.duckdb.EngineFixture.column;
import static dev.lodestar.engine.duckdb.EngineFixture.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lodestar.data.RowCounts;
import dev.lodestar.engine.IngestPlan;
import dev.lodestar.engine.IngestResult;
import dev.lodestar.engine.RowProblem;
import dev.lodestar.sql.SqlType;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NdJsonIngestTest {
  @TempDir Path folder;
  private EngineFixture fixture;

  @BeforeEach
  void open() {
    fixture = new EngineFixture(folder);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void storesEachValueAsItsDeclaredType() {
    IngestPlan plan =
        plan(
            List.of(
                fixture.file(
                    "a.json",
                    """
                    {"ts":"2026-01-01T00:00:00.1234Z","s":"x","l":1.9,"d":"2.5","f":1,"j":{"a":[1]},"a":["p","q"],"n":["1",2.7],"t":1767225600001}
                    {"ts":"2026-01-02T01:00:00+01:00","s":["a","b"],"l":true,"d":3,"f":0.1,"j":"text","a":"one","n":[],"t":"2026-01-01"}
                    """)),
            column("s", "string"),
            column("l", "long"),
            column("d", "double"),
            column("f", "float"),
            column("j", "json"),
            column("a", "stringArray"),
            column("n", "longArray"),
            column("t", "timestamp"));

    IngestResult result = fixture.ingest(plan);

    assertThat(result.counts()).isEqualTo(new RowCounts(2, 0, 0, 0));
    assertThat(result.segments()).hasSize(2);
    assertThat(
            fixture.rows(
                "SELECT * FROM " + fixture.scan(plan, result) + " ORDER BY 1",
                SqlType.TIMESTAMP,
                SqlType.VARCHAR,
                SqlType.BIGINT,
                SqlType.DOUBLE,
                SqlType.FLOAT,
                SqlType.JSON,
                SqlType.VARCHAR_ARRAY,
                SqlType.BIGINT_ARRAY,
                SqlType.TIMESTAMP))
        .hasToString(
            "[[2026-01-01T00:00:00.123Z, x, 1, 2.5, 1.0, {\"a\":[1]}, [p, q], [1, 2],"
                + " 2026-01-01T00:00:00.001Z],"
                + " [2026-01-02T00:00:00Z, [\"a\",\"b\"], 1, 3.0, 0.1, \"text\", [one], [],"
                + " 2026-01-01T00:00:00Z]]");
  }

  @Test
  void countsEachRecordOnceAndNamesTheLinesOfBadOnes() {
    IngestPlan plan =
        plan(
            List.of(
                fixture.file("good.json", "{\"ts\":\"2026-01-01\",\"added\":1}\n"),
                fixture.file(
                    "bad.json",
                    """
                    {"ts":"2026-01-01","added":1}

                    {broken
                    [1,2]
                    {"ts":"2026-01-01","added":"many"}
                    {"ts":"2026-01-01","added":null} extra
                    {"ts":"2026-01-01"}""")),
            column("added", "long"));

    IngestResult result = fixture.ingest(plan);

    assertThat(result.counts()).isEqualTo(new RowCounts(3, 1, 0, 3));
    assertThat(result.problems())
        .containsExactly(
            new RowProblem("bad.json", 3, "is not valid JSON"),
            new RowProblem("bad.json", 4, "is not a JSON object"),
            new RowProblem("bad.json", 5, "field \"added\" is not a long"),
            new RowProblem("bad.json", 6, "is not valid JSON"));
    assertThat(fixture.rows("SELECT count(*) FROM " + fixture.scan(plan, result), SqlType.BIGINT))
        .isEqualTo(List.of(Arrays.asList(4L)));
    assertThat(result.segments()).hasSize(1);
  }
}
