package dev.lodestar.api;

import static dev.lodestar.api.Api.bytes;
import static dev.lodestar.api.Api.completed;
import static dev.lodestar.api.Api.rows;
import static dev.lodestar.api.Api.totals;
import static dev.lodestar.api.Api.unique;
import static dev.lodestar.api.Api.upload;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What jobs read, what they store, and what becomes of every record. */
@QuarkusTest
class JobInputTest {
  private static final String TWO_LINES =
      """
      {"ts": "2026-01-05T10:00:00Z", "city": "Köln", "n": 1}
      {"ts": "2026-01-05T11:00:00Z", "city": "Ürümqi", "n": 2}
      """;
  private static final List<List<Object>> TWO_ROWS =
      List.of(List.of("Köln", 1), List.of("Ürümqi", 2));

  @Test
  void readsUploadedJson() {
    assertThat(loaded(upload(unique("f") + ".json", bytes(TWO_LINES)), null)).isEqualTo(TWO_ROWS);
  }

  @Test
  void readsGzip() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes(TWO_LINES));
    }

    assertThat(loaded(upload(unique("f") + ".json.gz", packed.toByteArray()), null))
        .isEqualTo(TWO_ROWS);
  }

  @Test
  void readsZstandard() {
    byte[] packed = Zstd.compress(bytes(TWO_LINES));

    assertThat(loaded(upload(unique("f") + ".json.zst", packed), null)).isEqualTo(TWO_ROWS);
  }

  @Test
  void readsCsvByItsHeader() {
    String csv = "n,ts,city\n1,2026-01-05T10:00:00Z,Köln\n2,2026-01-05T11:00:00Z,\"Ürümqi\"\n";

    assertThat(loaded(upload(unique("f") + ".csv", bytes(csv)), null)).isEqualTo(TWO_ROWS);
  }

  @Test
  void readsTabsByGivenColumnsAfterSkippedRows() {
    String tsv =
        "junk\nmore junk\n2026-01-05T10:00:00Z\tKöln\t1\n2026-01-05T11:00:00Z\tÜrümqi\t2\n";
    Map<String, Object> settings =
        Map.of(
            "format",
            "csv",
            "delimiter",
            "\\t",
            "skipHeaderRows",
            2,
            "columns",
            List.of("ts", "city", "n"));

    assertThat(loaded(upload(unique("f"), bytes(tsv)), settings)).isEqualTo(TWO_ROWS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tsv", "csv"})
  void readsTheOlderNameOfTabSeparatedText(String format) {
    String tsv = "ts\tcity\tn\n2026-01-05T10:00:00Z\tKöln\t1\n2026-01-05T11:00:00Z\tÜrümqi\t2\n";
    Map<String, Object> settings =
        format.equals("tsv") ? Map.of("format", "tsv") : Map.of("format", "csv", "delimiter", "\t");

    assertThat(loaded(upload(unique("f"), bytes(tsv)), settings)).isEqualTo(TWO_ROWS);
  }

  @Test
  void readsParquet(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("two.parquet");
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement()) {
      statement.execute(
          """
          COPY (SELECT * FROM (VALUES ('2026-01-05T10:00:00Z', 'Köln', 1), ('2026-01-05T11:00:00Z', 'Ürümqi', 2))
                AS t(ts, city, n)) TO '%s' (FORMAT parquet)
          """
              .formatted(file));
    }

    assertThat(loaded(upload(unique("f") + ".parquet", Files.readAllBytes(file)), null))
        .isEqualTo(TWO_ROWS);
  }

  private static List<List<Object>> loaded(String file, Map<String, Object> settings) {
    String table = unique("input");
    JobRequest job =
        JobRequest.uploaded(table, file).time().column("city", "string").column("n", "long");
    completed(settings == null ? job : job.format(settings));
    return rows("SELECT \"city\", \"n\" FROM \"%s\" ORDER BY \"__time\"".formatted(table));
  }

  @Test
  void readsSeveralFilesInOneJob() {
    String table = unique("files");
    String first = upload(unique("a") + ".json", bytes(TWO_LINES));
    String second = upload(unique("dir/b c") + ".json", bytes(TWO_LINES));

    String id = completed(JobRequest.uploaded(table, first, second).time().column("n", "long"));

    assertThat(totals(id)).containsEntry("numRowsPersisted", 4);
    assertThat(rows("SELECT SUM(\"n\") FROM \"%s\"".formatted(table)))
        .isEqualTo(List.of(List.of(6)));
  }

  @Test
  void storesOnlyRowsForWhichTheFilterIsTrue() {
    String table = unique("filter");
    String data = TWO_LINES + "{\"ts\": \"2026-01-05T12:00:00Z\", \"city\": \"x\"}\n";

    String id =
        completed(
            JobRequest.inline(table, data)
                .time()
                .column("n", "long")
                .with("filterExpression", "\"n\" > 1"));

    assertThat(totals(id))
        .containsEntry("numRowsProcessed", 1)
        .containsEntry("numRowsSkippedByFilter", 2)
        .containsEntry("numRowsPersisted", 1);
  }

  @Test
  void mapsFieldsThroughExpressions() {
    String table = unique("map");
    String data =
        """
        {"ts": 1767607200000, "city": " Köln ", "n": 3, "doc": {"geo": {"country": "DE"}}}
        """;

    completed(
        JobRequest.inline(table, data)
            .field("ts", "long")
            .field("city", "string")
            .field("n", "long")
            .field("doc", "json")
            .map("__time", "MILLIS_TO_TIMESTAMP(\"ts\")")
            .map("upper", "UPPER(TRIM(\"city\"))")
            .map("country", "JSON_VALUE(\"doc\", '$.geo.country')")
            .map("size", "CASE WHEN \"n\" > 2 THEN 'big' ELSE 'small' END")
            .map("cents", "CAST(\"n\" * 100 AS BIGINT)")
            .map("missing", "NVL(\"city\", 'none')")
            .map("hour", "EXTRACT(HOUR FROM MILLIS_TO_TIMESTAMP(\"ts\"))")
            .map("it''s \"odd\"", "'fixed'"));

    assertThat(
            rows(
                "SELECT \"__time\", \"upper\", \"country\", \"size\", \"cents\", \"missing\", \"hour\", \"it''s \"\"odd\"\"\" FROM \"%s\""
                    .formatted(table)))
        .isEqualTo(
            List.of(
                List.of(
                    "2026-01-05T10:00:00.000Z", "KÖLN", "DE", "big", 300, " Köln ", 10, "fixed")));
  }

  @Test
  void failsWhenMoreRecordsAreUnreadableThanAllowed() {
    String data = "nope\n" + TWO_LINES + "{\n";
    JobRequest job = JobRequest.inline(unique("bad"), data).time().with("maxParseExceptions", 1);

    JsonPath end = Api.failed(job);

    assertThat(end.getString("health.status")).isEqualTo("error");
    assertThat(end.getString("health.code")).isEqualTo("cannot_parse_source");
    assertThat(end.getString("health.message")).isNotEmpty();
  }

  @Test
  void leavesOutUnreadableRecordsUpToTheLimit() {
    String table = unique("some");
    String data = "nope\n" + TWO_LINES + "{\n";

    String id = completed(JobRequest.inline(table, data).time().with("maxParseExceptions", 2));

    assertThat(totals(id))
        .containsEntry("numRowsProcessed", 2)
        .containsEntry("numRowsSkippedByError", 2);
    assertThat(Api.get(Api.JOBS + "/" + id).getString("health.code"))
        .isEqualTo("invalid_rows_found");
    assertThat(Api.logMessages(id))
        .anySatisfy(message -> assertThat(message).contains("line 1"))
        .anySatisfy(message -> assertThat(message).contains("line 4"))
        .noneSatisfy(message -> assertThat(message).contains("nope"));
  }

  @Test
  void failsOnARowWithoutATimestampAndNamesItsLine() {
    String data = TWO_LINES + "{\"city\": \"secret\"}\n";

    JsonPath end =
        Api.failed(JobRequest.inline(unique("null"), data).time().column("city", "string"));

    assertThat(end.getString("health.code")).isEqualTo("null_timestamp");
    assertThat(end.getString("health.message")).contains("Line 3").doesNotContain("secret");
  }

  @Test
  void warnsOfValuesOfAnotherTypeByLineAndFieldOnly() {
    String table = unique("types");
    String data = TWO_LINES + "{\"ts\": \"2026-01-05T12:00:00Z\", \"n\": \"secret\"}\n";

    String id = completed(JobRequest.inline(table, data).time().column("n", "long"));

    assertThat(totals(id))
        .containsEntry("numRowsProcessed", 2)
        .containsEntry("numRowsProcessedWithWarning", 1)
        .containsEntry("numRowsPersisted", 3);
    assertThat(rows("SELECT COUNT(\"n\"), COUNT(*) FROM \"%s\"".formatted(table)))
        .isEqualTo(List.of(List.of(2, 3)));
    assertThat(Api.logMessages(id))
        .anySatisfy(message -> assertThat(message).contains("line 3").contains("n"))
        .noneSatisfy(message -> assertThat(message).contains("secret"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void accountsForEveryInputLine(long seed) {
    Random random = new Random(seed);
    List<String> lines = new ArrayList<>();
    int[] expected = new int[4];
    int size = 1 + random.nextInt(3000);
    for (int i = 0; i < size; i++) {
      int kind = random.nextInt(20);
      if (kind == 0) {
        lines.add(List.of("{\"ts\": ", "}", "text", "{\"ts\": \"x\"} {").get(random.nextInt(4)));
        expected[3]++;
      } else if (kind < 4) {
        lines.add("{\"ts\": \"2026-01-0%d\", \"n\": -1}".formatted(1 + random.nextInt(9)));
        expected[2]++;
      } else if (kind == 4) {
        lines.add("{\"ts\": \"2026-01-01\", \"n\": 5, \"d\": \"word\"}");
        expected[1]++;
      } else {
        lines.add(
            "{\"ts\": \"2026-01-0%d\", \"n\": %d, \"d\": 0.5}".formatted(1 + random.nextInt(9), i));
        expected[0]++;
      }
    }
    String table = unique("mix");

    String id =
        completed(
            JobRequest.inline(table, String.join("\n", lines))
                .time()
                .column("n", "long")
                .column("d", "double")
                .with("filterExpression", "\"n\" >= 0"));

    assertThat(totals(id))
        .containsEntry("numRowsProcessed", expected[0])
        .containsEntry("numRowsProcessedWithWarning", expected[1])
        .containsEntry("numRowsSkippedByFilter", expected[2])
        .containsEntry("numRowsSkippedByError", expected[3])
        .containsEntry("numRowsPersisted", expected[0] + expected[1]);
    assertThat(Api.count(table)).isEqualTo(expected[0] + expected[1]);
  }
}
