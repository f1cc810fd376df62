package dev.lodestar.api;

import static dev.lodestar.api.Api.TABLES;
import static dev.lodestar.api.Api.over;
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
import io.restassured.response.ValidatableResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jobs that fill aggregate tables. */
@QuarkusTest
class RollupJobTest {
  private static final String DATA =
      """
      {"ts": "2026-01-05T10:05:00Z", "city": "A", "amount": 2, "user": "u1"}
      {"ts": "2026-01-05T10:40:00Z", "city": "A", "amount": 3, "user": "u1"}
      {"ts": "2026-01-05T10:59:00Z", "city": null, "amount": null, "user": "u2"}
      {"ts": "2026-01-05T11:00:00Z", "city": "A", "amount": 5, "user": "u3"}
      """;

  private static void create(String name, String members) {
    given()
        .contentType(ContentType.JSON)
        .body("{\"name\": \"%s\", \"type\": \"aggregate\", %s}".formatted(name, members))
        .post(TABLES)
        .then()
        .statusCode(201);
  }

  /** The table of the specification's example. */
  private static String hourly() {
    String name = unique("hourly");
    create(
        name,
        """
        "timeResolution": "hour", "schema": [
          {"type": "dimension", "name": "city", "dataType": "string"},
          {"type": "measure", "name": "n", "dataType": "long"},
          {"type": "measure", "name": "amt", "dataType": "double"},
          {"type": "measure", "name": "users", "dataType": "HLLSketch"}]""");
    return name;
  }

  private static JobRequest job(String table, String data) {
    return JobRequest.inline(table, data)
        .time()
        .field("city", "string")
        .field("amount", "long")
        .field("user", "string");
  }

  private static JobRequest example(String table) {
    return job(table, DATA)
        .map("city", "\"city\"")
        .map("n", "COUNT(*)")
        .map("amt", "SUM(\"amount\")")
        .map("users", "DS_HLL(\"user\")");
  }

  private static JobRequest aggregating(JobRequest job, String column, String expression) {
    Map<String, Object> mapping = new LinkedHashMap<>();
    mapping.put("columnName", column);
    mapping.put("expression", expression);
    mapping.put("isAggregation", true);
    @SuppressWarnings("unchecked") // JobRequest keeps its mappings as it was given them.
    List<Map<String, Object>> mappings = (List<Map<String, Object>>) job.body().get("mappings");
    mappings.add(mapping);
    return job;
  }

  private static JsonPath sql(String query) {
    String id =
        given()
            .contentType(ContentType.JSON)
            .body(Map.of("type", "sql", "query", query, "createTableIfNotExists", true))
            .post(Api.JOBS)
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    JsonPath end = over(id);
    assertThat(end.getString("executionStatus")).as(end.getString("health")).isEqualTo("completed");
    return end;
  }

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
    create(
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
  void makesAnAggregateTableOfAQueryThatAggregates() {
    String source = unique("events");
    Api.completed(
        job(source, DATA)
            .map("city", "\"city\"")
            .map("amount", "\"amount\"")
            .map("user", "\"user\""));
    String table = unique("byquery");

    sql(
        """
        INSERT INTO "%s" SELECT TIME_FLOOR(__time, 'P1D') AS __time, city, SUM(amount) AS total,
          COUNT(DISTINCT "user") AS users FROM "%s" GROUP BY 1, 2 PARTITIONED BY DAY"""
            .formatted(table, source));

    given()
        .get(TABLES + "/" + table)
        .then()
        .body("type", equalTo("aggregate"))
        .body("timeResolution", equalTo("day"))
        .body("schema.name", equalTo(List.of("total", "users")))
        .body("schema.dataType", equalTo(List.of("long", "HLLSketch")));
    assertThat(
            rows(
                "SELECT SUM(total), COUNT(DISTINCT users), COUNT(\"__count\"), COUNT(*) FROM \"%s\""
                    .formatted(table)))
        .isEqualTo(List.of(List.of(10, 3, 0, 2)));
  }

  @Test
  void fillsAnAggregateTableFromAQueryAndFromATable() {
    String first = hourly();
    Api.completed(example(first));
    String second = hourly();

    sql(
        """
        INSERT INTO "%s" SELECT __time, city, SUM(n) AS n, SUM(amt) AS amt, DS_HLL(users) AS users,
          SUM("__count") AS "__count" FROM "%s" GROUP BY 1, 2"""
            .formatted(second, first));
    String third = hourly();
    String body =
        """
        {"type": "batch", "target": {"type": "table", "tableName": "%s"},
         "source": {"type": "table", "tableName": "%s"},
         "mappings": [
           {"columnName": "n", "expression": "SUM(\\"n\\")"},
           {"columnName": "amt", "expression": "MAX(\\"amt\\")"},
           {"columnName": "users", "expression": "DS_HLL(\\"users\\")"},
           {"columnName": "__count", "expression": "SUM(\\"__count\\")"}]}"""
            .formatted(third, second);
    String id =
        given()
            .contentType(ContentType.JSON)
            .body(body)
            .post(Api.JOBS)
            .then()
            .statusCode(201)
            .extract()
            .path("id");

    assertThat(over(id).getString("executionStatus")).isEqualTo("completed");
    assertThat(
            rows(
                "SELECT COUNT(*), SUM(n), MAX(amt), COUNT(DISTINCT users), SUM(\"__count\") FROM \"%s\""
                    .formatted(third)))
        .isEqualTo(List.of(List.of(2, 4, 5.0f, 3, 4)));
  }

  @Test
  void groupsByConstantsAndByValuesAsTheyAreStored() {
    String table = unique("constants");
    create(
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
  void floorsTheTimesOfQueriesToo() {
    String table = hourly();
    String source = unique("minutes");
    Api.completed(job(source, DATA).map("city", "\"city\""));

    sql(
        "INSERT INTO \"%s\" SELECT __time, city, COUNT(*) AS n FROM \"%s\" GROUP BY 1, 2"
            .formatted(table, source));

    assertThat(rows("SELECT DISTINCT __time FROM \"%s\" ORDER BY 1".formatted(table)))
        .isEqualTo(
            List.of(List.of("2026-01-05T10:00:00.000Z"), List.of("2026-01-05T11:00:00.000Z")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT __time, SUM(amount) AS users FROM \"%s\" GROUP BY 1 | cannot become",
        "SELECT __time, DS_THETA(city) AS users FROM \"%s\" GROUP BY 1 | cannot become",
        "SELECT __time, COUNT(*) AS n FROM \"%s\" GROUP BY 1 CLUSTERED BY n | is a measure"
      })
  void refusesQueriesThatDoNotFitTheTable(String query, String message) {
    String source = unique("plain");
    Api.completed(job(source, DATA).map("city", "\"city\"").map("amount", "\"amount\""));

    given()
        .contentType(ContentType.JSON)
        .body(
            Map.of(
                "type",
                "sql",
                "query",
                "INSERT INTO \"%s\" ".formatted(hourly()) + query.formatted(source)))
        .post(Api.JOBS)
        .then()
        .statusCode(400)
        .body("message", containsString(message));
  }

  @Test
  void refusesDimensionsWithSeveralTextsInARow() {
    String source = unique("several");
    Api.completed(
        JobRequest.inline(source, "{\"ts\": \"2026-01-01T01:00:00Z\", \"tags\": [\"a\", \"b\"]}")
            .time()
            .column("tags", "string"));
    String body =
        """
        {"type": "batch", "target": {"type": "table", "tableName": "%s"},
         "source": {"type": "table", "tableName": "%s"},
         "mappings": [{"columnName": "city", "expression": "\\"tags\\""}]}"""
            .formatted(hourly(), source);

    given()
        .contentType(ContentType.JSON)
        .body(body)
        .post(Api.JOBS)
        .then()
        .statusCode(400)
        .body("message", containsString("MV_TO_STRING"));
  }
}
