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
import dev.lodestar.engine.orc.OrcSamples;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.sql.SqlType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of ORC. */
class OrcInputTest {
  private static final Column[] FIELDS = {
    column("at", "timestamp"),
    column("day", "long"),
    column("n", "long"),
    column("ok", "string"),
    column("ratio", "double"),
    column("small", "string"),
    column("price", "double"),
    column("raw", "string"),
    column("tags", "stringArray"),
    column("doc", "json"),
    column("either", "json"),
    column("absent", "string")
  };

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

  private static IngestPlan plan(boolean binaryAsString, byte[] bytes) {
    return EngineFixture.plan(List.of(fixture.file("a.orc", bytes, Compression.NONE)), FIELDS)
        .reading(new InputFormat.Orc(binaryAsString));
  }

  private static String stored(IngestPlan plan, String column) {
    IngestResult result = fixture.ingest(plan);
    return fixture
        .rows(
            "SELECT %s::VARCHAR FROM %s ORDER BY \"n\""
                .formatted(column, fixture.scan(plan, result)),
            SqlType.VARCHAR)
        .toString();
  }

  private static ErrorCode fault(byte[] bytes) {
    IngestFailedException failure =
        catchThrowableOfType(IngestFailedException.class, () -> fixture.ingest(plan(false, bytes)));
    assertThat(failure).isNotNull();
    return failure.fault().code();
  }

  @ParameterizedTest
  @ValueSource(strings = {"NONE", "ZLIB", "SNAPPY", "LZO", "LZ4", "ZSTD"})
  void readsRowsInEveryCodec(String codec) throws IOException {
    assertThat(fixture.ingest(plan(false, OrcSamples.sales(codec, 3_000))).counts())
        .isEqualTo(new RowCounts(3_000, 0, 0, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "epoch_ms(\"at\"); [[86400000], [86400001], [null]]",
        "\"day\"; [[-86400000], [-86400000], [null]]",
        "\"n\"; [[0], [1], [2]]",
        "\"ok\"; [[true], [true], [null]]",
        "\"ratio\"; [[0.1], [0.1], [null]]",
        "\"small\"; [[0.1], [0.1], [null]]",
        "\"price\"; [[10.5], [10.5], [null]]",
        "\"raw\"; [[aGk=], [aGk=], [null]]",
        "\"tags\"; [[[x, y]], [[x, y]], [null]]",
        "\"doc\"; [[{\"k\":{\"v\":1.5}}], [{\"k\":{\"v\":1.5}}], [null]]",
        "\"either\"; [[7], [\"seven\"], [null]]",
        "\"absent\"; [[null], [null], [null]]"
      })
  void readsValuesOfEveryType(String column, String expected) throws IOException {
    assertThat(stored(plan(false, OrcSamples.sales("ZLIB", 3)), column)).isEqualTo(expected);
  }

  @Test
  void readsBytesAsTextWhenAsked() throws IOException {
    assertThat(stored(plan(true, OrcSamples.sales("ZLIB", 3)), "\"raw\""))
        .isEqualTo("[[hi], [hi], [null]]");
  }

  @Test
  void readsFileWithoutRows() throws IOException {
    assertThat(fixture.ingest(plan(false, OrcSamples.sales("ZLIB", 0))).counts().total()).isZero();
  }

  @Test
  void failsOverFilesThatAreNotWhole() throws IOException {
    byte[] whole = OrcSamples.sales("ZLIB", 100);
    byte[] damaged = whole.clone();
    Arrays.fill(damaged, 3, whole.length / 3, (byte) 0x55);

    assertThat(fault(new byte[0])).isEqualTo(ErrorCode.CANNOT_PARSE_SOURCE);
    assertThat(fault("{\"ts\": 1}".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(ErrorCode.CANNOT_PARSE_SOURCE);
    assertThat(fault(Arrays.copyOf(whole, whole.length - 7)))
        .isEqualTo(ErrorCode.CANNOT_PARSE_SOURCE);
    assertThat(fault(Arrays.copyOf(whole, whole.length / 2)))
        .isEqualTo(ErrorCode.CANNOT_PARSE_SOURCE);
    assertThat(fault(damaged)).isEqualTo(ErrorCode.CANNOT_PARSE_SOURCE);
  }
}
