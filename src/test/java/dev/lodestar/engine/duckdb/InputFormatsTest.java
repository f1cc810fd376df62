package dev.lodestar.engine.duckdb;

import static dev.lodestar.engine.duckdb.EngineFixture.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lodestar.data.Column;
import dev.lodestar.data.Granularity;
import dev.lodestar.data.RowCounts;
import dev.lodestar.engine.Compression;
import dev.lodestar.engine.IngestFailedException;
import dev.lodestar.engine.IngestPlan;
import dev.lodestar.engine.IngestPlan.Projection;
import dev.lodestar.engine.IngestResult;
import dev.lodestar.engine.InputFile;
import dev.lodestar.engine.InputFormat;
import dev.lodestar.engine.RowProblem;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.sql.SqlType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.zip.GZIPOutputStream;
import org.duckdb.DuckDBDriver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputFormatsTest {
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

  private static IngestPlan plan(InputFormat format, List<InputFile> files, Column... fields) {
    IngestPlan plan = EngineFixture.plan(files, fields);
    return new IngestPlan(
        files,
        format,
        plan.fields(),
        plan.time(),
        plan.projections(),
        Optional.empty(),
        Granularity.MONTH,
        List.of(),
        Long.MAX_VALUE);
  }

  private static InputFormat.Csv csv(String... columns) {
    return new InputFormat.Csv(Arrays.asList(columns), ',', '|', 0);
  }

  private String stored(IngestPlan plan, IngestResult result, SqlType... types) {
    return fixture
        .rows("SELECT * FROM " + fixture.scan(plan, result) + " ORDER BY ALL", types)
        .toString();
  }

  @Test
  void readsCsvByItsHeader() {
    IngestPlan plan =
        plan(
            csv(),
            List.of(
                fixture.file(
                    "a.csv",
                    """
                    \ufeffts,name,n,tags,doc
                    2026-01-01,"a ""b"", c
                    d",1.9,x|y,"{""k"":1}"

                    2026-01-02,,,z,,extra
                    2026-01-03,p|q"""
                        .replace("\n", "\r\n"))),
            column("name", "string"),
            column("n", "long"),
            column("tags", "stringArray"),
            column("doc", "json"),
            column("absent", "string"));

    IngestResult result = fixture.ingest(plan);

    assertThat(result.counts()).isEqualTo(new RowCounts(3, 0, 0, 0));
    assertThat(
            stored(
                plan,
                result,
                SqlType.TIMESTAMP,
                SqlType.VARCHAR,
                SqlType.BIGINT,
                SqlType.VARCHAR_ARRAY,
                SqlType.JSON,
                SqlType.VARCHAR))
        .isEqualTo(
            "[[2026-01-01T00:00:00Z, a \"b\", c\r\nd, 1, [x, y], {\"k\":1}, null],"
                + " [2026-01-02T00:00:00Z, null, null, [z], null, null],"
                + " [2026-01-03T00:00:00Z, [\"p\",\"q\"], null, null, null, null]]");
  }

  @Test
  void namesTheLinesOfBadCsvRecords() {
    IngestPlan plan =
        plan(
            new InputFormat.Csv(List.of("ts", "n"), '\t', '|', 1),
            List.of(
                fixture.file(
                    "a.tsv",
                    "a comment\n2026-01-01\t\"1\n\"\n2026-01-01\tmany\n\n2026-01-01\t\"open\n")),
            column("n", "long"));

    IngestResult result = fixture.ingest(plan);

    assertThat(result.counts()).isEqualTo(new RowCounts(1, 1, 0, 1));
    assertThat(result.problems())
        .containsExactly(
            new RowProblem("a.tsv", 4, "field \"n\" is not a long"),
            new RowProblem("a.tsv", 6, "is not valid CSV"));
  }

  @Test
  void countsCsvRecordsThatAreNotUtf8() {
    byte[] bytes = "ts,s\n2026-01-01,\u00e9\n2026-01-01,x\n".getBytes(StandardCharsets.ISO_8859_1);
    IngestPlan plan =
        plan(
            csv(),
            List.of(fixture.file("latin.csv", bytes, Compression.NONE)),
            column("s", "string"));

    assertThat(fixture.ingest(plan).counts()).isEqualTo(new RowCounts(1, 0, 0, 1));
  }

  @Test
  void readsNothingFromAnEmptyFile() {
    for (InputFormat format : List.of(new InputFormat.NdJson(), csv(), csv("ts", "s"))) {
      IngestPlan plan = plan(format, List.of(fixture.file("e", "")), column("s", "string"));

      IngestResult result = fixture.ingest(plan);

      assertThat(result.counts()).isEqualTo(RowCounts.NONE);
      assertThat(result.segments()).isEmpty();
    }
  }

  private InputFile parquet(String select) throws SQLException {
    Path file = folder.resolve(Integer.toHexString(select.hashCode()));
    try (Connection connection = new DuckDBDriver().connect("jdbc:duckdb:", new Properties());
        Statement statement = connection.createStatement()) {
      statement.execute("COPY (" + select + ") TO '" + file + "' (FORMAT parquet)");
    }
    return new InputFile("some.parquet", file, Compression.NONE);
  }

  @Test
  void readsParquetFilesOfDifferentSchemas() throws SQLException {
    InputFile first =
        parquet(
            "SELECT TIMESTAMP '2026-01-01 00:00:00.0019' ts, 1.9::DOUBLE n, {'a': [1]} doc,"
                + " ['x'] tags, 'b'::BLOB AS s");
    InputFile second = parquet("SELECT '2026-01-02' ts, 'many' n, 7 AS s");
    Column[] fields = {
      column("n", "long"),
      column("doc", "json"),
      column("tags", "stringArray"),
      column("s", "string")
    };
    IngestPlan shape = plan(new InputFormat.Parquet(true), List.of(first, second), fields);
    IngestPlan plan =
        new IngestPlan(
            shape.files(),
            shape.format(),
            List.of(column("ts", "timestamp"), fields[0], fields[1], fields[2], fields[3]),
            "\"ts\"",
            shape.projections(),
            Optional.empty(),
            Granularity.ALL,
            List.of("n"),
            0);

    IngestResult result = fixture.ingest(plan);

    assertThat(result.counts()).isEqualTo(new RowCounts(1, 1, 0, 0));
    assertThat(result.problems())
        .containsExactly(new RowProblem("some.parquet", 1, "field \"n\" is not a long"));
    assertThat(result.segments()).hasSize(1);
    assertThat(
            stored(
                plan,
                result,
                SqlType.TIMESTAMP,
                SqlType.BIGINT,
                SqlType.JSON,
                SqlType.VARCHAR_ARRAY,
                SqlType.VARCHAR))
        .isEqualTo(
            "[[2026-01-01T00:00:00.001Z, 1, {\"a\":[1]}, [x], b],"
                + " [2026-01-02T00:00:00Z, null, null, null, 7]]");
  }

  @Test
  void refusesDamagedFiles() throws SQLException, IOException {
    byte[] whole =
        Files.readAllBytes(parquet("SELECT '2026-01-01' ts, i FROM range(999) t(i)").path());
    byte[] gzip = {31, (byte) 139, 8, 0, 0, 0, 0, 0, 0, 0, 1, 2};
    InputFormat parquet = new InputFormat.Parquet(false);
    InputFormat json = new InputFormat.NdJson();

    assertRefused(parquet, Arrays.copyOf(whole, whole.length / 2), Compression.NONE);
    assertRefused(parquet, "PAR1".getBytes(StandardCharsets.US_ASCII), Compression.NONE);
    assertRefused(json, gzip, Compression.GZ);
    assertRefused(json, "{\"ts\":1}".getBytes(StandardCharsets.US_ASCII), Compression.GZ);
    assertRefused(json, new byte[0], Compression.GZ);
    assertRefused(json, "{\"ts\":1}".getBytes(StandardCharsets.US_ASCII), Compression.ZSTD);
    byte[] packed = com.github.luben.zstd.Zstd.compress(new byte[100_000]);
    assertRefused(json, Arrays.copyOf(packed, packed.length - 3), Compression.ZSTD);
  }

  @Test
  void refusesGzipOfWhichAnythingIsMissing() throws IOException {
    byte[] text = "{\"ts\":\"2026-01-01\",\"i\":1}\n".getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    for (int member = 0; member < 2; member++) {
      try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
        gzip.write(text);
      }
    }
    byte[] whole = packed.toByteArray();
    for (int length = 0; length < whole.length; length++) {
      if (length != whole.length / 2) {
        assertRefused(new InputFormat.NdJson(), Arrays.copyOf(whole, length), Compression.GZ);
      }
    }
    byte[] padded = Arrays.copyOf(whole, whole.length + 100);
    IngestPlan plan =
        plan(
            new InputFormat.NdJson(),
            List.of(fixture.file("padded", padded, Compression.GZ)),
            column("i", "long"));

    assertThat(fixture.ingest(plan).counts()).isEqualTo(new RowCounts(2, 0, 0, 0));
  }

  private void assertRefused(InputFormat format, byte[] bytes, Compression compression) {
    IngestPlan plan =
        plan(format, List.of(fixture.file("broken", bytes, compression)), column("i", "long"));
    assertThatThrownBy(() -> fixture.ingest(plan))
        .isInstanceOfSatisfying(
            IngestFailedException.class,
            failure -> {
              assertThat(failure.fault().code()).isEqualTo(ErrorCode.CANNOT_PARSE_SOURCE);
              assertThat(failure.fault().getMessage()).contains("\"broken\"");
            });
  }

  @Test
  void mapsFieldsWithAwkwardNames() {
    Column awkward = column("a\"b 'c", "string");
    IngestPlan plan =
        plan(
            new InputFormat.NdJson(),
            List.of(fixture.file("f", "{\"ts\":\"2026-01-01\",\"a\\\"b 'c\":\"x\"}")),
            awkward);

    IngestResult result = fixture.ingest(plan);

    assertThat(plan.projections()).containsExactly(new Projection(awkward, "\"a\"\"b 'c\""));
    assertThat(stored(plan, result, SqlType.TIMESTAMP, SqlType.VARCHAR))
        .isEqualTo("[[2026-01-01T00:00:00Z, x]]");
  }
}
