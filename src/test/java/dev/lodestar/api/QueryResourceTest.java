package dev.lodestar.api;

import static dev.lodestar.api.Api.SQL;
import static dev.lodestar.api.Api.query;
import static dev.lodestar.api.Api.rows;
import static dev.lodestar.api.Api.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class QueryResourceTest {
  private static final AtomicReference<String> TABLE = new AtomicReference<>();

  /** One small table serves all tests here: Köln 1, Bonn 2, Köln 3, and one without a city. */
  @BeforeEach
  void load() {
    if (TABLE.get() == null) {
      String table = unique("cities");
      Api.completed(
          JobRequest.inline(
                  table,
                  """
                  {"ts": "2026-01-05T10:00:00Z", "city": "Köln", "n": 1, "tags": ["a", "b"]}
                  {"ts": "2026-01-05T11:00:00Z", "city": "Bonn", "n": 2, "tags": []}
                  {"ts": "2026-01-06T12:00:00.5Z", "city": "Köln", "n": 3}
                  {"ts": "2026-01-06T13:00:00Z", "n": 4, "tags": null}
                  """)
              .time()
              .column("city", "string")
              .column("n", "long")
              .column("tags", "stringArray"));
      TABLE.set(table);
    }
  }

  private static String table() {
    return '"' + TABLE.get() + '"';
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "object     |application/json|[{\"n\":1,\"city\":\"Köln\"},{\"n\":4,\"city\":null}]⏎",
        "array      |application/json|[[1,\"Köln\"],[4,null]]⏎",
        "objectLines|text/plain      |{\"n\":1,\"city\":\"Köln\"}⏎{\"n\":4,\"city\":null}⏎⏎",
        "arrayLines |text/plain      |[1,\"Köln\"]⏎[4,null]⏎⏎",
        "csv        |text/csv        |1,Köln⏎4,⏎⏎",
      })
  void answersInFiveFormats(String format, String contentType, String body) {
    String sql =
        "SELECT \"n\", \"city\" FROM %s WHERE \"n\" IN (1, 4) ORDER BY 1".formatted(table());

    String answer =
        query(Map.of("query", sql, "resultFormat", format))
            .then()
            .statusCode(200)
            .contentType(startsWith(contentType))
            .header("X-Druid-SQL-Header-Included", nullValue())
            .header("X-Druid-SQL-Query-Id", notNullValue())
            .extract()
            .asString();

    assertThat(answer.replace("\n", "⏎")).isEqualTo(body);
  }

  @Test
  void answersTheCommandLineClient() {
    String id = unique("query");
    Map<String, Object> body =
        Map.of(
            "query",
            "SELECT \"__time\", \"city\", COUNT(*) AS c FROM %s GROUP BY 1, 2 ORDER BY 1"
                .formatted(table()),
            "resultFormat",
            "array",
            "header",
            true,
            "typesHeader",
            true,
            "sqlTypesHeader",
            true,
            "context",
            Map.of("sqlOuterLimit", 2, "sqlQueryId", id));

    query(body)
        .then()
        .statusCode(200)
        .header("X-Druid-SQL-Header-Included", equalTo("yes"))
        .header("X-Druid-SQL-Query-Id", equalTo(id))
        .body("size()", equalTo(5))
        .body("[0]", equalTo(List.of("__time", "city", "c")))
        .body("[1]", equalTo(List.of("LONG", "STRING", "LONG")))
        .body("[2]", equalTo(List.of("TIMESTAMP", "VARCHAR", "BIGINT")))
        .body("[3]", equalTo(List.of("2026-01-05T10:00:00.000Z", "Köln", 1)));
    given()
        .contentType(ContentType.JSON)
        .body(body)
        .post("/v1/query/sql")
        .then()
        .statusCode(200)
        .header("X-Druid-SQL-Query-Id", equalTo(id));
  }

  @Test
  void refusesTypeHeadersWithoutAHeader() {
    query(Map.of("query", "SELECT 1", "typesHeader", true))
        .then()
        .statusCode(400)
        .body("errorMessage", containsString("header"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "VARCHAR|\"Köln\"|Köln",
        "BIGINT|9007199254740993|9007199254740993",
        "INTEGER|7|7",
        "DOUBLE|1.5|1.5",
        "FLOAT|1.5|1.5",
        "BOOLEAN|true|true",
        "TIMESTAMP|\"2026-01-05T10:00:00Z\"|2026-01-05T10:00:00.000Z",
        "TIMESTAMP|1767607200000|2026-01-05T10:00:00.000Z",
        "DATE|\"2026-01-05\"|2026-01-05T00:00:00.000Z",
        "VARCHAR|null|",
        "VARCHAR|\"x' OR '1'='1\"|x' OR '1'='1",
      })
  void bindsParametersOfEachType(String type, String json, String text) {
    String body =
        """
        {"query": "SELECT ? AS v", "resultFormat": "csv", "parameters": [{"type": "%s", "value": %s}]}
        """
            .formatted(type, json);

    String answer =
        given().contentType(ContentType.JSON).body(body).post(SQL).then().extract().asString();

    assertThat(answer).isEqualTo((text == null ? "" : text) + "\n\n");
  }

  @Test
  void takesArraysAsParameters() {
    Map<String, Object> parameter = Map.of("type", "ARRAY", "value", List.of("Bonn", "Ulm"));

    query(
            Map.of(
                "query",
                    "SELECT COUNT(*) AS c FROM %s WHERE ARRAY_CONTAINS(?, \"city\") OR ARRAY_LENGTH(?) > 0"
                        .formatted(table()),
                "parameters", List.of(parameter, Map.of("type", "ARRAY", "value", List.of()))))
        .then()
        .statusCode(200)
        .body("c", equalTo(List.of(1)));
  }

  @Test
  void needsAValueForEachParameter() {
    query(Map.of("query", "SELECT ? AS v", "parameters", List.of()))
        .then()
        .statusCode(400)
        .body("category", equalTo("INVALID_INPUT"));
    query(Map.of("query", "SELECT ? AS v", "parameters", List.of(Map.of("value", 1))))
        .then()
        .statusCode(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "SELECT a.\"n\" FROM %1$s a JOIN %1$s b ON a.\"n\" = b.\"n\" WHERE a.\"n\" = 2|[[2]]",
        "SELECT MAX(c) FROM (SELECT \"city\", COUNT(*) AS c FROM %1$s GROUP BY 1)|[[2]]",
        "WITH x AS (SELECT \"n\" FROM %1$s WHERE \"n\" > 2) SELECT SUM(\"n\") FROM x|[[7]]",
        "SELECT \"n\" FROM %1$s WHERE \"n\" = 1 UNION ALL SELECT \"n\" FROM %1$s WHERE \"n\" = 2|[[1], [2]]",
        "SELECT \"n\", ROW_NUMBER() OVER (ORDER BY \"n\" DESC) FROM %1$s ORDER BY 1 LIMIT 1|[[1, 4]]",
        "SELECT \"n\" FROM %1$s WHERE \"city\" IN (SELECT \"city\" FROM %1$s WHERE \"n\" = 3) ORDER BY 1|[[1], [3]]",
        "SELECT COUNT(*) FROM %1$s WHERE \"city\" IS NULL|[[1]]",
        "SELECT COUNT(DISTINCT \"city\") FROM %1$s|[[2]]",
        "SELECT TIME_FLOOR(\"__time\", 'P1D'), COUNT(*) FROM %1$s GROUP BY 1 ORDER BY 1 LIMIT 1|[[2026-01-05T00:00:00.000Z, 2]]",
      })
  void understandsTheLanguage(String sql, String rows) {
    assertThat(rows(sql.formatted(table()))).hasToString(rows);
  }

  @Test
  void readsAndWritesTimesInTheZoneOfTheQuery() {
    Map<String, Object> body =
        Map.of(
            "query",
                "SELECT FLOOR(\"__time\" TO DAY) AS d FROM %s WHERE \"n\" = 1".formatted(table()),
            "context", Map.of("sqlTimeZone", "America/Los_Angeles"));

    query(body).then().statusCode(200).body("[0].d", equalTo("2026-01-05T00:00:00.000-08:00"));
  }

  @Test
  void writesArraysAsTextUnlessToldOtherwise() {
    String sql = "SELECT \"tags\" FROM %s WHERE \"n\" = 1".formatted(table());

    query(Map.of("query", sql)).then().body("[0].tags", equalTo("[\"a\",\"b\"]"));
    query(Map.of("query", sql, "context", Map.of("sqlStringifyArrays", false)))
        .then()
        .body("[0].tags", equalTo(List.of("a", "b")));
  }

  @Test
  void answersNothingForAnEmptyTable() {
    String empty = unique("empty");
    given()
        .contentType(ContentType.JSON)
        .body(Map.of("name", empty, "type", "detail"))
        .post(Api.TABLES)
        .then()
        .statusCode(201);

    assertThat(rows("SELECT * FROM \"%s\"".formatted(empty))).isEmpty();
    assertThat(rows("SELECT COUNT(*), MAX(\"__time\") FROM \"%s\"".formatted(empty)))
        .isEqualTo(List.of(Arrays.asList(0, null)));
  }

  @Test
  void readsSegmentsOfDifferentColumnsAsOneTable() {
    String table = unique("ragged");
    String line = "{\"ts\": \"2026-01-05T10:00:00Z\", \"a\": 1, \"b\": 2}\n";
    Api.completed(JobRequest.inline(table, line).time().column("a", "long"));
    Api.completed(JobRequest.inline(table, line).time().column("b", "long"));

    assertThat(rows("SELECT \"a\", \"b\" FROM \"%s\" ORDER BY \"a\" NULLS LAST".formatted(table)))
        .isEqualTo(List.of(Arrays.asList(1, null), Arrays.asList(null, 2)));
    assertThat(
            query(Map.of("query", "SELECT * FROM \"%s\"".formatted(table)))
                .jsonPath()
                .getMap("[0]"))
        .containsOnlyKeys("__time", "a", "b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "SELEC 1|1|1",
        "SELECT 1 FROM|1|13",
        "SELECT\\n  \"nope\" FROM %s|2|3",
        "SELECT * FROM \"no such table\"|1|15",
        "SELECT \"n\" + FROM %s|1|14",
        "SELECT NOPE(\"n\") FROM %s|1|8",
        "SELECT SUM(\"city\", 2) FROM %s|1|8",
        "SELECT \"city\", COUNT(*) FROM %s|1|8",
      })
  void pointsAtTheLineAndColumnOfAFault(String sql, String line, String column) {
    String text = sql.replace("\\n", "\n").formatted(table());

    query(Map.of("query", text))
        .then()
        .statusCode(400)
        .body("error", equalTo("druidException"))
        .body("errorCode", equalTo("invalidInput"))
        .body("persona", equalTo("USER"))
        .body("category", equalTo("INVALID_INPUT"))
        .body("context.line", equalTo(line))
        .body("context.column", equalTo(column))
        .body("errorMessage", containsString("line %s, column %s".formatted(line, column)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM TABLE(read_csv('/etc/passwd'))",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM \"/etc/passwd\"",
        "SELECT * FROM \"../x\"",
        "SELECT * FROM \"sqlite_master\"",
        "SELECT * FROM duckdb_settings()",
        "SELECT getenv('HOME')",
        "SELECT content FROM read_text('/etc/passwd')",
        "COPY (SELECT 1) TO '/tmp/x'",
        "ATTACH '/tmp/x'",
        "INSTALL httpfs",
        "PRAGMA database_list",
        "SET threads = 1",
        "DROP TABLE x",
        "INSERT INTO x SELECT 1",
        "SELECT 1; SELECT 2",
        "EXPLAIN SELECT 1",
        ""
      })
  void readsTablesAndNothingElse(String sql) {
    query(Map.of("query", sql))
        .then()
        .statusCode(400)
        .body("error", equalTo("druidException"))
        .body("errorMessage", not(equalTo("")))
        .body(not(containsString("root:")))
        .body(not(containsString("org.")))
        .body(not(containsString("java.")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "SELECT 1 / 0|400",
        "SELECT \"n\" / (\"n\" - 1) FROM %s|400",
        "SELECT MOD(\"n\", 0) FROM %s|400",
        "SELECT PARSE_JSON('{') FROM %s|400",
      })
  void answersWhatCannotBeComputedWithoutTheEnginesWords(String sql, int status) {
    query(Map.of("query", sql.formatted(table())))
        .then()
        .statusCode(status)
        .body("error", equalTo("druidException"))
        .body("category", equalTo("RUNTIME_FAILURE"))
        .body(not(containsString("duckdb")))
        .body(not(containsString("Error:")));
  }

  @ParameterizedTest
  @CsvSource({"sqlTimeZone, Mars", "sqlOuterLimit, -1", "timeout, x"})
  void namesTheContextParameterThatIsWrong(String name, String value) {
    query(Map.of("query", "SELECT 1", "context", Map.of(name, value)))
        .then()
        .statusCode(400)
        .body("errorMessage", containsString(name));
  }

  @Test
  void takesATimeoutFromTheContext() {
    String sql =
        "SELECT COUNT(*) FROM %1$s a, %1$s b, %1$s c, %1$s d, %1$s e, %1$s f, %1$s g, %1$s h, %1$s i, %1$s j, %1$s k, %1$s l, %1$s m, %1$s n, %1$s o, %1$s p, %1$s q WHERE a.\"n\" * b.\"n\" + c.\"n\" > d.\"n\" * q.\"n\""
            .formatted(table());

    query(Map.of("query", sql, "context", Map.of("timeout", 50)))
        .then()
        .statusCode(504)
        .body("category", equalTo("TIMEOUT"));
  }
}
