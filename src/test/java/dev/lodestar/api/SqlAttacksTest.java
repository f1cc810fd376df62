package dev.lodestar.api;

import static dev.lodestar.api.Api.unique;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SQL leads neither to the server's files and settings nor to its end. */
@QuarkusTest
class SqlAttacksTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  /** Far beyond the timeout, for machines that are busy; a query without end is longer. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private String table;

  @BeforeEach
  void load() {
    table = unique("target");
    String line = "{\"ts\": \"2024-01-01\", \"a\": \"b\", \"n\": 7}\n";
    Api.completed(
        JobRequest.inline(table, line.repeat(20)).time().column("a", "string").column("n", "long"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM TABLE(read_csv('/etc/passwd'))",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_blob('/etc/*')",
        "SELECT * FROM read_parquet('/etc/passwd')",
        "SELECT * FROM TABLE(read_parquet('https://127.0.0.1:1/x.parquet'))",
        "SELECT * FROM parquet_scan('/etc/passwd')",
        "SELECT * FROM glob('/*')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM \"/etc/passwd\"",
        "SELECT * FROM \"read_csv('/etc/passwd')\"",
        "SELECT * FROM \"x\" UNION ALL SELECT * FROM read_csv('/etc/passwd') --\"",
        "SELECT * FROM duckdb_settings()",
        "SELECT * FROM TABLE(duckdb_secrets())",
        "SELECT * FROM pragma_version()",
        "SELECT * FROM sqlite_master",
        "SELECT * FROM \"main\".\"t\"",
        "SELECT * FROM \"duckdb\".\"x\"",
        "SELECT * FROM pg_catalog.pg_tables",
        "SELECT * FROM query('SELECT 1')",
        "SELECT * FROM query_table('x')",
        "SELECT getenv('HOME')",
        "SELECT current_setting('temp_directory')",
        "SELECT version()",
        "SELECT read_text('/etc/passwd')",
        "SELECT \"getenv\"('HOME')",
        "SELECT getvariable('x')",
        "SELECT \"a\" COLLATE \"x\" FROM sqlite_temp_master",
        "COPY x TO '/tmp/x.csv'",
        "COPY (SELECT 1) TO '/tmp/x.csv'",
        "ATTACH '/tmp/x.db' AS x",
        "DETACH x",
        "INSTALL httpfs",
        "LOAD httpfs",
        "PRAGMA database_list",
        "CALL duckdb_settings()",
        "EXPORT DATABASE '/tmp/x'",
        "IMPORT DATABASE '/tmp/x'",
        "CREATE TABLE x AS SELECT 1",
        "CREATE MACRO x() AS 1",
        "CREATE SECRET x (TYPE s3)",
        "DROP TABLE x",
        "DELETE FROM x",
        "UPDATE x SET y = 1",
        "TRUNCATE TABLE x",
        "CHECKPOINT",
        "VACUUM",
        "SET memory_limit = '100GB'; COPY x TO 'y'",
        "RESET memory_limit",
        "SELECT 1; SELECT 2",
        "SELECT 1; COPY x TO '/tmp/x'",
        "SELECT 1 /* ; */ ; ATTACH 'x'",
        "SELECT LOOKUP('a', 'read_csv(''/etc/passwd'')')",
        "SELECT LOOKUP('a', 'x'') FROM read_csv(''/etc/passwd'') --')",
        "SELECT * FROM lookup.\"read_csv('/etc/passwd')\"",
        "SELECT * FROM TABLE(EXTERN('{\"type\": \"local\", \"baseDir\": \"/etc\", \"filter\": \"passwd\"}', '{\"type\": \"csv\"}')) EXTEND (x VARCHAR)",
        "SELECT * FROM TABLE(EXTERN('{\"type\": \"http\", \"uris\": [\"http://127.0.0.1:1/\"]}', '{\"type\": \"csv\"}')) EXTEND (x VARCHAR)",
        "SELECT * FROM TABLE(EXTERN('{\"type\": \"inline\", \"data\": \"a\"}', '{\"type\": \"csv\"}', '[{\"name\": \"x\", \"type\": \"string\"}]'))",
        "SELECT * FROM TABLE(LOCALFILES(baseDir => '/etc', filter => 'passwd', format => 'csv')) EXTEND (x VARCHAR)",
        "SELECT * FROM TABLE(HTTP(uris => ARRAY['http://127.0.0.1:1/'], format => 'csv')) EXTEND (x VARCHAR)",
        "REPLACE INTO x OVERWRITE ALL SELECT * FROM read_csv('/etc/passwd') PARTITIONED BY ALL",
        "INSERT INTO x SELECT * FROM TABLE(EXTERN('{\"type\": \"local\", \"files\": [\"/etc/passwd\"]}', '{\"type\": \"csv\"}')) EXTEND (x VARCHAR) PARTITIONED BY ALL",
      })
  void refusesWhatReachesBeyondTheTables(String sql) {
    Response answer = Api.query(Map.of("query", sql));

    assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(400);
    assertThat(answer.asString()).doesNotContain("root:", "Error:", "duckdb_s", "org.apache");
  }

  /** What SQL or the context sets is ours, never the engine's. */
  @Test
  void settingsOfStatementsReachNoSettingOfTheEngine() {
    for (String name : List.of("memory_limit", "enable_external_access", "lock_configuration")) {
      Response answer =
          Api.query(
              Map.of(
                  "query",
                  "SET %s = 'true'; SELECT COUNT(*) FROM \"%s\"".formatted(name, table),
                  "context",
                  Map.of(name, "1B'; ATTACH 'x")));

      assertThat(answer.statusCode()).as(name).isIn(200, 400);
    }
    assertStillServes();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\" FROM read_csv('/etc/passwd') --",
        "'); ATTACH 'x'; --",
        "/*",
        "$$",
        "a\\\" || getenv('HOME') || \\\"",
        "{0}",
        "a?b:c"
      })
  void namesOfColumnsAndTablesAreNoSql(String name) {
    String odd = unique("odd' \" ; --");
    String json = "{\"ts\": \"2024-01-01\", \"v\": \"kept\"}";
    Api.completed(JobRequest.inline(odd, json).time().field("v", "string").map(name, "\"v\""));

    String column = '"' + name.replace("\"", "\"\"") + '"';
    String from = '"' + odd.replace("\"", "\"\"") + '"';

    assertThat(
            Api.rows(
                "SELECT %s, COUNT(*) AS %s FROM %s GROUP BY 1 ORDER BY %s"
                    .formatted(column, column.replaceFirst("\"", "\"x"), from, column)))
        .isEqualTo(List.of(List.of("kept", 1)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT COUNT(*) FROM %1$s, %1$s, %1$s, %1$s, %1$s, %1$s, %1$s, %1$s, %1$s, %1$s, %1$s",
        "SELECT MAX(x.n) FROM %1$s x JOIN %1$s y ON x.n <= y.n JOIN %1$s z ON y.n <= z.n JOIN %1$s u ON u.n <= z.n JOIN %1$s v ON v.n <= u.n JOIN %1$s w ON w.n <= v.n JOIN %1$s q ON q.n <= w.n JOIN %1$s r ON r.n <= q.n",
        "SELECT ARRAY_AGG(x.a) FROM %1$s x, %1$s, %1$s, %1$s, %1$s, %1$s, %1$s, %1$s",
        "SELECT STRING_AGG(x.a, ',', 2000000000) FROM %1$s x, %1$s, %1$s, %1$s, %1$s, %1$s, %1$s, %1$s",
        "SELECT LISTAGG(x.a, ',') FROM %1$s x, %1$s, %1$s, %1$s, %1$s, %1$s, %1$s, %1$s",
        "SELECT COUNT(DISTINCT CONCAT(x.a, y.n, RAND())) FROM %1$s x, %1$s y, %1$s, %1$s, %1$s, %1$s, %1$s",
        "SELECT * FROM %1$s, %1$s y, %1$s z, %1$s u, %1$s v, %1$s w ORDER BY RAND()",
        "SELECT LENGTH(REPEAT(a, 2000000000)) FROM %1$s",
        "SELECT LENGTH(REPEAT(REPEAT(a, 100000), 100000)) FROM %1$s",
        "SELECT LENGTH(LPAD(a, 2147483647, 'x')) FROM %1$s",
        "SELECT LENGTH(REPLACE(REPEAT('a', 100000), 'a', REPEAT('b', 100000)))",
        "SELECT LENGTH(REPLACE(REPLACE(REPLACE(REPEAT('a', 10000), 'a', 'bbbbbbbbbbbb'), 'b', 'cccccccccccc'), 'c', REPEAT('d', 1000)))",
        "SELECT LENGTH(RPAD(a, 2147483647, a)) FROM %1$s",
        "SELECT REGEXP_LIKE(REPEAT('a', 100000), '(a+)+$') FROM %1$s",
        "SELECT REGEXP_REPLACE(REPEAT('a', 100000), '(a|aa)+b', 'x') FROM %1$s",
        "SELECT REGEXP_LIKE(a, '((a{1,1000}){1,1000}){1,1000}') FROM %1$s",
        "SELECT REGEXP_EXTRACT(a, '(((((((((((x*)*)*)*)*)*)*)*)*)*)*)', 99) FROM %1$s",
        "SELECT a FROM %1$s WHERE a LIKE REPEAT('%%a', 5000) OR REPEAT('a', 100000) LIKE REPEAT('%%a', 3000) || 'b'",
        "SELECT * FROM %1$s WHERE a SIMILAR TO '(a*)*b'",
        "SELECT REVERSE(REPEAT('a', 2147483648))",
        "SELECT ARRAY_LENGTH(STRING_TO_ARRAY(REPEAT('a,', 100000000), ','))",
        "SELECT COUNT(*) FROM UNNEST(STRING_TO_ARRAY(REPEAT('a,', 10000), ',')) AS t(x), UNNEST(STRING_TO_ARRAY(REPEAT('a,', 10000), ',')) AS u(y)",
        "SELECT STRING_TO_MV(REPEAT('a,', 100000000), ',')",
        "SELECT ARRAY_CONCAT(ARRAY_CONCAT(x, x), ARRAY_CONCAT(x, x)) FROM (SELECT ARRAY_AGG(n, 1000000000) AS x FROM %1$s)",
        "SELECT POWER(n, 1e308), n * 9223372036854775807, n / 0 FROM %1$s",
        "SELECT DECODE_BASE64_UTF8(REPEAT('QQ==', 100000000))",
        "SELECT PARSE_JSON(REPEAT('[', 100000))",
        "SELECT JSON_VALUE(PARSE_JSON(REPEAT('{\"a\":', 100000) || '1' || REPEAT('}', 100000)), '$.a.a')",
        "SELECT TIME_FORMAT(__time, REPEAT('yyyy', 1000000)) FROM %1$s",
        "SELECT TIME_SHIFT(__time, 'P1Y', 2147483647) FROM %1$s",
        "SELECT DS_THETA(CAST(RAND() * 1e18 AS BIGINT), 1073741824) FROM %1$s, %1$s, %1$s, %1$s",
        "SELECT APPROX_QUANTILE(n, 0.5, 2147483647) FROM %1$s",
        "WITH RECURSIVE r AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM r) SELECT COUNT(*) FROM r",
        "SELECT COUNT(*) OVER (ORDER BY RAND() ROWS BETWEEN 2147483647 PRECEDING AND 2147483647 FOLLOWING) FROM %1$s, %1$s, %1$s, %1$s",
        "SELECT NTILE(9223372036854775807) OVER (ORDER BY a), LAG(a, 9223372036854775807) OVER (ORDER BY a) FROM %1$s",
        "SELECT a FROM %1$s LIMIT 9223372036854775807 OFFSET 9223372036854775807",
        "SELECT * FROM TABLE(RANGE(1, 9000000000000000000))",
        "SELECT * FROM generate_series(1, 9000000000000000000)",
      })
  void endsWithinItsLimits(String form) {
    String sql = form.formatted('"' + table + '"');
    long begun = System.nanoTime();

    Response answer =
        Api.query(
            Map.of(
                "query",
                sql,
                "resultFormat",
                "arrayLines",
                "context",
                Map.of("timeout", TIMEOUT.toMillis())));
    Duration took = Duration.ofNanos(System.nanoTime() - begun);

    assertThat(answer.statusCode()).as(answer.asString()).isIn(200, 400, 504);
    assertThat(took).isLessThan(PATIENCE);
    assertStillServes();
  }

  private void assertStillServes() {
    assertThat(Api.rows("SELECT a, COUNT(*) FROM \"%s\" GROUP BY 1".formatted(table)))
        .isEqualTo(List.of(List.of("b", 20)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "getenv('HOME')",
        "read_text('/etc/passwd')",
        "current_setting('temp_directory')",
        "(SELECT 1)",
        "(SELECT \"x\" FROM read_csv('/etc/passwd'))",
        "\"v\" IN (SELECT \"file\" FROM glob('/*'))",
        "EXISTS (SELECT 1)",
        "\"v\"; ATTACH 'x'",
        "\"v\" FROM read_csv('/etc/passwd') --",
        "LOOKUP(\"v\", 'read_csv(''/etc/passwd'')')",
        "COLUMNS('.*')",
        "*",
        "/* ",
        "UNNEST(ARRAY[1])"
      })
  void refusesTheSameInMappingsAndFilters(String expression) {
    String name = unique("attacked");
    String json = "{\"ts\": \"2024-01-01\", \"v\": \"kept\"}";

    assertThat(
            Api.submit(
                    JobRequest.inline(name, json).time().field("v", "string").map("x", expression))
                .extract()
                .statusCode())
        .as("mapping")
        .isEqualTo(400);
    assertThat(
            Api.submit(
                    JobRequest.inline(name, json)
                        .time()
                        .column("v", "string")
                        .with("filterExpression", expression))
                .extract()
                .statusCode())
        .as("filter")
        .isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "REPEAT(\"v\", 2000000000)",
        "REGEXP_REPLACE(REPEAT('a', 100000), '(a|aa)+b', 'x')",
        "LPAD(\"v\", 2147483647, 'x')"
      })
  void jobsWithGreedyExpressionsEnd(String expression) {
    String name = unique("greedy");
    String json = "{\"ts\": \"2024-01-01\", \"v\": \"kept\"}\n".repeat(20);

    JsonPath job =
        Api.over(
            Api.accepted(
                JobRequest.inline(name, json).time().field("v", "string").map("x", expression)));

    assertThat(job.getString("executionStatus")).isIn("completed", "failed");
    assertStillServes();
  }
}
