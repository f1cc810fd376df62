package dev.lodestar.api;

import static dev.lodestar.api.Api.completed;
import static dev.lodestar.api.Api.over;
import static dev.lodestar.api.Api.rows;
import static dev.lodestar.api.Api.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The query of a batch job, submitted as an SQL job, stores the same rows. */
@QuarkusTest
class EquivalentQueryTest {
  private static final String LINES =
      """
      {"ts": "2026-01-05T10:00:00Z", "n": 1, "s": "it's", "j": {"a": [1]}}
      {"ts": "2026-02-05T10:00:00Z", "n": "2.7", "s": null, "x": 1}
      broken
      {"ts": "2026-02-06T10:00:00Z", "n": "many", "s": "\\"quoted\\" -- text"}
      """;

  static Stream<Function<String, JobRequest>> jobs() {
    return Stream.of(
        table ->
            JobRequest.inline(table, LINES)
                .time()
                .column("n", "long")
                .column("s", "string")
                .column("j", "json"),
        table ->
            JobRequest.inline(table, LINES)
                .time()
                .field("n", "double")
                .field("s", "string")
                .map("odd \"name\"", "\"n\" * 2 -- twice")
                .map("upper", "UPPER(\"s\")")
                .map("is", "\"n\" > 1")
                .with("filterExpression", "\"n\" IS NULL OR \"n\" > 1 -- not the first")
                .with("partitionedBy", "quarter")
                .with("clusteringColumns", List.of("upper"))
                .with("maxParseExceptions", 7),
        table ->
            JobRequest.uploaded(
                    table,
                    Api.upload(
                        unique("f") + ".csv", Api.bytes("ts;n\n2026-01-01;1\n2026-01-02;'x'\n")))
                .format(Map.of("format", "csv", "delimiter", ";"))
                .time()
                .column("n", "string"),
        table ->
            JobRequest.inline(table, "{\"ts\": 5}")
                .field("ts", "long")
                .map("__time", "MILLIS_TO_TIMESTAMP(\"ts\")")
                .map("day", "FLOOR(MILLIS_TO_TIMESTAMP(\"ts\") TO DAY)")
                .with("partitionedBy", "all"));
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void storesTheSameRows(Function<String, JobRequest> batch) {
    String first = unique("batch");
    String second = unique("query");
    JsonPath job = over(completed(batch.apply(first).with("createTableIfNotExists", true)));
    String query = job.getString("query").replace('"' + first + '"', '"' + second + '"');

    String id =
        given()
            .contentType(ContentType.JSON)
            .body(Map.of("type", "sql", "query", query, "createTableIfNotExists", true))
            .post(Api.JOBS)
            .then()
            .statusCode(201)
            .extract()
            .path("id");

    assertThat(over(id).getString("executionStatus")).as(query).isEqualTo("completed");
    assertThat(all(second)).isEqualTo(all(first)).isNotEmpty();
    assertThat(Api.get(Api.TABLES + "/" + second).getList("queryableSchema"))
        .isEqualTo(Api.get(Api.TABLES + "/" + first).getList("queryableSchema"));
  }

  private static List<List<Object>> all(String table) {
    return rows("SELECT * FROM \"%s\" ORDER BY \"__time\"".formatted(table));
  }
}
