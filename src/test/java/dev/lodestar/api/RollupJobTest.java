package dev.lodestar.api;

import static dev.lodestar.api.Api.TABLES;
import static dev.lodestar.api.Api.rows;
import static dev.lodestar.api.Api.totals;
import static dev.lodestar.api.Api.unique;
import static dev.lodestar.api.Rollups.DATA;
import static dev.lodestar.api.Rollups.aggregate;
import static dev.lodestar.api.Rollups.aggregating;
import static dev.lodestar.api.Rollups.example;
import static dev.lodestar.api.Rollups.hourly;
import static dev.lodestar.api.Rollups.job;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Batch jobs that fill aggregate tables. */
@QuarkusTest
class RollupJobTest {
  @Test
  void givesTheAnswersOfTheSpecificationsExample() {
    String table = hourly();

    String id = Api.completed(example(table));

    assertThat(
            rows(
                "SELECT COUNT(*), SUM(n), SUM(amt), APPROX_COUNT_DISTINCT_DS_HLL(users) FROM \"%s\""
                    .formatted(table)))
        .isEqualTo(List.of(List.of(3, 4, 10.0f, 3)));
    assertThat(rows("SELECT __time, city, n, amt FROM \"%s\" ORDER BY 1, 2".formatted(table)))
        .isEqualTo(
            List.of(
                java.util.Arrays.asList("2026-01-05T10:00:00.000Z", null, 1, null),
                List.of("2026-01-05T10:00:00.000Z", "A", 2, 5.0f),
                List.of("2026-01-05T11:00:00.000Z", "A", 1, 5.0f)));
    assertThat(rows("SELECT SUM(\"__count\"), COUNT(DISTINCT users) FROM \"%s\"".formatted(table)))
        .isEqualTo(List.of(List.of(4, 3)));
    assertThat(totals(id))
        .containsEntry("numRowsProcessed", 4)
        .containsEntry("numRowsPersisted", 3);
  }

  @Test
  void appendsWithoutMergingWithEarlierRows() {
    String table = hourly();
    Api.completed(example(table));

    Api.completed(example(table));

    assertThat(rows("SELECT COUNT(*), SUM(\"__count\"), SUM(n) FROM \"%s\"".formatted(table)))
        .isEqualTo(List.of(List.of(6, 8, 8)));
  }

  @Test
  void countsFilteredDamagedAndUnreadableRecords() {
    String table = hourly();
    String data = DATA + "{\"ts\": \"2026-01-05T11:30:00Z\", \"amount\": \"many\"}\nnot json\n";

    String id =
        Api.completed(
            job(table, data)
                .map("n", "COUNT(*)")
                .map("amt", "SUM(\"amount\")")
                .with("filterExpression", "\"user\" IS NULL OR \"user\" <> 'u2'"));

    assertThat(totals(id))
        .containsEntry("numRowsProcessed", 3)
        .containsEntry("numRowsProcessedWithWarning", 1)
        .containsEntry("numRowsSkippedByFilter", 1)
        .containsEntry("numRowsSkippedByError", 1)
        .containsEntry("numRowsPersisted", 2);
    assertThat(Api.logMessages(id))
        .contains(
            "inline data, line 5: field \"amount\" is not a long.",
            "inline data, line 6: is not valid JSON.");
  }

  @Test
  void failsForRowsWithoutTime() {
    String table = hourly();

    JsonPath end =
        Api.failed(
            job(table, DATA + "{\"city\": \"A\"}\n{\"city\": \"A\"}\n").map("n", "COUNT(*)"));

    assertThat(end.getString("health")).contains("__time");
    assertThat(totals(end.getString("id"))).containsEntry("numRowsSkippedByError", 2);
    assertThat(Api.count(table)).isZero();
    assertThat(Api.logMessages(end.getString("id")))
        .contains("inline data, line 5: has no value for __time.");
  }

  @Test
  void makesAnAggregateTableOfAMappingThatAggregates() {
    String table = unique("made");

    Api.completed(
        aggregating(
            JobRequest.inline(table, DATA)
                .field("ts", "string")
                .field("city", "string")
                .field("amount", "long")
                .map("__time", "TIME_FLOOR(TIME_PARSE(\"ts\"), 'PT1H')")
                .map("city", "\"city\""),
            "total",
            "SUM(\"amount\")"));

    given()
        .get(TABLES + "/" + table)
        .then()
        .body("type", equalTo("aggregate"))
        .body("timeResolution", equalTo("hour"))
        .body(
            "schema",
            equalTo(List.of(Map.of("name", "total", "dataType", "long", "type", "measure"))))
        .body("queryableSchema.name", equalTo(List.of("__time", "total", "city", "__count")))
        .body("queryableSchema.isDiscovered", equalTo(List.of(false, false, true, false)));
    assertThat(rows("SELECT SUM(total), SUM(\"__count\"), COUNT(*) FROM \"%s\"".formatted(table)))
        .isEqualTo(List.of(List.of(10, 4, 3)));
  }

  @Test
  void storesPairsAndStatesOfVariance() {
    String table = unique("states");
    aggregate(
        table,
        """
        "timeResolution": "day", "schema": [
          {"type": "measure", "name": "first", "dataType": "longStringPair"},
          {"type": "measure", "name": "last", "dataType": "longStringPair"},
          {"type": "measure", "name": "v", "dataType": "variance"},
          {"type": "measure", "name": "q", "dataType": "quantilesDoublesSketch"},
          {"type": "measure", "name": "t", "dataType": "thetaSketch"}]""");
    JobRequest job =
        job(table, DATA)
            .map("first", "EARLIEST_BY(\"user\", TIME_PARSE(\"ts\"))")
            .map("last", "LATEST_BY(\"user\", TIME_PARSE(\"ts\"))")
            .map("v", "VARIANCE(\"amount\")")
            .map("q", "DS_QUANTILES_SKETCH(\"amount\", 128)")
            .map("t", "APPROX_COUNT_DISTINCT_DS_THETA(\"user\")");

    Api.completed(job);
    Api.completed(job);

    assertThat(rows("SELECT \"last\" FROM \"%s\" LIMIT 1".formatted(table)))
        .isEqualTo(List.of(List.of("{\"lhs\":1767610800000,\"rhs\":\"u3\"}")));
    assertThat(
            rows(
                """
                SELECT EARLIEST("first"), LATEST("last"), LATEST_BY("last", MILLIS_TO_TIMESTAMP(0)),
                  APPROX_COUNT_DISTINCT_DS_THETA(t), APPROX_QUANTILE_DS(q, 0.5),
                  DS_GET_QUANTILE(DS_QUANTILES_SKETCH(q), 1), VAR_POP(v), STDDEV_POP(v) FROM "%s\""""
                    .formatted(table)))
        .isEqualTo(List.of(List.of("u1", "u3", "u3", 3, 3.0f, 5.0f, 1.5555556f, 1.2472191f)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "amt | AVG(\"amount\") | store SUM and COUNT",
        "amt | LATEST(\"amount\") | use LATEST_BY",
        "amt | ARRAY_AGG(\"amount\") | cannot fill a measure",
        "amt | \"amount\" | exactly one aggregation",
        "amt | SUM(\"amount\") + 1 | exactly one aggregation",
        "amt | SUM(\"nothing\") | not found",
        "amt | DS_HLL(\"user\") | which this aggregation does not make",
        "users | SUM(\"amount\") | which this aggregation does not make",
        "users | DS_THETA(\"user\") | which this aggregation does not make",
        "city | MAX(\"amount\") | is an aggregate"
      })
  void refusesExpressionsThatDoNotFitTheirColumn(String column, String expression, String message) {
    Api.submit(job(hourly(), DATA).map(column, expression))
        .statusCode(400)
        .body("message", containsString(message));
  }

  @Test
  void refusesAggregationsOfDimensionsAndOfDetailTables() {
    String detail = unique("detail");
    given()
        .contentType(ContentType.JSON)
        .body(Map.of("name", detail, "type", "detail"))
        .post(TABLES);

    refused(aggregating(job(hourly(), DATA), "city", "COUNT(*)"), "is a dimension");
    refused(aggregating(job(detail, DATA), "n", "COUNT(*)"), "only measures of aggregate tables");
  }

  private static void refused(JobRequest job, String message) {
    ValidatableResponse answer = Api.submit(job).statusCode(400);
    answer.body("message", containsString(message));
  }

  @Test
  void groupsByConstantsAndByValuesAsTheyAreStored() {
    String table = unique("constants");
    aggregate(
        table,
        """
        "timeResolution": "day", "schema": [
          {"type": "dimension", "name": "five", "dataType": "long"},
          {"type": "dimension", "name": "word", "dataType": "string"},
          {"type": "dimension", "name": "number", "dataType": "long"},
          {"type": "measure", "name": "latest", "dataType": "string"}]""");

    String id =
        Api.completed(
            JobRequest.inline(
                    table,
                    """
                    {"ts": "2026-01-01T01:00:00Z", "x": "7"}
                    {"ts": "2026-01-01T02:00:00Z", "x": "7.0"}
                    {"ts": "2026-01-01T03:00:00Z", "x": " "}
                    """)
                .time()
                .field("x", "string")
                .map("five", "5")
                .map("word", "'it''s' -- a word")
                .map("number", "\"x\"")
                .map("latest", "LATEST_BY(\"x\", TIME_PARSE(\"ts\"))"));

    assertThat(totals(id)).containsEntry("numRowsPersisted", 2);
    assertThat(
            rows(
                "SELECT five, word, number, latest, \"__count\" FROM \"%s\" ORDER BY 5 DESC"
                    .formatted(table)))
        .isEqualTo(
            List.of(
                List.of(5, "it's", 7, "7.0", 2), java.util.Arrays.asList(5, "it's", null, " ", 1)));
  }

  @Test
  void replacesIntervalsAndShowsItsQuery() {
    String table = hourly();
    Api.completed(example(table));

    String id =
        Api.completed(
            job(table, DATA + "{\"ts\": \"2026-01-07T10:00:00Z\"}")
                .map("n", "COUNT(*)")
                .with("ingestionMode", "replace")
                .with(
                    "target",
                    Map.of(
                        "type",
                        "table",
                        "tableName",
                        table,
                        "intervals",
                        List.of("2026-01-05/2026-01-06"))));

    assertThat(rows("SELECT COUNT(*), SUM(n) FROM \"%s\"".formatted(table)))
        .isEqualTo(List.of(List.of(2, 4)));
    assertThat(totals(id))
        .containsEntry("numRowsProcessed", 4)
        .containsEntry("numRowsSkippedByFilter", 1)
        .containsEntry("numRowsPersisted", 2);
    assertThat(Api.get(Api.JOBS + "/" + id).getString("query"))
        .contains("COUNT(*) AS \"n\"")
        .contains("TIME_FLOOR(TIME_PARSE(\"ts\"), 'PT1H') AS \"__time\"")
        .contains("GROUP BY 1 ");
  }

  @Test
  void samplesOnlyWhatTheFilterLetsThrough() {
    String table = hourly();
    String data = "{\"ts\": \"2026-01-05T11:30:00Z\", \"amount\": \"many\"}\n";

    String id =
        Api.completed(
            job(table, DATA + data + data.replace("}", ", \"city\": \"B\"}"))
                .map("n", "COUNT(*)")
                .with("filterExpression", "\"city\" = 'B'"));

    assertThat(Api.logMessages(id))
        .contains("inline data, line 6: field \"amount\" is not a long.")
        .noneMatch(message -> message.contains("line 5"));
  }

  @Test
  void failsForDimensionsWithSeveralTextsInARecord() {
    String data = DATA.replace("\"A\", \"amount\": 5", "[\"A\", \"B\"], \"amount\": 5");

    JsonPath plain = Api.failed(job(hourly(), data).map("city", "\"city\"").map("n", "COUNT(*)"));
    JsonPath mapped =
        Api.failed(job(hourly(), data).map("city", "UPPER(\"city\")").map("n", "COUNT(*)"));

    assertThat(plain.getString("health.code")).isEqualTo("cannot_parse_multi_value_dimension");
    assertThat(mapped.getString("health.code")).isEqualTo("cannot_parse_multi_value_dimension");
    assertThat(mapped.getString("health.message")).contains("MV_TO_ARRAY");
  }

  @Test
  void groupsBySeveralTextsAsAnArray() {
    String table = unique("arrays");
    aggregate(
        table,
        """
        "schema": [{"type": "dimension", "name": "cities", "dataType": "stringArray"},
          {"type": "measure", "name": "n", "dataType": "long"}], "timeResolution": "day\"""");
    String data = DATA.replace("\"A\", \"amount\": 5", "[\"A\", \"B\"], \"amount\": 5");

    Api.completed(job(table, data).map("cities", "MV_TO_ARRAY(\"city\")").map("n", "COUNT(*)"));

    assertThat(rows("SELECT cities, n FROM \"%s\" WHERE ARRAY_LENGTH(cities) = 2".formatted(table)))
        .isEqualTo(List.of(List.of("[\"A\",\"B\"]", 1)));
  }
}
