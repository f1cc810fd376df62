package dev.lodestar.api;

import static dev.lodestar.api.Api.completed;
import static dev.lodestar.api.Api.over;
import static dev.lodestar.api.Api.rows;
import static dev.lodestar.api.Api.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON_VALUE of stored columns, read from hidden columns or from the documents. */
@QuarkusTest
class JsonLeavesTest {
  /** Makes the operand an expression, which is read from the document. */
  private static final String FROM_DOCUMENT = "JSON_QUERY(t.\"j\", '$')";

  private static final String TABLE = table();

  private static String table() {
    return unique("leaves");
  }

  private static void load(String table, String... documents) {
    String lines =
        IntStream.range(0, documents.length)
            .mapToObj(
                i ->
                    "{\"ts\":\"2026-01-0%d\",\"k\":%d,\"j\":%s}\n"
                        .formatted(i % 5 + 1, i, documents[i]))
            .collect(Collectors.joining());
    completed(
        JobRequest.inline(table, lines)
            .time()
            .column("k", "long")
            .column("j", "json")
            .format(Map.of("format", "nd-json")));
  }

  /** A table whose segments hold different leaves: "late" is too rare in the second load. */
  private static synchronized String mixed() {
    if (rows("SELECT 1 FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_NAME = '" + TABLE + "'")
        .isEmpty()) {
      load(
          TABLE,
          "{\"os\":\"linux\",\"v\":{\"major\":7},\"late\":1.0,\"b\":true,\"x\":\"true\"}",
          "{\"os\":\"macos\",\"v\":{\"major\":\"8\"},\"late\":\"\",\"b\":false,\"x\":null}",
          "{\"os\":null,\"v\":[1],\"late\":{\"y\":1},\"b\":12345678901234567890,\"a.b\":\"é 😀\"}");
      String[] documents = new String[210];
      java.util.Arrays.fill(documents, "{\"os\":\"linux\",\"v\":{\"major\":1e5}}");
      documents[0] = "{\"late\":5,\"a.b\":\"q\\\"\"}";
      documents[1] = "null";
      documents[2] = "[{\"os\":1}]";
      load(TABLE, documents);
    }
    return TABLE;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT k, JSON_VALUE(#, '$.os') FROM \"%s\" t ORDER BY k, 2",
        "SELECT k, JSON_VALUE(#, '$.late'), JSON_VALUE(#, '$.late.y') FROM \"%s\" t ORDER BY k, 2, 3",
        "SELECT JSON_VALUE(#, '$.v.major' RETURNING BIGINT), JSON_VALUE(#, '$.b' RETURNING BOOLEAN),"
            + " JSON_VALUE(#, '$.b' RETURNING DOUBLE), JSON_VALUE(#, '$[''a.b'']'),"
            + " JSON_VALUE(#, '$.x') FROM \"%s\" t ORDER BY 1, 2, 3, 4, 5",
        "SELECT k, JSON_VALUE(#, '$.v.major' RETURNING BIGINT),"
            + " JSON_VALUE(#, '$.v.major' RETURNING INTEGER), JSON_VALUE(#, '$.v.major' RETURNING DOUBLE),"
            + " JSON_VALUE(#, '$.v.major' RETURNING FLOAT), JSON_VALUE(#, '$.v.major' RETURNING DECIMAL),"
            + " JSON_VALUE(#, '$.v.major' RETURNING BOOLEAN), JSON_VALUE(#, '$.v.major' RETURNING VARCHAR),"
            + " JSON_VALUE(#, '$.v.major' RETURNING TIMESTAMP) FROM \"%s\" t ORDER BY 1, 2",
        "SELECT k, JSON_VALUE(#, '$.b' RETURNING BIGINT), JSON_VALUE(#, '$.b' RETURNING DOUBLE),"
            + " JSON_VALUE(#, '$.b' RETURNING BOOLEAN), JSON_VALUE(#, '$.late' RETURNING DOUBLE),"
            + " JSON_VALUE(#, '$.late' RETURNING BIGINT) FROM \"%s\" t ORDER BY 1, 2, 3, 4, 5",
        "SELECT k, CAST(JSON_VALUE(#, '$.v.major') AS BIGINT), CAST(JSON_VALUE(#, '$.v.major') AS DOUBLE),"
            + " CAST(JSON_VALUE(#, '$.b') AS BOOLEAN), CAST(JSON_VALUE(#, '$.v.major') AS INTEGER)"
            + " FROM \"%s\" t WHERE CAST(JSON_VALUE(#, '$.v.major') AS BIGINT) > 7 ORDER BY 1, 2",
        "SELECT COUNT(*) FROM \"%s\" t WHERE JSON_VALUE(#, '$.v.major' RETURNING BIGINT) > 7"
            + " OR JSON_VALUE(#, '$.v.major') = '7' OR JSON_VALUE(#, '$.b' RETURNING BOOLEAN)",
        "SELECT JSON_VALUE(#, '$.os'), COUNT(*), SUM(JSON_VALUE(#, '$.v.major' RETURNING DOUBLE))"
            + " FROM \"%s\" t GROUP BY 1 HAVING COUNT(JSON_VALUE(#, '$.os')) < 1000 ORDER BY 2, 1",
        "SELECT COUNT(*) FROM \"%s\" t WHERE JSON_VALUE(#, '$.os') = 'linux' AND k > 1",
        "SELECT JSON_VALUE(#, '$.os'), COUNT(*) FILTER (WHERE JSON_VALUE(#, '$.b') = '1')"
            + " FROM \"%s\" t GROUP BY GROUPING SETS ((JSON_VALUE(#, '$.os')), ()) ORDER BY 2, 1",
        "SELECT u.k, JSON_VALUE(#, '$.os') FROM \"%s\" t JOIN \"%<s\" u"
            + " ON JSON_VALUE(#, '$.late') = JSON_VALUE(u.j, '$.late') ORDER BY 1, 2",
        "SELECT DISTINCT JSON_VALUE(#, '$.os') FROM (SELECT * FROM \"%s\") t ORDER BY 1",
        "WITH t AS (SELECT j FROM \"%s\") SELECT JSON_VALUE(#, '$.os'), COUNT(*) FROM t GROUP BY 1"
            + " ORDER BY 1",
        "SELECT COUNT(*) FROM \"%s\" o WHERE k IN (SELECT k FROM \"%<s\" t"
            + " WHERE JSON_VALUE(#, '$.late') IS NOT NULL)",
        "SELECT JSON_VALUE(#, '$.os'), ROW_NUMBER() OVER (PARTITION BY JSON_VALUE(#, '$.os')"
            + " ORDER BY k, JSON_VALUE(#, '$.late')) FROM \"%s\" t ORDER BY 1, 2 LIMIT 300",
        "SELECT JSON_VALUE(#, '$.os') FROM TABLE(APPEND('%s', '%<s')) t ORDER BY 1"
      })
  void isTheSameAsOverDocuments(String query) {
    String sql = query.formatted(mixed());

    List<List<Object>> leaves = rows(sql.replace("#", "t.\"j\""));

    assertThat(leaves).isNotEmpty().isEqualTo(rows(sql.replace("#", FROM_DOCUMENT)));
  }

  private static final String HANDED_ON =
      """
      SELECT JSON_VALUE(j, '$.os') FROM "%s"
      SELECT JSON_VALUE(j, '$.os') FROM (SELECT k, j FROM "%s" WHERE k > 1)
      SELECT JSON_VALUE(d, '$.v.major' RETURNING BIGINT) FROM (SELECT j AS d FROM (SELECT * FROM "%s") ORDER BY k DESC LIMIT 9)
      SELECT JSON_VALUE(x.d, '$.os'), JSON_VALUE(x.e, '$.os') FROM (SELECT j AS d, j AS e FROM "%s") x
      SELECT COUNT(DISTINCT JSON_VALUE(c.j, '$.os')) FROM (SELECT j, ROW_NUMBER() OVER (ORDER BY k) AS n FROM "%s") c
      WITH c AS (SELECT j FROM "%s"), d AS (SELECT * FROM c) SELECT JSON_VALUE(j, '$.os') FROM d
      WITH c AS (SELECT k, j FROM "%s") SELECT JSON_VALUE(a.j, '$.os'), JSON_VALUE(b.j, '$.b') FROM c a JOIN c b ON a.k = b.k
      SELECT JSON_VALUE(j, '$.os') FROM (SELECT k, j FROM "%s" UNION ALL SELECT k + 1, j FROM "%<s")
      SELECT JSON_VALUE(q.j, '$.os'), JSON_VALUE(q.i, '$.b') FROM (SELECT j, j AS i FROM "%s" UNION ALL (SELECT j AS a, j AS b FROM "%<s" ORDER BY k DESC LIMIT 3)) q
      WITH u AS (SELECT j FROM "%s" UNION ALL SELECT j FROM (SELECT j FROM "%<s")) SELECT JSON_VALUE(j, '$.v.major' RETURNING DOUBLE) FROM u
      SELECT JSON_VALUE(s.j, '$.os') FROM "%s" t LEFT JOIN (SELECT k, j FROM "%<s" WHERE k < 3) s ON t.k = s.k
      SELECT x FROM (SELECT JSON_VALUE(j, '$.os') AS x FROM (SELECT j FROM "%s")) GROUP BY x
      SELECT COUNT(*) FROM "%s" WHERE k IN (SELECT k FROM (SELECT k, j FROM "%<s") WHERE JSON_VALUE(j, '$.os') = 'linux')
      """;

  /** Where the document itself must be read. */
  private static final String NOT_HANDED_ON =
      """
      SELECT JSON_VALUE(j, '$.os') FROM (SELECT JSON_QUERY(j, '$') AS j FROM "%s")
      SELECT JSON_VALUE(j, '$.os') FROM (SELECT j, COUNT(*) FROM "%s" WHERE k = 0 GROUP BY j)
      SELECT JSON_VALUE(j, '$.os') FROM (SELECT j FROM "%s" UNION ALL SELECT PARSE_JSON('{"os":"plan9"}') FROM "%<s")
      SELECT JSON_VALUE(d, '$.os') FROM (SELECT j FROM "%s") AS t(d)
      WITH c(d) AS (SELECT j FROM "%s") SELECT JSON_VALUE(d, '$.os') FROM c
      SELECT JSON_VALUE(a.j, '$.late') FROM (SELECT k, j FROM "%s") a NATURAL JOIN (SELECT k FROM "%<s") b
      """;

  /** In a plan: a call over a column of a query's FROM, or over another call. */
  private static final Pattern READS_DOCUMENT =
      Pattern.compile("druid_json_value\\((\\\\\"[^\"]*\\\\\"\\.|druid_)");

  private static Stream<String> handedOn() {
    return HANDED_ON.lines();
  }

  private static Stream<String> others() {
    return NOT_HANDED_ON.lines();
  }

  private static String plan(String query) {
    return (String) rows("EXPLAIN PLAN FOR " + query).getFirst().getFirst();
  }

  /** The same query, over documents that are expressions. */
  private static String overDocuments(String query) {
    return query.replaceAll("JSON_VALUE\\(([\\w.]+),", "JSON_VALUE(JSON_QUERY($1, '\\$'),");
  }

  private static void assertAlike(String query) {
    assertThat(rows(query))
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(rows(overDocuments(query)));
  }

  @ParameterizedTest
  @MethodSource("handedOn")
  void readsAColumnWhereverTheDocumentComesFrom(String query) {
    String sql = query.formatted(mixed());

    assertThat(plan(sql)).contains("__lodestar_leaf_").doesNotContainPattern(READS_DOCUMENT);
    assertThat(plan(overDocuments(sql))).doesNotContain("__lodestar_leaf_");
    assertAlike(sql);
  }

  @ParameterizedTest
  @MethodSource("others")
  void readsTheDocumentWhereItIsNotTheColumn(String query) {
    String sql = query.formatted(mixed());

    assertThat(plan(sql)).containsPattern(READS_DOCUMENT).doesNotContain("__lodestar_leaf_");
    assertAlike(sql);
  }

  @Test
  void showsNoHiddenColumn() {
    String table = mixed();

    assertThat(
            Api.query(Map.of("query", "SELECT * FROM \"%s\" LIMIT 1".formatted(table)))
                .jsonPath()
                .getMap("[0]"))
        .containsOnlyKeys("__time", "k", "j");
    assertThat(
            Api.query(
                    Map.of(
                        "query",
                        "SELECT *, JSON_VALUE(j, '$.os') AS os FROM \"%s\" LIMIT 1"
                            .formatted(table)))
                .jsonPath()
                .getMap("[0]"))
        .containsOnlyKeys("__time", "k", "j", "os");
    assertThat(
            rows(
                "SELECT COLUMN_NAME FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_NAME = '%s'"
                    .formatted(table)))
        .hasSize(3);
    assertThat(Api.get(Api.TABLES + "/" + table).getString("$")).doesNotContain("__lodestar");
  }

  @Test
  void cannotBeNamedByStatements() {
    String table = mixed();
    String hidden = new dev.lodestar.data.JsonLeaf("j", List.of("os")).hiddenColumn();

    Api.query(Map.of("query", "SELECT \"%s\" FROM \"%s\"".formatted(hidden, table)))
        .then()
        .statusCode(400);
  }

  @Test
  void groupsByAWholeDocumentAsBefore() {
    String table = mixed();
    String sql =
        "SELECT JSON_VALUE(j, '$.os') FROM \"%s\" t WHERE k = 0 GROUP BY j ORDER BY 1"
            .formatted(table);

    Api.query(Map.of("query", sql, "resultFormat", "array")).then().statusCode(200);
  }

  @Test
  void holdsForSqlJobsAndFollowsTheTable() {
    String source = mixed();
    String target = unique("copied");
    String insert =
        "INSERT INTO \"%s\" SELECT __time, k, j, JSON_VALUE(j, '$.os') AS os FROM \"%s\" PARTITIONED BY DAY"
            .formatted(target, source);
    String job =
        given()
            .contentType(ContentType.JSON)
            .body(Map.of("type", "sql", "query", insert, "createTableIfNotExists", true))
            .post(Api.JOBS)
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    assertThat(over(job).getString("executionStatus")).isEqualTo("completed");
    String count =
        "SELECT COUNT(*) FROM \"%s\" WHERE JSON_VALUE(j, '$.os') IS NOT DISTINCT FROM os"
            .formatted(target);
    assertThat(rows(count)).isEqualTo(rows("SELECT COUNT(*) FROM \"%s\"".formatted(target)));

    // The plan of the same text is remembered; the new segment has no such leaf.
    completed(
        JobRequest.inline(target, "{\"ts\":\"2026-01-01\",\"os\":\"beos\"}")
            .time()
            .column("os", "string")
            .format(Map.of("format", "nd-json")));

    assertThat(rows(count.replace("IS NOT DISTINCT FROM os", "IS NULL AND os = 'beos'")))
        .hasToString("[[1]]");
    assertThat(rows(count)).isNotEqualTo(rows("SELECT COUNT(*) FROM \"%s\"".formatted(target)));
  }

  @Test
  void readsExternalDataOfJobs() {
    String target = unique("external");
    String insert =
        """
        INSERT INTO "%s" SELECT TIME_PARSE(ts) AS __time, JSON_VALUE(t.j, '$.a.b') AS v FROM TABLE(EXTERN(
          '{"type":"inline","data":"{\\"ts\\":\\"2026-01-01\\",\\"j\\":{\\"a\\":{\\"b\\":7}}}"}',
          '{"type":"json"}')) EXTEND (ts VARCHAR, j TYPE('COMPLEX<json>')) AS t PARTITIONED BY DAY"""
            .formatted(target);
    String job =
        given()
            .contentType(ContentType.JSON)
            .body(Map.of("type", "sql", "query", insert, "createTableIfNotExists", true))
            .post(Api.JOBS)
            .then()
            .statusCode(201)
            .extract()
            .path("id");

    assertThat(over(job).getString("executionStatus")).isEqualTo("completed");
    assertThat(rows("SELECT v FROM \"%s\"".formatted(target))).hasToString("[[7]]");
  }
}
