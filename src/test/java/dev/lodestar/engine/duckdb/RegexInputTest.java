package dev.lodestar.engine.duckdb;

import static dev.lodestar.engine.duckdb.EngineFixture.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lodestar.data.Column;
import dev.lodestar.data.RowCounts;
import dev.lodestar.engine.Compression;
import dev.lodestar.engine.IngestFailedException;
import dev.lodestar.engine.IngestPlan;
import dev.lodestar.engine.IngestResult;
import dev.lodestar.engine.InputFormat;
import dev.lodestar.engine.RowProblem;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.sql.SqlType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines that a regular expression takes apart. */
class RegexInputTest {
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

  private static IngestPlan plan(String pattern, byte[] text, Column... fields) {
    return EngineFixture.plan(List.of(fixture.file("a.log", text, Compression.NONE)), fields)
        .reading(new InputFormat.Regex(List.of("ts", "name", "n"), pattern));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void namesWhatTheGroupsCapture() {
    IngestPlan plan =
        plan(
            "(\\S+) (?:<(.*)>)?(\\d*)",
            bytes("2026-01-01 <a \"b\" \u00e9>7\r\n\n2026-01-02 <>\n2026-01-03 8"),
            column("name", "string"),
            column("n", "long"),
            column("absent", "string"));

    IngestResult result = fixture.ingest(plan);

    assertThat(result.counts()).isEqualTo(new RowCounts(3, 0, 0, 0));
    assertThat(
            fixture
                .rows(
                    "SELECT * FROM " + fixture.scan(plan, result) + " ORDER BY ALL",
                    SqlType.TIMESTAMP,
                    SqlType.VARCHAR,
                    SqlType.BIGINT,
                    SqlType.VARCHAR)
                .toString())
        .isEqualTo(
            "[[2026-01-01T00:00:00Z, a \"b\" \u00e9, 7, null],"
                + " [2026-01-02T00:00:00Z, null, null, null],"
                + " [2026-01-03T00:00:00Z, null, 8, null]]");
  }

  @Test
  void countsLinesThatDoNotMatchAsUnreadable() {
    byte[] text =
        "2026-01-01 a 1\n\nno\n2026-01-01 \u00e9 1\n2026-01-01 b 2\n"
            .getBytes(StandardCharsets.ISO_8859_1);

    IngestResult result = fixture.ingest(plan("(\\S+) (\\S+) (\\d+)", text, column("n", "long")));

    assertThat(result.counts()).isEqualTo(new RowCounts(2, 0, 0, 2));
    assertThat(result.problems())
        .containsExactly(
            new RowProblem("a.log", 3, "does not match the pattern"),
            new RowProblem("a.log", 4, "does not match the pattern"));
  }

  @Test
  void survivesPatternsThatAreTooDeepForALine() {
    byte[] text = bytes("2026-01-01 " + "ab".repeat(100_000) + " 1\n2026-01-01 ab 1\n");

    IngestResult result =
        fixture.ingest(plan("(\\S+) ((?:a|b)*) (\\d+)", text, column("n", "long")));

    assertThat(result.counts().total()).isEqualTo(2);
    assertThat(result.counts().processed()).isPositive();
  }

  @Test
  void failsOverALineWithoutEnd() {
    byte[] text = new byte[17 << 20];
    Arrays.fill(text, (byte) 'a');

    IngestFailedException failure =
        catchThrowableOfType(
            IngestFailedException.class,
            () -> fixture.ingest(plan("(.*)", text, column("n", "long"))));

    assertThat(failure.fault().code()).isEqualTo(ErrorCode.ROW_TOO_LARGE);
  }
}
