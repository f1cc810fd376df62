package dev.lodestar.api;

import static dev.lodestar.api.Api.rows;
import static dev.lodestar.api.Api.totals;
import static dev.lodestar.api.Api.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lookups in the expressions of batch jobs, and jobs that fill the table of a lookup. */
@QuarkusTest
class LookupJobsTest {
  private static final String DATA =
      """
      {"ts": "2026-01-05T10:00:00Z", "iso": "FR", "n": 1}
      {"ts": "2026-01-05T11:00:00Z", "iso": ["DE", "XX"], "n": 2}
      {"ts": "2026-01-05T12:00:00Z", "iso": "XX", "n": 4}
      {"ts": "2026-01-05T13:00:00Z", "n": 8}
      """;

  /** A table of pairs and the lookup that reads it, by one name. */
  static String lookup(String... pairs) {
    String name = unique("countries");
    post(
        Api.TABLES,
        Map.of(
            "name",
            name,
            "type",
            "detail",
            "partitioningGranularity",
            "all",
            "schema",
            List.of(
                Map.of("name", "iso", "dataType", "string"),
                Map.of("name", "label", "dataType", "string"))));
    Api.completed(replacement(name, pairs));
    post(Api.LOOKUPS, Map.of("name", name, "source", Map.of("type", "table", "tableName", name)));
    return name;
  }

  static JobRequest replacement(String table, String... pairs) {
    StringBuilder data = new StringBuilder();
    for (String pair : pairs) {
      String[] parts = pair.split("=");
      data.append("{\"iso\": \"%s\", \"label\": \"%s\"}%n".formatted(parts[0], parts[1]));
    }
    return JobRequest.inline(table, data.toString())
        .map("__time", "MILLIS_TO_TIMESTAMP(0)")
        .column("iso", "string")
        .column("label", "string")
        .with("ingestionMode", "replace")
        .with("replaceAll", true)
        .with("partitionedBy", "all");
  }

  static void post(String path, Map<String, ?> body) {
    given().contentType(ContentType.JSON).body(body).post(path).then().statusCode(201);
  }

  private static JobRequest job(String table) {
    return JobRequest.inline(table, DATA).time().field("iso", "string").field("n", "long");
  }

  @Test
  void looksUpInMappingsAndFilters() {
    String lookup = lookup("FR=France", "DE=Germany");
    String table = unique("sales");

    String id =
        Api.completed(
            JobRequest.inline(table, DATA.replace("[\"DE\", \"XX\"]", "\"DE\""))
                .time()
                .field("iso", "string")
                .field("n", "long")
                .map("country", "LOOKUP(\"iso\", '%s', 'unknown')".formatted(lookup))
                .map("len", "CHAR_LENGTH(LOOKUP(\"iso\", '%s')) + \"n\"".formatted(lookup))
                .with(
                    "filterExpression",
                    "LOOKUP(\"iso\", '%s') IS NOT NULL OR \"n\" = 4".formatted(lookup)));

    assertThat(rows("SELECT country, len FROM \"%s\" ORDER BY __time".formatted(table)))
        .isEqualTo(
            List.of(List.of("France", 7), List.of("Germany", 9), Arrays.asList("unknown", null)));
    assertThat(totals(id)).containsEntry("numRowsSkippedByFilter", 1);
    assertThat(Api.get(Api.JOBS + "/" + id).getString("query")).contains("LOOKUP(\"iso\"");
  }

  @Test
  void looksUpEachOfSeveralTexts() {
    String lookup = lookup("FR=France", "DE=Germany");
    String table = unique("sales");

    Api.completed(job(table).map("country", "LOOKUP(\"iso\", '%s', 'unknown')".formatted(lookup)));

    assertThat(rows("SELECT country FROM \"%s\" ORDER BY __time".formatted(table)))
        .isEqualTo(
            List.of(
                List.of("France"),
                List.of("[\"Germany\",\"unknown\"]"),
                List.of("unknown"),
                List.of("unknown")));
  }

  @Test
  void looksUpWhileItRollsUpAndWhileItReadsATable() {
    String lookup = lookup("FR=Europe", "DE=Europe");
    String plain = unique("plain");
    String iso = DATA.replace("[\"DE\", \"XX\"]", "\"DE\"");
    Api.completed(JobRequest.inline(plain, iso).time().column("iso", "string").column("n", "long"));
    String copied = unique("copied");
    Api.completed(
        JobRequest.table(copied, plain)
            .map("where", "LOOKUP(\"iso\", '%s')".formatted(lookup))
            .map("n", "\"n\"")
            .with("filterExpression", "LOOKUP(\"iso\", '%s') = 'Europe'".formatted(lookup)));
    String rolled = unique("rolled");
    post(
        Api.TABLES,
        Map.of(
            "name",
            rolled,
            "type",
            "aggregate",
            "timeResolution",
            "day",
            "schema",
            List.of(
                Map.of("type", "dimension", "name", "where", "dataType", "string"),
                Map.of("type", "measure", "name", "n", "dataType", "long"))));
    Api.completed(
        JobRequest.inline(rolled, iso)
            .time()
            .field("iso", "string")
            .field("n", "long")
            .map("where", "LOOKUP(\"iso\", '%s')".formatted(lookup))
            .map("n", "SUM(\"n\")"));

    assertThat(rows("SELECT \"where\", SUM(n) FROM \"%s\" GROUP BY 1".formatted(copied)))
        .isEqualTo(List.of(List.of("Europe", 3)));
    assertThat(rows("SELECT \"where\", n FROM \"%s\" ORDER BY n".formatted(rolled)))
        .isEqualTo(List.of(List.of("Europe", 3), Arrays.asList(null, 12)));
  }

  @Test
  void looksUpInAnEmptyTable() {
    String lookup = lookup("FR=France");
    Api.completed(replacement(lookup, "FR=France").with("filterExpression", "\"iso\" = 'nothing'"));
    String table = unique("sales");

    Api.completed(
        job(table)
            .map("country", "LOOKUP(\"iso\", '%s[iso][label]', 'none')".formatted(lookup))
            .with("filterExpression", "\"n\" = 1"));

    assertThat(rows("SELECT country FROM \"%s\"".formatted(table)))
        .isEqualTo(List.of(List.of("none")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"LOOKUP(\"iso\", 'no such lookup')", "LOOKUP(\"iso\", \"iso\")"})
  void refusesLookupsThatDoNotExist(String expression) {
    Api.submit(job(unique("sales")).map("country", expression))
        .statusCode(400)
        .body("target", equalTo("mappings[1].expression"));
    Api.submit(job(unique("sales")).with("filterExpression", expression + " IS NULL"))
        .statusCode(400)
        .body("target", equalTo("filterExpression"));
  }

  @Test
  void failsWhenTheTableOfALookupWouldHaveASecondSegment() {
    String lookup = lookup("FR=France");

    JsonPath end =
        Api.failed(
            replacement(lookup, "FR=France", "DE=Germany")
                .with("context", Map.of("rowsPerSegment", 1)));

    assertThat(end.getString("health.code")).isEqualTo("too_many_segments_in_time_chunk");
    assertThat(Api.count(lookup)).isEqualTo(1);
    Api.completed(
        replacement(lookup, "FR=France", "DE=Germany")
            .with("context", Map.of("rowsPerSegment", 2)));
    assertThat(Api.count(lookup)).isEqualTo(2);
  }

  @Test
  void limitsTheSegmentsOfATimeChunkWhereTheContextAsksForIt() {
    String table = unique("limited");
    JobRequest job = job(table).map("n", "\"n\"");

    JsonPath end =
        Api.failed(job.with("context", Map.of("rowsPerSegment", 3, "maxNumSegments", 1)));

    assertThat(end.getString("health.code")).isEqualTo("too_many_segments_in_time_chunk");
    Api.completed(job.with("context", Map.of("rowsPerSegment", 2, "maxNumSegments", 2)));
    Api.submit(job.with("context", Map.of("rowsPerSegment", 0)))
        .statusCode(400)
        .body("target", equalTo("context.rowsPerSegment"))
        .body("message", containsString("whole number"));
  }
}
