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
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Batch jobs that replace rows, and those that read a table. */
@QuarkusTest
class ReplaceJobTest {
  private static final String REPLACE_ALL = "\"ingestionMode\": \"replace\", \"replaceAll\": true";

  /** One row a day of January 2026, each with the number of its day. */
  private static String lines(int... days) {
    return IntStream.of(days)
        .mapToObj("{\"ts\": \"2026-01-%1$02dT10:00:00Z\", \"n\": %1$d}"::formatted)
        .collect(Collectors.joining("\n"));
  }

  private static String days() {
    String table = unique("replaced");
    Api.completed(JobRequest.inline(table, lines(1, 2, 3)).time().column("n", "long"));
    return table;
  }

  private static String inline(String data) {
    return """
    {"type": "inline", "data": "%s", "formatSettings": {"format": "nd-json"},
     "inputSchema": [{"name": "ts", "dataType": "string"}, {"name": "n", "dataType": "long"}]}"""
        .formatted(data.replace("\"", "\\\"").replace("\n", "\\n"));
  }

  private static String table(String name, String more) {
    return "{\"type\": \"table\", \"tableName\": \"%s\"%s}".formatted(name, more);
  }

  private static final String MAPPINGS =
      """
      [{"columnName": "__time", "expression": "TIME_PARSE(\\"ts\\")"},
       {"columnName": "n", "expression": "\\"n\\" * 10"}]""";
  private static final String NUMBERS =
      "[{\"columnName\": \"n\", \"expression\": \"\\\"n\\\" + 100\"}]";

  private static ValidatableResponse submit(
      String table, String intervals, String source, String mappings, String members) {
    String body =
        """
        {"type": "batch", "target": {"type": "table", "tableName": "%s"%s},
         "source": %s, "mappings": %s, %s}"""
            .formatted(
                table,
                intervals.isEmpty() ? "" : ", \"intervals\": [" + intervals + "]",
                source,
                mappings,
                members);
    return given().contentType(ContentType.JSON).body(body).post(Api.JOBS).then();
  }

  private static String completed(ValidatableResponse submitted) {
    String id = submitted.statusCode(201).extract().path("id");
    JsonPath end = over(id);
    assertThat(end.getString("executionStatus")).as(end.getString("health")).isEqualTo("completed");
    return id;
  }

  private static List<Integer> numbers(String table) {
    return rows("SELECT \"n\" FROM \"%s\" ORDER BY 1".formatted(table)).stream()
        .map(row -> (Integer) row.getFirst())
        .toList();
  }

  @Test
  void replacesTheRowsOfItsIntervalsAndLeavesOthersOut() {
    String table = days();

    String id =
        completed(
            submit(
                table,
                "\"2026-01-02/P1D\", \"2026-01-05/2026-01-07\"",
                inline(lines(1, 2, 5, 6, 7)),
                MAPPINGS,
                "\"ingestionMode\": \"replace\""));

    assertThat(numbers(table)).containsExactly(1, 3, 20, 50, 60);
    assertThat(totals(id)).containsEntry("numRowsSkippedByFilter", 2);
    given()
        .get(Api.JOBS + "/" + id)
        .then()
        .body("ingestionMode", equalTo("replace"))
        .body("query", containsString("REPLACE INTO"))
        .body(
            "query",
            containsString(
                "OVERWRITE WHERE (\"__time\" >= TIMESTAMP '2026-01-02 00:00:00.000' AND \"__time\" < TIMESTAMP '2026-01-03 00:00:00.000') OR "));
    given()
        .get(TABLES + "/" + table + "/unusedSegments")
        .then()
        .body("values.interval", equalTo(List.of("2026-01-02T00:00:00Z/2026-01-03T00:00:00Z")));
  }

  @Test
  void replacesEverything() {
    String table = days();

    completed(submit(table, "", inline(lines(9)), MAPPINGS, REPLACE_ALL));

    assertThat(numbers(table)).containsExactly(90);
  }

  @Test
  void emptiesWhatItHasNoRowsFor() {
    String table = days();

    String id =
        completed(
            submit(
                table,
                "\"2026-01-01/P2D\"",
                inline(lines(9)),
                MAPPINGS,
                "\"ingestionMode\": \"replace\""));

    assertThat(numbers(table)).containsExactly(3);
    given().get(Api.JOBS + "/" + id).then().body("health.code", equalTo("no_rows_found"));
  }

  @Test
  void leavesATableThatItEmptiesWithoutDiscoveredColumns() {
    String table = days();
    String replace = "\"ingestionMode\": \"replace\"";

    completed(submit(table, "\"2026-01-01/P3D\"", inline(lines(9)), MAPPINGS, replace));

    given()
        .get(TABLES + "/" + table)
        .then()
        .body("queryableSchema.name", equalTo(List.of("__time")));
    String numbers = "SELECT \"n\" FROM \"%s\"".formatted(table);
    Api.query(Map.of("query", numbers)).then().statusCode(400);
    Api.completed(JobRequest.inline(table, lines(1)).time().column("n", "string"));
    assertThat(rows(numbers)).containsExactly(List.of("1"));
  }

  @Test
  void failsWithoutRowsWhenItIsToldTo() {
    String table = days();
    String id =
        submit(
                table,
                "\"2026-01-01/P2D\"",
                inline(lines(9)),
                MAPPINGS,
                "\"ingestionMode\": \"replace\", \"context\": {\"failOnEmptyInsert\": true}")
            .statusCode(201)
            .extract()
            .path("id");

    assertThat(over(id).getString("health.code")).isEqualTo("no_rows_ingested");
    assertThat(numbers(table)).containsExactly(1, 2, 3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | \"ingestionMode\": \"replace\" | target.intervals | either",
        "\"2026-01-01/P1D\" | \"ingestionMode\": \"replace\", \"replaceAll\": true | target.intervals | either",
        "\"2026-01-01T00:00:00Z/PT8H\" | \"ingestionMode\": \"replace\" | target.intervals[0] | does not align",
        "\"2026-01-01/P1D\" | \"ingestionMode\": \"replace\", \"partitionedBy\": \"month\" | target.intervals[0] | does not align",
        "\"yesterday\" | \"ingestionMode\": \"replace\" | target.intervals[0] | ISO 8601",
        "\"2026-01-01/P1D\" | \"ingestionMode\": \"append\" | target.intervals | replace",
        "`` | \"ingestionMode\": \"append\", \"replaceAll\": true | replaceAll | replace",
      })
  void refusesWhatCannotBeReplaced(
      String intervals, String members, String target, String message) {
    String table = days();

    submit(table, intervals, inline(lines(1)), MAPPINGS, members)
        .statusCode(400)
        .body("target", equalTo(target))
        .body("message", containsString(message));
    assertThat(numbers(table)).containsExactly(1, 2, 3);
  }

  @Test
  void alignsToTheUnitThatTheJobAsksFor() {
    String table = days();

    completed(
        submit(
            table,
            "\"2026-01-01T08:00:00Z/PT8H\"",
            inline(lines(1)),
            MAPPINGS,
            "\"ingestionMode\": \"replace\", \"partitionedBy\": \"eight_hour\""));

    assertThat(numbers(table)).containsExactly(2, 3, 10);
  }

  @Test
  void copiesATable() {
    String source = days();
    String copy = unique("copy");

    String id =
        completed(
            submit(
                copy,
                "",
                table(source, ", \"interval\": \"2026-01-02/2026-02-01\""),
                NUMBERS,
                "\"createTableIfNotExists\": true, \"filterExpression\": \"\\\"n\\\" < 3\""));

    assertThat(rows("SELECT \"__time\", \"n\" FROM \"%s\"".formatted(copy)))
        .containsExactly(List.of("2026-01-02T10:00:00.000Z", 102));
    given()
        .get(Api.JOBS + "?sortColumn=created_date_time")
        .then()
        .body("values.find { it.id == '%s' }.source.tableName".formatted(id), equalTo(source))
        .body("values.find { it.id == '%s' }.source.type".formatted(id), equalTo("table"));
  }

  @Test
  void doublesATableThatItAppendsToItself() {
    String table = days();

    completed(submit(table, "", table(table, ""), NUMBERS, "\"ingestionMode\": \"append\""));

    assertThat(numbers(table)).containsExactly(1, 2, 3, 101, 102, 103);
  }

  @Test
  void replacesADayOfATableByItself() {
    String table = days();

    completed(
        submit(
            table,
            "\"2026-01-02/P1D\"",
            table(table, ""),
            NUMBERS,
            "\"ingestionMode\": \"replace\""));

    assertThat(numbers(table)).containsExactly(1, 3, 102);
  }

  @Test
  void namesTheMappingThatATableCannotFill() {
    String source = days();

    submit(
            unique("none"),
            "",
            table(source, ""),
            "[{\"columnName\": \"n\", \"expression\": \"\\\"nope\\\"\"}]",
            "\"createTableIfNotExists\": true")
        .statusCode(400)
        .body("target", equalTo("mappings[0].expression"))
        .body("message", containsString("nope"));
    submit(
            unique("none"),
            "",
            table(source, ""),
            "[{\"columnName\": \"n\", \"expression\": \"1 AS x, 2\"}]",
            "\"createTableIfNotExists\": true")
        .statusCode(400)
        .body("target", equalTo("mappings[0].expression"));
    submit(unique("none"), "", table("no such", ""), NUMBERS, "\"createTableIfNotExists\": true")
        .statusCode(400)
        .body("target", equalTo("source.tableName"));
  }
}
