package dev.lodestar.api;

import static dev.lodestar.api.Api.count;
import static dev.lodestar.api.Api.over;
import static dev.lodestar.api.Api.rows;
import static dev.lodestar.api.Api.totals;
import static dev.lodestar.api.Api.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The life of an SQL job, as its submitter sees it. */
@QuarkusTest
class SqlJobTest {
  private static final String EVENTS =
      """
      (VALUES (TIMESTAMP '2026-01-01 10:00:00', 'a', 1), (TIMESTAMP '2026-01-01 11:00:00', 'b', 2),
        (TIMESTAMP '2026-01-02 10:00:00', 'a', 3)) AS v("__time", "k", "n")""";

  private static ValidatableResponse submit(String query, Object... more) {
    Map<String, Object> body = new HashMap<>(Map.of("type", "sql", "query", query));
    for (int i = 0; i < more.length; i += 2) {
      body.put((String) more[i], more[i + 1]);
    }
    return given().contentType(ContentType.JSON).body(body).post(Api.JOBS).then();
  }

  private static String completed(String query, Object... more) {
    String id = submit(query, more).statusCode(201).extract().path("id");
    JsonPath end = over(id);
    assertThat(end.getString("executionStatus")).as(end.getString("health")).isEqualTo("completed");
    return id;
  }

  private static JsonPath failed(String query, Object... more) {
    JsonPath end = over(submit(query, more).statusCode(201).extract().path("id"));
    assertThat(end.getString("executionStatus")).isEqualTo("failed");
    return end;
  }

  /** A table of the three events. */
  private static String events() {
    String table = unique("events");
    completed(
        "INSERT INTO \"%s\" SELECT * FROM %s PARTITIONED BY DAY".formatted(table, EVENTS),
        "createTableIfNotExists",
        true);
    return table;
  }

  @Test
  void answersTheJobWithItsQuery() {
    String table = unique("t");
    String query = "INSERT INTO \"%s\" SELECT * FROM %s".formatted(table, EVENTS);

    submit(
            query,
            "createTableIfNotExists",
            true,
            "context",
            Map.of("sqlTimeZone", "UTC"),
            "parameters",
            List.of())
        .statusCode(201)
        .body("type", equalTo("sql"))
        .body("query", equalTo(query))
        .body("target.tableName", equalTo(table))
        .body("context.sqlTimeZone", equalTo("UTC"))
        .body("spec.query", equalTo(query))
        .body("executionStatus", equalTo("pending"));
  }

  @Test
  void keepsTheSpecOfARequestWithoutATypeAsItCame() {
    given()
        .contentType(ContentType.JSON)
        .body(
            Map.of(
                "query",
                "INSERT INTO \"%s\" SELECT * FROM %s".formatted(unique("t"), EVENTS),
                "createTableIfNotExists",
                true))
        .post(Api.JOBS)
        .then()
        .statusCode(201)
        .body("type", equalTo("sql"))
        .body("spec", not(hasKey("type")));
  }

  @Test
  void makesATableOfAQuery() {
    String table = events();

    assertThat(rows("SELECT \"__time\", \"k\", \"n\" FROM \"%s\" ORDER BY \"n\"".formatted(table)))
        .isEqualTo(
            List.of(
                List.of("2026-01-01T10:00:00.000Z", "a", 1),
                List.of("2026-01-01T11:00:00.000Z", "b", 2),
                List.of("2026-01-02T10:00:00.000Z", "a", 3)));
    JsonPath described = Api.get(Api.TABLES + "/" + table);
    assertThat(described.getString("partitioningGranularity")).isEqualTo("day");
    assertThat(described.getString("queryableSchema.find { it.name == 'n' }.dataType"))
        .isEqualTo("long");
  }

  @Test
  void takesAJobWithoutTypeAsSql() {
    String table = unique("untyped");

    given()
        .contentType(ContentType.JSON)
        .body(
            Map.of(
                "query",
                "INSERT INTO \"%s\" SELECT * FROM %s".formatted(table, EVENTS),
                "createTableIfNotExists",
                true))
        .post(Api.JOBS)
        .then()
        .statusCode(201)
        .body("type", equalTo("sql"));
  }

  @Test
  void matchesColumnsByNameAndReadsOtherTables() {
    String source = events();
    String target = unique("sums");

    String id =
        completed(
            """
            INSERT INTO "%s" SELECT COUNT(*) AS "c", SUM(e."n") AS "total", FLOOR(e."__time" TO DAY) AS "__time",
              l."label" FROM "%s" AS e JOIN (VALUES ('a', 'first'), ('b', 'second')) AS l("k", "label") ON e."k" = l."k"
            GROUP BY FLOOR(e."__time" TO DAY), l."label" PARTITIONED BY MONTH CLUSTERED BY "label\""""
                .formatted(target, source),
            "createTableIfNotExists",
            true);

    assertThat(
            rows(
                "SELECT \"__time\", \"label\", \"c\", \"total\" FROM \"%s\" ORDER BY 1, 2"
                    .formatted(target)))
        .isEqualTo(
            List.of(
                List.of("2026-01-01T00:00:00.000Z", "first", 1, 1),
                List.of("2026-01-01T00:00:00.000Z", "second", 1, 2),
                List.of("2026-01-02T00:00:00.000Z", "first", 1, 3)));
    assertThat(totals(id)).containsEntry("numRowsPersisted", 3);
    assertThat(Api.get(Api.TABLES + "/" + target).getList("clusteringColumns"))
        .isEqualTo(List.of("label"));
  }

  @Test
  void readsInlineDataInBothWays() {
    String table = unique("inline");
    completed(
        """
        INSERT INTO "%s" SELECT TIME_PARSE("t") AS "__time", "n", "tags" FROM TABLE(EXTERN(
          '{"type":"inline","data":"t,n,tags\\n2026-01-01,1,x\\n2026-01-02,oops,y"}',
          '{"type":"csv","findColumnsFromHeader":true}'))
          EXTEND ("t" VARCHAR, "n" BIGINT, "tags" VARCHAR ARRAY)"""
            .formatted(table),
        "createTableIfNotExists",
        true);
    String second =
        completed(
            """
        INSERT INTO "%s" SELECT TIME_PARSE("t") AS "__time", "n" FROM TABLE(POLARIS_SOURCE(
          '{"type":"inline","data":"{\\"t\\":\\"2026-01-03\\",\\"n\\":3}\\nbroken\\n{\\"t\\":\\"2026-01-04\\"}",
            "inputSchema":[{"name":"t","dataType":"string"},{"name":"n","dataType":"long"}]}'))"""
                .formatted(table));

    assertThat(rows("SELECT \"n\", \"tags\" FROM \"%s\" ORDER BY \"__time\"".formatted(table)))
        .hasToString("[[1, [\"x\"]], [null, [\"y\"]], [3, null], [null, null]]");
    assertThat(totals(second))
        .containsEntry("numRowsSkippedByError", 1)
        .containsEntry("numRowsPersisted", 2);
    assertThat(over(second).getString("health.code")).isEqualTo("invalid_rows_found");
  }

  @Test
  void readsUploadedFiles() {
    String table = unique("uploaded");
    String file =
        Api.upload(
            unique("f") + ".json",
            Api.bytes("{\"t\":\"2026-01-01\",\"n\":1}\n{\"t\":\"2026-01-01\",\"n\":2}"));

    completed(
        """
        INSERT INTO "%s" SELECT TIME_PARSE(a."t") AS "__time", a."n" + b."n" AS "n" FROM
          TABLE(POLARIS_SOURCE('{"fileList":["%s"]}')) ("t" VARCHAR, "n" BIGINT) AS a
          JOIN TABLE(POLARIS_UPLOADED(files => ARRAY['%s'])) EXTEND ("t" VARCHAR, "n" BIGINT) AS b
            ON a."t" = b."t"
        """
            .formatted(table, file, file),
        "createTableIfNotExists",
        true);

    assertThat(rows("SELECT \"n\" FROM \"%s\" ORDER BY 1".formatted(table)))
        .isEqualTo(List.of(List.of(2), List.of(3), List.of(3), List.of(4)));
  }

  @Test
  void replacesEverything() {
    String table = events();

    completed(
        "REPLACE INTO \"%s\" OVERWRITE ALL SELECT \"__time\", \"n\" * 10 AS \"m\" FROM \"%s\" WHERE \"k\" = ?"
            .formatted(table, table),
        "parameters",
        List.of(Map.of("type", "VARCHAR", "value", "a")));

    assertThat(rows("SELECT * FROM \"%s\" ORDER BY 1".formatted(table)))
        .isEqualTo(
            List.of(
                List.of("2026-01-01T10:00:00.000Z", 10), List.of("2026-01-02T10:00:00.000Z", 30)));
    assertThat(Api.get(Api.TABLES + "/" + table).getLong("totalRows")).isEqualTo(2);
  }

  @Test
  void replacesTimesAndLeavesOtherRowsOut() {
    String table = events();

    String id =
        completed(
            """
            REPLACE INTO "%s" OVERWRITE WHERE "__time" >= TIMESTAMP '2026-01-01' AND "__time" < TIMESTAMP '2026-01-02'
            SELECT "__time", 'new' AS "k", "n" FROM "%s"
            """
                .formatted(table, table));

    assertThat(rows("SELECT \"k\", \"n\" FROM \"%s\" ORDER BY 2".formatted(table)))
        .isEqualTo(List.of(List.of("new", 1), List.of("new", 2), List.of("a", 3)));
    assertThat(totals(id)).containsEntry("numRowsPersisted", 2);
  }

  @Test
  void replacesWithNothingWhenTheQueryIsEmpty() {
    String table = events();

    completed(
        "REPLACE INTO \"%s\" OVERWRITE ALL SELECT * FROM \"%s\" WHERE \"n\" > 99"
            .formatted(table, table));

    assertThat(count(table)).isZero();
  }

  @Test
  void keepsOldRowsWhenReplaceFails() {
    String table = events();

    JsonPath job =
        failed(
            "REPLACE INTO \"%s\" OVERWRITE ALL SELECT CAST(NULL AS TIMESTAMP) AS \"__time\", 1 AS \"n\""
                .formatted(table));

    assertThat(job.getString("health.code")).isEqualTo("null_timestamp");
    assertThat(count(table)).isEqualTo(3);
  }

  @Test
  void appendsAfterReplace() {
    String table = events();
    String replace = "REPLACE INTO \"%s\" OVERWRITE ALL SELECT * FROM %s".formatted(table, EVENTS);
    String append = "INSERT INTO \"%s\" SELECT * FROM %s".formatted(table, EVENTS);

    List<String> jobs =
        List.of(replace, append, append, replace, append).stream()
            .map(query -> submit(query).statusCode(201).extract().<String>path("id"))
            .toList();
    jobs.forEach(job -> assertThat(over(job).getString("executionStatus")).isEqualTo("completed"));

    assertThat(count(table)).isEqualTo(6);
  }

  @Test
  void storesTheEpochWhereNoTimeIsNeeded() {
    String table = unique("timeless");

    completed(
        "INSERT INTO \"%s\" SELECT 1 AS \"n\" PARTITIONED BY ALL".formatted(table),
        "createTableIfNotExists",
        true);

    assertThat(rows("SELECT \"__time\", \"n\" FROM \"%s\"".formatted(table)))
        .isEqualTo(List.of(List.of("1970-01-01T00:00:00.000Z", 1)));
  }

  @Test
  void explainsWithoutRunning() {
    String table = events();

    List<Object> row =
        rows("EXPLAIN PLAN FOR REPLACE INTO \"new\" OVERWRITE ALL SELECT * FROM \"%s\" PARTITIONED BY DAY CLUSTERED BY \"k\""
                .formatted(table))
            .getFirst();
    List<Object> select =
        rows("EXPLAIN PLAN FOR SELECT COUNT(*) AS \"c\" FROM \"%s\"".formatted(table)).getFirst();

    assertThat(row.get(1))
        .isEqualTo(
            "[{\"name\":\"%s\",\"type\":\"DATASOURCE\"},{\"name\":\"new\",\"type\":\"DATASOURCE\"}]"
                .formatted(table));
    assertThat(row.get(2))
        .isEqualTo(
            "{\"statementType\":\"REPLACE\",\"targetDataSource\":\"new\",\"partitionedBy\":\"DAY\",\"clusteredBy\":[\"k\"],\"replaceTimeChunks\":\"all\"}");
    assertThat(select.get(0).toString())
        .contains("\"signature\":[{\"name\":\"c\",\"type\":\"LONG\"}]")
        .doesNotContain("read_parquet");
    assertThat(select.get(2)).isEqualTo("{\"statementType\":\"SELECT\"}");
  }

  @Test
  void obeysSetStatementsBeforeContext() {
    String table = unique("zoned");

    completed(
        "SET sqlTimeZone = 'Asia/Tokyo'; INSERT INTO \"%s\" SELECT TIMESTAMP '2026-01-01 09:00:00' AS \"__time\""
            .formatted(table),
        "createTableIfNotExists",
        true,
        "context",
        Map.of("sqlTimeZone", "America/New_York"));

    assertThat(rows("SELECT \"__time\" FROM \"%s\"".formatted(table)))
        .isEqualTo(List.of(List.of("2026-01-01T00:00:00.000Z")));
  }

  @Test
  void failsOnUnreadableRecordsAboveTheLimitAndOnNoRows() {
    String table = unique("strict");
    String broken =
        """
        INSERT INTO "%s" SELECT TIME_PARSE("t") AS "__time" FROM TABLE(EXTERN(
          '{"type":"inline","data":"nope"}', '{"type":"json"}', '[{"name":"t","type":"string"}]'))"""
            .formatted(table);

    JsonPath tooMany =
        failed(broken, "createTableIfNotExists", true, "context", Map.of("maxParseExceptions", 0));
    JsonPath empty = failed("SET failOnEmptyInsert = TRUE; " + broken);

    assertThat(tooMany.getString("health.code")).isEqualTo("cannot_parse_source");
    assertThat(empty.getString("health.code")).isEqualTo("no_rows_ingested");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "SELECT 1 | SELECT stores no rows",
        "EXPLAIN PLAN FOR SELECT 1 | EXPLAIN stores no rows",
        "INSERT INTO nowhere SELECT CURRENT_TIMESTAMP AS \"__time\" | Table nowhere does not exist",
        "INSERT INTO %s (a) SELECT 1 | list of columns",
        "INSERT INTO %s SELECT 1 AS \"n\" | needs a column __time",
        "INSERT INTO %s SELECT '2026' AS \"__time\" | must be a TIMESTAMP",
        "INSERT INTO %s SELECT CURRENT_TIMESTAMP AS \"__time\", 1 AS \"K\" | case",
        "INSERT INTO %s SELECT * FROM nothing | Object 'nothing' not found",
        "INSERT INTO %s SELECT * FROM TABLE(EXTERN('{\"type\":\"http\"}', '{\"type\":\"json\"}', '[{\"name\":\"t\",\"type\":\"string\"}]')) | inline data only",
        "INSERT INTO %s SELECT * FROM TABLE(POLARIS_SOURCE('{\"fileList\":[\"none\"],\"inputSchema\":[{\"name\":\"t\",\"dataType\":\"string\"}]}')) | File none does not exist",
        "REPLACE INTO %s OVERWRITE WHERE __time < TIMESTAMP '2026-01-01 12:00:00' SELECT * FROM %s PARTITIONED BY DAY | does not align",
        "INSERT INTO %s SELECT * FROM %s CLUSTERED BY other | not a column of the query",
        "DELETE FROM %s | DELETE is not supported"
      })
  void refusesWhatCannotRun(String query, String words) {
    String table = events();

    submit(query.replace("%s", '"' + table + '"'))
        .statusCode(400)
        .body("message", containsString(words))
        .body("target", containsString("query"));
    assertThat(count(table)).isEqualTo(3);
  }
}
