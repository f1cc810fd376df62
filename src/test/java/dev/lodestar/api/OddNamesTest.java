package dev.lodestar.api;

import static dev.lodestar.api.Api.rows;
import static dev.lodestar.api.Api.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that mean something to SQL, to formats or to paths are names like any other. */
@QuarkusTest
class OddNamesTest {
  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%s",
        "%d%n%1$s",
        "x\"y",
        "it's",
        "a.b",
        "select",
        "--",
        "/* x */",
        "a\\b",
        "${x}",
        "?",
        "größe 東京",
        "{0}",
        "a[b]",
        "\uD83D\uDE42"
      })
  void storesReadsGroupsAndLooksUp(String odd) {
    String table = unique("odd " + odd.replace("/", "").replace("\uD83D\uDE42", ""));
    String field = quoted(odd);
    post(
        Api.TABLES,
        Map.of(
            "name",
            table,
            "type",
            "detail",
            "partitioningGranularity",
            "all",
            "schema",
            List.of(Map.of("name", odd, "dataType", "string")),
            "clusteringColumns",
            List.of(odd)));
    String data =
        "{\"%s\": \"v\", \"n\": \"1x\"}\n"
            .formatted(odd.replace("\\", "\\\\").replace("\"", "\\\""));
    JobRequest job =
        JobRequest.inline(table, data)
            .field(odd, "string")
            .map("__time", "MILLIS_TO_TIMESTAMP(0)")
            .map(odd, field)
            .map("copy of " + odd, "UPPER(" + field + ")")
            .column("n", "long")
            .with("filterExpression", field + " = 'v'");
    String id = Api.completed(job);

    assertThat(Api.totals(id)).containsEntry("numRowsProcessedWithWarning", 1);
    assertThat(
            rows(
                "SELECT %s, %s, COUNT(*) FROM %s GROUP BY 1, 2"
                    .formatted(field, quoted("copy of " + odd), quoted(table))))
        .isEqualTo(List.of(List.of("v", "V", 1)));
    String rolled = unique("rolled");
    Api.completed(
        JobRequest.table(rolled, table)
            .map(odd, field)
            .map("same", "LOOKUP(%s, '%s')".formatted(field, lookup(table, odd))));
    assertThat(rows("SELECT %s, same FROM %s".formatted(field, quoted(rolled))))
        .isEqualTo(List.of(List.of("v", "V")));
    assertThat(Api.get(Api.JOBS + "?targetTableName=" + rolled).getList("values")).hasSize(1);
  }

  private static String lookup(String table, String odd) {
    String name = unique("lookup");
    String alias = unique("alias");
    post(Api.LOOKUPS, Map.of("name", name, "source", source(table)));
    given()
        .contentType(ContentType.JSON)
        .body(
            Map.of("values", List.of(Map.of("name", alias, "key", odd, "value", "copy of " + odd))))
        .put(Api.LOOKUPS + "/" + name + "/aliases")
        .then()
        .statusCode(200);
    return alias;
  }

  private static Map<String, String> source(String table) {
    return Map.of("type", "table", "tableName", table);
  }

  private static void post(String path, Map<String, ?> body) {
    given().contentType(ContentType.JSON).body(body).post(path).then().statusCode(201);
  }
}
