package dev.lodestar.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import dev.lodestar.data.Granularity;
import dev.lodestar.data.Interval;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms of statements, data-plane specification 7.2, 7.3 and 10.1. */
class StatementTest {
  private final DruidSql sql = new DruidSql();

  private Statement.Ingest ingest(String text) {
    return (Statement.Ingest) sql.parse(text);
  }

  @Test
  void readsSetStatementsAsContext() {
    Statement statement =
        sql.parse(
            "SET sqlTimeZone = 'Asia/Tokyo'; set timeout = 5; SET \"a b\" = 1.5; SET c = TRUE;"
                + " SET d = NULL; SELECT 1;");

    assertThat(statement).isInstanceOf(Statement.Select.class);
    assertThat(statement.context())
        .hasToString(
            Map.copyOf(statement.context()).toString()) // a map of JSON values, checked below
        .containsOnlyKeys("sqlTimeZone", "timeout", "a b", "c", "d");
    assertThat(statement.context().get("sqlTimeZone").asText()).isEqualTo("Asia/Tokyo");
    assertThat(statement.context().get("timeout").asLong()).isEqualTo(5);
    assertThat(statement.context().get("a b").asDouble()).isEqualTo(1.5);
    assertThat(statement.context().get("c").asBoolean()).isTrue();
    assertThat(statement.context().get("d").isNull()).isTrue();
  }

  @Test
  void readsInsertWithItsClauses() {
    Statement.Ingest insert =
        ingest(
            "INSERT INTO \"t\" SELECT \"__time\", \"a\", 1 AS \"b\" FROM \"s\" WHERE \"a\" > 1"
                + " PARTITIONED BY HOUR CLUSTERED BY \"b\", a");

    assertThat(insert.table()).isEqualTo("t");
    assertThat(insert.overwrite()).isEqualTo(new Overwrite.Nothing());
    assertThat(insert.partitioning()).contains(Granularity.HOUR);
    assertThat(insert.clustering()).contains(List.of("b", "a"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT a, b + 1 AS c FROM s | 2, 1 | c a",
        "SELECT a, b + 1 FROM s | EXPR$1 | EXPR$1",
        "SELECT a, b + 1 FROM s | 2 | EXPR$1",
        "SELECT a, UPPER(b) AS u FROM s | UPPER(b), a | u a",
        "SELECT a FROM s | FLOOR(b), a | a",
      })
  void clustersByNamesNumbersAndExpressions(String query, String clustering, String columns) {
    Statement.Ingest insert = ingest("INSERT INTO t " + query + " CLUSTERED BY " + clustering);

    assertThat(insert.clustering()).contains(List.of(columns.split(" ")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GROUPING SETS ((a), ())", "ROLLUP (a)", "CUBE (a)", "a, ROLLUP (b)"})
  void refusesGroupingSetsInIngestions(String group) {
    assertThatThrownBy(
            () -> sql.parse("INSERT INTO t SELECT * FROM (SELECT 1 FROM s GROUP BY " + group + ")"))
        .hasMessageContaining(
            "GROUPING SETS, ROLLUP and CUBE are not supported in INSERT and REPLACE");
  }

  @Test
  void readsReplaceOfEverything() {
    Statement.Ingest replace =
        ingest(
            "REPLACE INTO druid.t OVERWRITE ALL WITH x AS (SELECT * FROM s) SELECT * FROM x"
                + " PARTITIONED BY ALL TIME");

    assertThat(replace.table()).isEqualTo("t");
    assertThat(replace.overwrite()).isEqualTo(new Overwrite.Everything());
    assertThat(replace.partitioning()).contains(Granularity.ALL);
    assertThat(replace.clustering()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "hour | HOUR",
        "DAY | DAY",
        "MONTH | MONTH",
        "YEAR | YEAR",
        "ALL | ALL",
        "ALL TIME | ALL",
        "'ALL' | ALL",
        "'day' | DAY",
        "'PT1S' | SECOND",
        "'PT5M' | FIVE_MINUTE",
        "'PT6H' | SIX_HOUR",
        "'P1W' | WEEK",
        "'P3M' | QUARTER",
        "TIME_FLOOR(__time, 'PT15M') | FIFTEEN_MINUTE",
        "TIME_FLOOR(\"__time\", 'P1Y') | YEAR",
        "FLOOR(__time TO DAY) | DAY",
        "FLOOR(__time TO QUARTER) | QUARTER"
      })
  void readsEveryFormOfGranularity(String text, Granularity unit) {
    assertThat(ingest("INSERT INTO t SELECT * FROM s PARTITIONED BY " + text).partitioning())
        .contains(unit);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "\"__time\" >= TIMESTAMP '2000-01-01 00:00:00' AND __time < TIMESTAMP '2000-01-02 00:00:00'"
            + " | [2000-01-01T00:00:00Z/2000-01-02T00:00:00Z]",
        "TIMESTAMP '2000-01-02' > __time AND NOT __time < TIMESTAMP '2000-01-01'"
            + " | [2000-01-01T00:00:00Z/2000-01-02T00:00:00Z]",
        "__time BETWEEN TIMESTAMP '2000-01-01' AND TIMESTAMP '2000-01-01 23:59:59.999'"
            + " | [2000-01-01T00:00:00Z/2000-01-02T00:00:00Z]",
        "__time >= TIMESTAMP '2000-01-01' AND __time < TIMESTAMP '2000-01-02'"
            + " OR __time >= TIMESTAMP '2000-01-02' AND __time < TIMESTAMP '2000-01-03'"
            + " OR __time >= TIMESTAMP '2001-01-01' AND __time < TIMESTAMP '2001-01-02'"
            + " | [2000-01-01T00:00:00Z/2000-01-03T00:00:00Z,"
            + " 2001-01-01T00:00:00Z/2001-01-02T00:00:00Z]"
      })
  void reducesOverwriteConditionsToIntervals(String condition, String intervals) {
    Statement.Ingest replace =
        ingest("REPLACE INTO t OVERWRITE WHERE " + condition + " SELECT * FROM s");

    assertThat(((Overwrite.Times) replace.overwrite()).intervals(ZoneOffset.UTC))
        .hasToString(intervals);
  }

  @Test
  void readsOverwriteTimesInTheZoneOfTheStatement() {
    Statement.Ingest replace =
        ingest("REPLACE INTO t OVERWRITE WHERE __time < TIMESTAMP '2000-01-01' SELECT * FROM s");

    assertThat(((Overwrite.Times) replace.overwrite()).intervals(ZoneId.of("America/Los_Angeles")))
        .containsExactly(
            new Interval(Granularity.ETERNITY.start(), Instant.parse("2000-01-01T08:00:00Z")));
  }

  @Test
  void readsExternalTablesWithTheirColumns() {
    Statement.Ingest insert =
        ingest(
            """
            INSERT INTO t SELECT a.x FROM TABLE(EXTERN('{"type":"inline","data":"1"}',
              '{"type":"csv"}', '[{"name":"x","type":"long"},{"name":"y","type":"ARRAY<STRING>"}]')) AS a
            JOIN TABLE(EXTERN(inputFormat => '{"type":"json"}', inputSource => '{}'))
              EXTEND (x BIGINT, d DOUBLE, e VARCHAR ARRAY, j TYPE('COMPLEX<json>')) AS b ON a.x = b.x
            CROSS JOIN TABLE(POLARIS_SOURCE('{"inputSchema":[{"name":"z","dataType":"json"}]}'))
            CROSS JOIN TABLE(POLARIS_UPLOADED(files => ARRAY['u','v'], format => 'csv')) (w VARCHAR)
            """);

    List<ExternalTable> externals = insert.query().externals();
    assertThat(externals.stream().map(ExternalTable::kind))
        .containsExactly(
            ExternalTable.Kind.EXTERN,
            ExternalTable.Kind.EXTERN,
            ExternalTable.Kind.POLARIS_SOURCE,
            ExternalTable.Kind.POLARIS_UPLOADED);
    assertThat(externals.get(0).columns())
        .containsExactly(new Column("x", DataType.LONG), new Column("y", DataType.STRING_ARRAY));
    assertThat(externals.get(1).columns())
        .containsExactly(
            new Column("x", DataType.LONG),
            new Column("d", DataType.DOUBLE),
            new Column("e", DataType.STRING_ARRAY),
            new Column("j", DataType.JSON));
    assertThat(externals.get(1).arguments())
        .isEqualTo(
            Map.of("inputFormat", List.of("{\"type\":\"json\"}"), "inputSource", List.of("{}")));
    assertThat(externals.get(2).columns()).containsExactly(new Column("z", DataType.JSON));
    assertThat(externals.get(3).arguments())
        .isEqualTo(Map.of("files", List.of("u", "v"), "format", List.of("csv")));
  }

  @Test
  void readsExplainOfQueriesAndIngestions() {
    Statement select = sql.parse("SET a = 1; EXPLAIN PLAN FOR SELECT 1");
    Statement replace = sql.parse("EXPLAIN PLAN FOR REPLACE INTO t OVERWRITE ALL SELECT * FROM s");

    assertThat(((Statement.Explain) select).explained()).isInstanceOf(Statement.Select.class);
    assertThat(select.context()).containsOnlyKeys("a");
    assertThat(((Statement.Explain) replace).explained()).isInstanceOf(Statement.Ingest.class);
  }

  @Test
  void keepsReplaceAsFunction() {
    assertThat(sql.parse("SELECT REPLACE('a', 'b', 'c')")).isInstanceOf(Statement.Select.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "SELEC 1 | Unexpected token \"SELEC\" at line 1, column 1.",
        "SELECT \"n\" + FROM t | Unexpected keyword FROM; a name that is a keyword needs double quotes at line 1, column 14.",
        "SELECT partitioned FROM t | Unexpected keyword PARTITIONED; a name that is a keyword needs double quotes at line 1, column 8.",
        "SELECT 1; SELECT 2 | Only SET statements can stand before another one; send one statement at a time at line 1, column 11.",
        "SET a = 1 | SET needs a statement after it that it is for at line 1, column 1.",
        "SET a = b; SELECT 1 | SET takes a literal; put a text into single quotes at line 1, column 9.",
        "INSERT INTO t SELECT * FROM s PARTITIONED BY WEEKS | PARTITIONED BY takes HOUR, DAY, MONTH, YEAR, ALL, a period such as 'PT1H', TIME_FLOOR(__time, 'P1D') or FLOOR(__time TO DAY) at line 1, column 46.",
        "INSERT INTO t OVERWRITE ALL SELECT * FROM s | INSERT takes no OVERWRITE; write REPLACE INTO at line 1, column 25.",
        "REPLACE INTO t SELECT * FROM s | REPLACE needs OVERWRITE ALL or OVERWRITE WHERE after the table at line 1, column 1.",
        "INSERT INTO t SELECT * FROM s ORDER BY x | An INSERT or REPLACE takes no ORDER BY; use CLUSTERED BY at line 1, column 31.",
        "INSERT INTO t SELECT * FROM s LIMIT 5 PARTITIONED BY DAY | LIMIT and OFFSET of an INSERT or REPLACE need PARTITIONED BY ALL at line 1, column 37.",
        "INSERT INTO t SELECT * FROM s CLUSTERED BY a DESC | Invalid CLUSTERED BY clause [`a` DESC]: cannot sort in descending order at line 1, column 44.",
        "INSERT INTO t SELECT * FROM s CLUSTERED BY 1 | CLUSTERED BY takes numbers of columns that the SELECT lists one by one at line 1, column 44.",
        "REPLACE INTO t OVERWRITE WHERE __time > '2000' SELECT * FROM s | OVERWRITE WHERE takes comparisons of __time with TIMESTAMP literals, joined by AND, OR and NOT, and nothing else at line 1, column 41.",
        "REPLACE INTO t OVERWRITE WHERE a = 1 SELECT * FROM s | OVERWRITE WHERE takes comparisons of __time with TIMESTAMP literals, joined by AND, OR and NOT, and nothing else at line 1, column 32.",
        "INSERT INTO sys.t SELECT * FROM s | Rows can only be written to a table, not to sys.t at line 1, column 13.",
        "SELECT * FROM TABLE(NOTHING('a')) | Table function NOTHING does not exist; use APPEND, EXTERN, POLARIS_SOURCE or POLARIS_UPLOADED at line 1, column 21.",
        "SELECT * FROM TABLE(EXTERN('{}', '{}')) | EXTERN needs its columns: write EXTEND (\"name\" TYPE, ...) after it at line 1, column 15."
      })
  void saysWhatIsWrongAndWhere(String text, String message) {
    assertThatThrownBy(() -> sql.parse(text))
        .isInstanceOfSatisfying(
            ServiceException.class,
            fault -> {
              assertThat(fault.code()).isEqualTo(ErrorCode.INVALID_SQL);
              assertThat(fault.messageText()).isEqualTo(message);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE FROM t",
        "UPDATE t SET a = 1",
        "MERGE INTO t USING s ON a = b WHEN MATCHED THEN UPDATE SET a = 1",
        "UPSERT INTO t SELECT * FROM s",
        "EXPLAIN PLAN FOR DELETE FROM t",
        "DESCRIBE t",
        "CALL f()",
        "ALTER SYSTEM SET a = 1",
        "INSERT INTO t (a, b) SELECT 1, 2",
        "RESET a; SELECT 1"
      })
  void refusesOtherStatements(String text) {
    assertThatThrownBy(() -> sql.parse(text))
        .isInstanceOfSatisfying(
            ServiceException.class,
            fault -> assertThat(fault.code()).isEqualTo(ErrorCode.NOT_SUPPORTED));
  }

  @ParameterizedTest
  @ValueSource(strings = {"CREATE TABLE t (a INT)", "DROP TABLE t", "TRUNCATE TABLE t", "PRAGMA x"})
  void knowsNoDefinitions(String text) {
    assertThatThrownBy(() -> sql.parse(text))
        .isInstanceOfSatisfying(
            ServiceException.class,
            fault -> assertThat(fault.code()).isEqualTo(ErrorCode.INVALID_SQL));
  }
}
