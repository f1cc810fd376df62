package dev.lodestar.api;

import static dev.lodestar.api.Api.query;
import static dev.lodestar.api.Api.rows;
import static dev.lodestar.api.Api.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
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

/** INFORMATION_SCHEMA and sys, as clients of Druid ask them. */
@QuarkusTest
class MetadataTablesTest {
  private static final AtomicReference<String> TABLE = new AtomicReference<>();
  private static final AtomicReference<String> JOB = new AtomicReference<>();

  /** One table of every type, with a name and a column that need quoting, and two segments. */
  @BeforeEach
  void load() {
    if (TABLE.get() == null) {
      String table = unique("meta");
      RestAssured.given()
          .contentType(ContentType.JSON)
          .body(
              """
              {"name": "%s", "type": "detail", "schema": [
                {"name": "__time", "dataType": "timestamp"}, {"name": "s", "dataType": "string"},
                {"name": "n", "dataType": "long"}, {"name": "d", "dataType": "double"},
                {"name": "f", "dataType": "float"}, {"name": "tags", "dataType": "stringArray"},
                {"name": "j", "dataType": "json"}, {"name": "h", "dataType": "HLLSketch"},
                {"name": "q", "dataType": "quantilesDoublesSketch"},
                {"name": "t", "dataType": "thetaSketch"}]}
              """
                  .formatted(table))
          .post(Api.TABLES)
          .then()
          .statusCode(201);
      JOB.set(
          Api.completed(
              JobRequest.inline(
                      table,
                      """
                      {"ts": "2026-01-05T10:00:00Z", "s": "a", "n": 1}
                      {"ts": "2026-01-06T10:00:00Z", "s": "b", "n": 2}
                      """)
                  .time()
                  .column("s", "string")
                  .column("n", "long")));
      TABLE.set(table);
    }
  }

  private static List<List<Object>> of(String sql) {
    return rows(sql.replace("TABLE!", TABLE.get()));
  }

  @Test
  void answersTheQueriesOfPydruid() {
    assertThat(of("SELECT SCHEMA_NAME FROM INFORMATION_SCHEMA.SCHEMATA"))
        .containsExactlyInAnyOrder(
            List.of("INFORMATION_SCHEMA"),
            List.of("druid"),
            List.of("lookup"),
            List.of("sys"),
            List.of("view"));
    assertThat(of("SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES"))
        .contains(List.of(TABLE.get()), List.of("TABLES"), List.of("segments"));
    assertThat(of("SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = 'druid'"))
        .contains(List.of(TABLE.get()))
        .doesNotContain(List.of("TABLES"));
    assertThat(
            of(
                "SELECT COUNT(*) > 0 AS exists_ FROM INFORMATION_SCHEMA.TABLES"
                    + " WHERE TABLE_NAME = 'TABLE!'"))
        .isEqualTo(List.of(List.of(true)));
    assertThat(
            of(
                "SELECT COUNT(*) > 0 AS exists_ FROM INFORMATION_SCHEMA.TABLES"
                    + " WHERE TABLE_NAME = 'it''s none'"))
        .isEqualTo(List.of(List.of(false)));
    assertThat(
            of(
                "SELECT COLUMN_NAME, JDBC_TYPE, IS_NULLABLE, COLUMN_DEFAULT"
                    + " FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_NAME = 'TABLE!'"
                    + " AND TABLE_SCHEMA = 'druid'"))
        .containsExactlyInAnyOrder(
            Arrays.asList("__time", 93, "NO", null),
            Arrays.asList("s", 12, "YES", null),
            Arrays.asList("n", -5, "YES", null),
            Arrays.asList("d", 8, "YES", null),
            Arrays.asList("f", 6, "YES", null),
            Arrays.asList("tags", 2003, "YES", null),
            Arrays.asList("j", 1111, "YES", null),
            Arrays.asList("h", 1111, "YES", null),
            Arrays.asList("q", 1111, "YES", null),
            Arrays.asList("t", 1111, "YES", null));
    assertThat(of("SELECT 1")).isEqualTo(List.of(List.of(1)));
  }

  @Test
  void namesTypesAsDruidDoes() {
    assertThat(
            of(
                "SELECT \"ORDINAL_POSITION\", \"COLUMN_NAME\", \"DATA_TYPE\""
                    + " FROM INFORMATION_SCHEMA.COLUMNS WHERE \"TABLE_NAME\" = 'TABLE!'"
                    + " ORDER BY \"ORDINAL_POSITION\""))
        .containsExactly(
            List.of(0, "__time", "TIMESTAMP"),
            List.of(1, "s", "VARCHAR"),
            List.of(2, "n", "BIGINT"),
            List.of(3, "d", "DOUBLE"),
            List.of(4, "f", "FLOAT"),
            List.of(5, "tags", "ARRAY"),
            List.of(6, "j", "COMPLEX<json>"),
            List.of(7, "h", "COMPLEX<HLLSketch>"),
            List.of(8, "q", "COMPLEX<quantilesDoublesSketch>"),
            List.of(9, "t", "COMPLEX<thetaSketch>"));
  }

  @Test
  void describesItself() {
    assertThat(
            of(
                "SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE FROM INFORMATION_SCHEMA.TABLES"
                    + " WHERE TABLE_TYPE = 'SYSTEM_TABLE' AND TABLE_SCHEMA = 'sys'"
                    + " ORDER BY TABLE_NAME"))
        .containsExactly(
            List.of("sys", "segments", "SYSTEM_TABLE"),
            List.of("sys", "server_segments", "SYSTEM_TABLE"),
            List.of("sys", "servers", "SYSTEM_TABLE"),
            List.of("sys", "supervisors", "SYSTEM_TABLE"),
            List.of("sys", "tasks", "SYSTEM_TABLE"));
    assertThat(
            of(
                "SELECT COLUMN_NAME, DATA_TYPE, IS_NULLABLE FROM INFORMATION_SCHEMA.COLUMNS"
                    + " WHERE TABLE_SCHEMA = 'INFORMATION_SCHEMA' AND TABLE_NAME = 'COLUMNS'"
                    + " AND COLUMN_NAME IN ('JDBC_TYPE', 'DATA_TYPE') ORDER BY 1"))
        .containsExactly(
            List.of("DATA_TYPE", "VARCHAR", "YES"), List.of("JDBC_TYPE", "BIGINT", "YES"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        // Superset
        "SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = 'druid' AND TABLE_NAME = 'TABLE!'|[[TABLE!]]",
        "SELECT \"TABLE_NAME\" AS \"TABLE_NAME\" FROM \"INFORMATION_SCHEMA\".\"TABLES\" WHERE \"TABLE_NAME\" = 'TABLE!' LIMIT 1001|[[TABLE!]]",
        "SELECT COUNT(*) FROM (SELECT * FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_NAME = 'TABLE!') AS virtual_table|[[10]]",
        // Metabase and JDBC-like clients
        "SELECT c.TABLE_SCHEMA, c.COLUMN_NAME FROM INFORMATION_SCHEMA.COLUMNS c JOIN INFORMATION_SCHEMA.TABLES t ON c.TABLE_SCHEMA = t.TABLE_SCHEMA AND c.TABLE_NAME = t.TABLE_NAME WHERE t.TABLE_NAME = 'TABLE!' AND c.ORDINAL_POSITION < 2 ORDER BY c.ORDINAL_POSITION|[[druid, __time], [druid, s]]",
        "SELECT TABLE_CATALOG AS TABLE_CAT, TABLE_SCHEMA AS TABLE_SCHEM, TABLE_TYPE FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_CATALOG = 'druid' AND TABLE_NAME LIKE 'TABLE!%'|[[druid, druid, TABLE]]",
        "SELECT DISTINCT TABLE_TYPE FROM INFORMATION_SCHEMA.TABLES ORDER BY 1|[[SYSTEM_TABLE], [TABLE]]",
        // the language
        "SELECT TABLE_TYPE, COUNT(*) > 3 FROM INFORMATION_SCHEMA.TABLES GROUP BY 1 HAVING TABLE_TYPE <> 'TABLE'|[[SYSTEM_TABLE, true]]",
        "SELECT COLUMN_NAME FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_NAME IN (SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_NAME = 'TABLE!') AND JDBC_TYPE = -5|[[n]]",
        "SELECT INFORMATION_SCHEMA.TABLES.TABLE_NAME FROM INFORMATION_SCHEMA.TABLES WHERE INFORMATION_SCHEMA.TABLES.TABLE_NAME = 'TABLE!'|[[TABLE!]]",
        "WITH t AS (SELECT * FROM INFORMATION_SCHEMA.TABLES) SELECT COUNT(*) FROM t WHERE TABLE_NAME = 'TABLE!'|[[1]]",
        "SELECT MAX(ORDINAL_POSITION) FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_NAME = 'TABLE!'|[[9]]",
        "SELECT 'x' FROM INFORMATION_SCHEMA.SCHEMATA WHERE SCHEMA_NAME = 'sys' UNION ALL SELECT 'y'|[[x], [y]]",
      })
  void answersOrdinarySql(String sql, String rows) {
    assertThat(of(sql)).hasToString(rows.replace("TABLE!", TABLE.get()));
  }

  @Test
  void listsFunctionsWithTheirParameters() {
    assertThat(
            of(
                "SELECT ROUTINE_CATALOG, ROUTINE_SCHEMA, ROUTINE_NAME, ROUTINE_TYPE, IS_AGGREGATOR"
                    + " FROM INFORMATION_SCHEMA.ROUTINES WHERE ROUTINE_NAME IN ('TIME_FLOOR', 'SUM')"
                    + " ORDER BY 3"))
        .containsExactly(
            List.of("druid", "INFORMATION_SCHEMA", "SUM", "FUNCTION", "YES"),
            List.of("druid", "INFORMATION_SCHEMA", "TIME_FLOOR", "FUNCTION", "NO"));
    assertThat(
            of(
                "SELECT SIGNATURES FROM INFORMATION_SCHEMA.ROUTINES WHERE ROUTINE_NAME = 'TIME_FLOOR'"))
        .singleElement()
        .asString()
        .contains("TIME_FLOOR(");
    assertThat(
            of(
                "SELECT ORDINAL_POSITION, IS_OPTIONAL FROM INFORMATION_SCHEMA.PARAMETERS"
                    + " WHERE SPECIFIC_NAME = 'TIME_FLOOR' ORDER BY 1"))
        .containsExactly(List.of(1, "NO"), List.of(2, "NO"), List.of(3, "YES"), List.of(4, "YES"));
    assertThat(
            of(
                "SELECT COUNT(*) FROM INFORMATION_SCHEMA.ROUTINES"
                    + " WHERE SIGNATURES IS NULL OR SIGNATURES = ''"))
        .isEqualTo(List.of(List.of(0)));
  }

  @Test
  void showsSegmentsAndWhereTheyAre() {
    assertThat(
            of(
                "SELECT segment_id, \"start\", \"end\", num_rows, is_active, is_available, is_realtime,"
                    + " partition_num, dimensions FROM sys.segments WHERE datasource = 'TABLE!'"
                    + " ORDER BY \"start\""))
        .hasSize(2)
        .first()
        .satisfies(
            row -> {
              assertThat((String) row.getFirst())
                  .startsWith(TABLE.get() + "_2026-01-05T00:00:00.000Z_2026-01-06T00:00:00.000Z_");
              assertThat(row.subList(1, 9))
                  .isEqualTo(
                      List.of(
                          "2026-01-05T00:00:00.000Z",
                          "2026-01-06T00:00:00.000Z",
                          1,
                          1,
                          1,
                          0,
                          0,
                          "[\"s\",\"n\"]"));
            });
    assertThat(
            of(
                "SELECT COUNT(*), SUM(s.num_rows) FROM sys.segments s JOIN sys.server_segments x"
                    + " ON s.segment_id = x.segment_id JOIN sys.servers v ON x.server = v.server"
                    + " WHERE s.datasource = 'TABLE!'"))
        .isEqualTo(List.of(List.of(2, 2)));
    assertThat(of("SELECT COUNT(*) FROM sys.supervisors")).isEqualTo(List.of(List.of(0)));
  }

  @Test
  void showsJobsAsTasks() {
    assertThat(
            of(
                "SELECT task_id, type, datasource, status, runner_status_code, error_msg,"
                    + " duration >= 0 FROM sys.tasks WHERE datasource = 'TABLE!'"))
        .isEqualTo(
            List.of(Arrays.asList(JOB.get(), "batch", TABLE.get(), "SUCCESS", "NONE", null, true)));
  }

  @Test
  void bindsParametersAndWritesEveryFormat() {
    Map<String, Object> body =
        Map.of(
            "query",
            "SELECT TABLE_NAME, TABLE_TYPE FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_NAME = ?",
            "parameters",
            List.of(Map.of("type", "VARCHAR", "value", TABLE.get())),
            "resultFormat",
            "csv",
            "header",
            true);

    assertThat(query(body).then().statusCode(200).extract().asString())
        .isEqualTo("TABLE_NAME,TABLE_TYPE\n%s,TABLE\n\n".formatted(TABLE.get()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT COUNT(*) FROM INFORMATION_SCHEMA.TABLES t JOIN \"TABLE!\" x ON t.TABLE_NAME = x.\"s\"",
        "SELECT COUNT(*) FROM \"TABLE!\" WHERE \"s\" IN (SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES)",
        "SELECT datasource FROM sys.segments UNION ALL SELECT \"s\" FROM druid.\"TABLE!\"",
      })
  void refusesToJoinSystemTablesWithData(String sql) {
    query(Map.of("query", sql.replace("TABLE!", TABLE.get())))
        .then()
        .statusCode(400)
        .body("category", equalTo("INVALID_INPUT"))
        .body("errorMessage", containsString("cannot be queried together with table"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM information_schema.tables",
        "SELECT * FROM INFORMATION_SCHEMA.tables",
        "SELECT table_name FROM INFORMATION_SCHEMA.TABLES",
        "SELECT * FROM TABLES",
        "SELECT * FROM segments",
        "SELECT * FROM sys.nothing",
        "SELECT * FROM lookup.nothing",
        "SELECT * FROM \"sys.segments\"",
        "SELECT * FROM temp.main.\"sys.segments\"",
        "SELECT * FROM information_schema.\"columns\"",
        "SELECT * FROM duckdb_tables",
      })
  void comparesNamesExactly(String sql) {
    query(Map.of("query", sql))
        .then()
        .statusCode(400)
        .body("category", equalTo("INVALID_INPUT"))
        .body("errorMessage", containsString("not found"));
  }
}
