package dev.lodestar.api;

import static dev.lodestar.api.Api.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Codes of health that no other test of jobs shows; docs/COMPATIBILITY.md lists all. */
@QuarkusTest
class JobHealthTest {
  private static final String LINE = "{\"ts\": \"2026-01-05T10:00:00Z\", \"s\": \"x\"}\n";

  @Test
  void bundlesSeveralWarnings() {
    String id = Api.completed(JobRequest.inline(unique("multiple"), "not json\n").time());

    JsonPath job = Api.get(Api.JOBS + "/" + id);

    assertThat(job.getString("health.status")).isEqualTo("warn");
    assertThat(job.getString("health.code")).isEqualTo("multiple");
    assertThat(job.getString("health.log.code")).isEqualTo("multiple");
    List<String> codes = Api.get(Api.JOBS + "/" + id + "/logs").getList("logs.code");
    assertThat(codes).contains("invalid_rows_found", "no_rows_found");
  }

  @Test
  void failsForTimesOutOfBounds() {
    JsonPath end =
        Api.failed(
            JobRequest.inline(unique("bounds"), "{\"n\": 253402300800000}\n")
                .field("n", "long")
                .map("__time", "MILLIS_TO_TIMESTAMP(\"n\")"));

    assertThat(end.getString("health.code")).isEqualTo("timestamp_out_of_bounds");
    assertThat(end.getString("health.message")).contains("Line 1 of file \"inline data\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1700000000000000000", "-9223372036854775808", "9223372036854775807"})
  void failsForTimesThatNothingCanHold(String nanoseconds) {
    JsonPath end =
        Api.failed(
            JobRequest.inline(unique("bounds"), "{\"n\": %s}\n".formatted(nanoseconds))
                .field("n", "long")
                .map("__time", "MILLIS_TO_TIMESTAMP(\"n\")"));

    assertThat(end.getString("health.code")).isEqualTo("timestamp_out_of_bounds");
    assertThat(end.getString("health.message")).contains("microseconds", "filterExpression");
  }

  @Test
  void keepsTextsWithNullBytes() {
    String table = unique("nul");

    Api.completed(
        JobRequest.inline(table, LINE.replace("\"x\"", "\"a\\u0000b\""))
            .time()
            .column("s", "string"));

    assertThat(Api.rows("SELECT s, CHAR_LENGTH(s) FROM \"%s\"".formatted(table)))
        .isEqualTo(List.of(List.of("a\0b", 3)));
  }

  @Test
  void failsForMoreSegmentsThanAJobMayMake() {
    String data =
        IntStream.rangeClosed(0, 25_000)
            .mapToObj(i -> "{\"n\": " + i + "}")
            .collect(Collectors.joining("\n"));

    JsonPath end =
        Api.failed(
            JobRequest.inline(unique("partitions"), data)
                .map("__time", "MILLIS_TO_TIMESTAMP(0)")
                .column("n", "long")
                .with("context", Map.of("rowsPerSegment", 1)));

    assertThat(end.getString("health.code")).isEqualTo("too_many_partitions");
  }

  @Test
  void namesTheLinesThatAQueryCannotRead() {
    String table = unique("lines");
    String source =
        "{\"type\": \"inline\", \"data\": \"{\\\"a\\\": [\\\"x\\\", \\\"y\\\"]}\\nnot json\\n{\\\"a\\\": \\\"z\\\"}\"}";
    String query =
        "INSERT INTO \"%s\" SELECT UPPER(a) AS a, MV_LENGTH(a) AS n FROM TABLE(EXTERN('%s', '{\"type\": \"json\"}')) EXTEND (a VARCHAR) PARTITIONED BY ALL"
            .formatted(table, source);
    String id =
        given()
            .contentType(ContentType.JSON)
            .body(Map.of("type", "sql", "query", query, "createTableIfNotExists", true))
            .post(Api.JOBS)
            .then()
            .statusCode(201)
            .extract()
            .path("id");

    assertThat(Api.over(id).getString("health.code")).isEqualTo("invalid_rows_found");
    assertThat(Api.logMessages(id)).contains("inline data, line 2: is not valid JSON.");
    assertThat(Api.rows("SELECT a, n FROM \"%s\" ORDER BY n".formatted(table)))
        .isEqualTo(List.of(List.of("Z", 1), List.of("[\"X\",\"Y\"]", 2)));
  }

  @Test
  void failsWhereDataCannotBeRestored() {
    String table = unique("restored");
    Api.completed(JobRequest.inline(table, LINE).time());
    Api.over(submit("delete_data", table, Map.of("deleteAll", true, "softDelete", true)));
    Api.completed(JobRequest.inline(table, LINE).time());

    JsonPath end = Api.over(submit("restore_data", table, Map.of("interval", "2026-01-01/P1M")));

    assertThat(end.getString("executionStatus")).isEqualTo("failed");
    assertThat(end.getString("health.code")).isEqualTo("query_not_supported");
  }

  private static String submit(String type, String table, Map<String, Object> members) {
    Map<String, Object> body = new java.util.HashMap<>(members);
    body.put("type", type);
    body.put("target", Map.of("type", "table", "tableName", table));
    return given()
        .contentType(ContentType.JSON)
        .body(body)
        .post(Api.JOBS)
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }
}
