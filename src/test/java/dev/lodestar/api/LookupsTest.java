package dev.lodestar.api;

import static dev.lodestar.api.Api.LOOKUPS;
import static dev.lodestar.api.Api.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class LookupsTest {
  private static ValidatableResponse post(String path, String body) {
    return given().contentType(ContentType.JSON).body(body).post(path).then();
  }

  private static ValidatableResponse create(String name, String table) {
    return post(
        LOOKUPS,
        "{\"name\": \"%s\", \"source\": {\"type\": \"table\", \"tableName\": \"%s\"}}"
            .formatted(name, table));
  }

  private static ValidatableResponse aliases(String lookup, String values) {
    return given()
        .contentType(ContentType.JSON)
        .body("{\"values\": [" + values + "]}")
        .put(LOOKUPS + "/" + lookup + "/aliases")
        .then();
  }

  private static String alias(String name, String key, String value) {
    return "{\"name\": \"%s\", \"key\": \"%s\", \"value\": \"%s\"}".formatted(name, key, value);
  }

  private static JsonPath run(String statement) {
    return Api.over(
        post(
                Api.JOBS,
                "{\"type\": \"sql\", \"createTableIfNotExists\": true, \"query\": \"%s\"}"
                    .formatted(statement.replace("\"", "\\\"")))
            .statusCode(201)
            .extract()
            .path("id"));
  }

  private static String replacement(String table, String rows) {
    return "REPLACE INTO \"%s\" OVERWRITE ALL SELECT * FROM (VALUES %s) AS t(\"iso\", \"label\", \"capital\") PARTITIONED BY ALL"
        .formatted(table, rows);
  }

  private static void fill(String table, String rows) {
    assertThat(run(replacement(table, rows)).getString("executionStatus")).isEqualTo("completed");
  }

  private static String table() {
    String table = unique("countries");
    post(
            Api.TABLES,
            """
            {"type": "detail", "name": "%s", "partitioningGranularity": "all", "schema": [
              {"name": "iso", "dataType": "string"}, {"name": "label", "dataType": "string"},
              {"name": "capital", "dataType": "string"}, {"name": "rank", "dataType": "long"}]}
            """
                .formatted(table))
        .statusCode(201);
    return table;
  }

  @Test
  void createsListsAndDeletes() {
    String table = table();
    String name = unique("lookup of countries");

    create(name, table)
        .statusCode(201)
        .header("Location", containsString("/lookups/lookup%20of%20countries"))
        .body("name", equalTo(name))
        .body("source.type", equalTo("table"))
        .body("source.tableName", equalTo(table));

    create(name, table).statusCode(409).body("code", equalTo("StateConflict"));
    given().get(LOOKUPS + "/" + name).then().statusCode(200).body("name", equalTo(name));
    given().get("/v2/lookups").then().statusCode(200).body("values.name", hasItem(name));
    given().get("/v1/lookups/" + name + "/aliases").then().body("values", equalTo(List.of()));
    given().delete(LOOKUPS + "/" + name).then().statusCode(204);
    given()
        .get(LOOKUPS + "/" + name)
        .then()
        .statusCode(404)
        .body("code", equalTo("ObjectNotFound"));
    given().delete(LOOKUPS + "/" + name).then().statusCode(404);
    given().get(LOOKUPS).then().statusCode(200).body("values.name", not(hasItem(name)));
  }

  @Test
  void replacesAliasesAsAWhole() {
    String table = table();
    String name = unique("countries");
    String first = unique("name");
    String second = unique("capital");
    create(name, table).statusCode(201);

    aliases(name, alias(first, "iso", "label") + "," + alias(second, "iso", "capital"))
        .statusCode(200)
        .body("values.name", equalTo(List.of(first, second)))
        .body("values.key", equalTo(List.of("iso", "iso")))
        .body("values.value", equalTo(List.of("label", "capital")));
    aliases(name, alias(first, "label", "iso"))
        .statusCode(200)
        .body("values", equalTo(List.of(Map.of("name", first, "key", "label", "value", "iso"))));

    given()
        .get(LOOKUPS + "/" + name + "/aliases")
        .then()
        .statusCode(200)
        .body("values.value", equalTo(List.of("iso")));
    aliases(name, "").statusCode(200).body("values", equalTo(List.of()));
  }

  @Test
  void refusesAliasesThatCannotWork() {
    String table = table();
    String name = unique("countries");
    String other = unique("countries");
    String taken = unique("taken");
    create(name, table).statusCode(201);
    create(other, table).statusCode(201);
    aliases(other, alias(taken, "iso", "label")).statusCode(200);

    aliases(name, alias("a", "nope", "label"))
        .statusCode(400)
        .body("target", equalTo("values[0].key"));
    aliases(name, alias("a", "iso", "rank"))
        .statusCode(400)
        .body("target", equalTo("values[0].value"))
        .body("message", containsString("long"));
    aliases(name, alias("a", "iso", "label") + "," + alias("a", "iso", "label"))
        .statusCode(400)
        .body("target", equalTo("values[1].name"));
    aliases(name, "{\"name\": \"a\", \"key\": \"iso\"}").statusCode(400);
    aliases(name, "null").statusCode(400);
    aliases(name, alias(taken, "iso", "label")).statusCode(409);
    aliases("nope", alias("a", "iso", "label")).statusCode(404);
    given().get(LOOKUPS + "/" + name + "/aliases").then().body("values", equalTo(List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"source\": {\"type\": \"table\", \"tableName\": \"x\"}}|name",
        "{\"name\": \"\", \"source\": {\"type\": \"table\", \"tableName\": \"x\"}}|name",
        "{\"name\": \"a/b\", \"source\": {\"type\": \"table\", \"tableName\": \"x\"}}|name",
        "{\"name\": \"a[b]\", \"source\": {\"type\": \"table\", \"tableName\": \"x\"}}|name",
        "{\"name\": \"a\"}|source",
        "{\"name\": \"a\", \"source\": {\"type\": \"table\"}}|source.tableName",
        "{\"name\": \"a\", \"source\": {\"type\": \"kafka\", \"tableName\": \"x\"}}|source.type",
        "{\"name\": \"a\", \"source\": {\"type\": \"table\", \"tableName\": \"nope\"}}|source.tableName",
      })
  void refusesLookupsThatAreWrong(String body, String target) {
    post(LOOKUPS, body).statusCode(400).body("target", equalTo(target));
  }

  @Test
  void readsOnlyUndividedTables() {
    String table = unique("days");
    post(Api.TABLES, "{\"type\": \"detail\", \"name\": \"%s\"}".formatted(table)).statusCode(201);

    create(unique("lookup"), table)
        .statusCode(400)
        .body("target", equalTo("source.tableName"))
        .body("message", containsString("partitioned by all"));
  }

  @Test
  void keepsItsTableAsItIs() {
    String table = table();
    String name = unique("countries");
    fill(table, "('FR', 'France', 'Paris')");
    create(name, table).statusCode(201);

    post(
            Api.JOBS,
            "{\"type\": \"drop_table\", \"target\": {\"type\": \"table\", \"tableName\": \"%s\"}}"
                .formatted(table))
        .statusCode(400)
        .body("message", containsString("lookup " + name));
    JsonPath declared = Api.get(Api.TABLES + "/" + table);
    put(table, declared.getLong("version"), "\"partitioningGranularity\": \"day\"")
        .statusCode(400)
        .body("target", equalTo("partitioningGranularity"));
    put(
            table,
            declared.getLong("version"),
            "\"partitioningGranularity\": \"all\", \"storagePolicy\": {\"retain\": {\"type\": \"intervals\", \"intervals\": [\"2020-01-01/2021-01-01\"]}}")
        .statusCode(400)
        .body("target", equalTo("storagePolicy"));
    put(
            table,
            declared.getLong("version"),
            "\"partitioningGranularity\": \"all\", \"description\": \"still fine\"")
        .statusCode(200);
    given().delete(LOOKUPS + "/" + name).then().statusCode(204);
    Api.over(
        post(
                Api.JOBS,
                "{\"type\": \"drop_table\", \"target\": {\"type\": \"table\", \"tableName\": \"%s\"}}"
                    .formatted(table))
            .statusCode(201)
            .extract()
            .path("id"));
    given().get(Api.TABLES + "/" + table).then().statusCode(404);
  }

  private static ValidatableResponse put(String table, long version, String members) {
    return given()
        .contentType(ContentType.JSON)
        .body(
            "{\"type\": \"detail\", \"name\": \"%s\", \"version\": %d, %s}"
                .formatted(table, version, members))
        .put(Api.TABLES + "/" + table)
        .then();
  }

  @Test
  void takesOnlyJobsThatReplaceTheWholeTable() {
    String table = table();
    create(unique("countries"), table).statusCode(201);
    JobRequest append =
        JobRequest.inline(table, "{\"ts\": \"2026-01-05T10:00:00Z\", \"iso\": \"FR\"}\n")
            .time()
            .column("iso", "string");

    Api.submit(append)
        .statusCode(400)
        .body("target", equalTo("target.tableName"))
        .body("message", containsString("replaced as a whole"));
    Api.submit(
            append
                .with("ingestionMode", "replace")
                .with("replaceAll", true)
                .with("partitionedBy", "day"))
        .statusCode(400);
    Api.completed(append.with("partitionedBy", "all"));
    post(
            Api.JOBS,
            "{\"type\": \"sql\", \"query\": \"INSERT INTO \\\"%s\\\" SELECT 'x' AS iso PARTITIONED BY ALL\"}"
                .formatted(table))
        .statusCode(400)
        .body("target", equalTo("query"));
  }

  @Test
  void looksUpWhatTheTableShowsNow() {
    String table = table();
    String name = unique("countries");
    String alias = unique("label");
    fill(table, "('FR', 'France', 'Paris'), ('DE', 'Germany', 'Berlin')");
    create(name, table).statusCode(201);
    String byAlias = "SELECT LOOKUP('FR', '%s')".formatted(alias);
    Api.query(Map.of("query", byAlias))
        .then()
        .statusCode(400)
        .body("errorMessage", containsString("does not exist"));

    aliases(name, alias(alias, "iso", "label")).statusCode(200);
    assertThat(Api.rows(byAlias)).isEqualTo(List.of(List.of("France")));
    assertThat(Api.rows("SELECT LOOKUP('DE', '%s')".formatted(name)))
        .isEqualTo(List.of(List.of("Germany")));
    assertThat(Api.rows("SELECT LOOKUP('Berlin', '%s[capital][iso]')".formatted(name)))
        .isEqualTo(List.of(List.of("DE")));
    assertThat(Api.rows("SELECT k, v FROM lookup.\"%s\" ORDER BY k".formatted(alias)))
        .isEqualTo(List.of(List.of("DE", "Germany"), List.of("FR", "France")));
    fill(table, "('FR', 'République française', 'Paris')");
    assertThat(Api.rows(byAlias)).isEqualTo(List.of(List.of("République française")));
    aliases(name, alias(alias, "iso", "capital")).statusCode(200);
    assertThat(Api.rows(byAlias)).isEqualTo(List.of(List.of("Paris")));
    given().delete(LOOKUPS + "/" + name).then().statusCode(204);
    Api.query(Map.of("query", byAlias)).then().statusCode(400);
  }

  @Test
  void readsAnotherTableOnDemand() {
    String one = table();
    String two = table();
    String name = unique("countries");
    String alias = unique("label");
    fill(one, "('FR', 'one', '')");
    fill(two, "('FR', 'two', '')");
    create(name, one).statusCode(201);
    aliases(name, alias(alias, "iso", "label")).statusCode(200);
    String query = "SELECT LOOKUP('FR', '%s')".formatted(alias);
    assertThat(Api.rows(query)).isEqualTo(List.of(List.of("one")));

    post(
            LOOKUPS + "/" + name,
            "{\"source\": {\"type\": \"table\", \"tableName\": \"%s\"}}".formatted(two))
        .statusCode(200)
        .body("source.tableName", equalTo(two));

    assertThat(Api.rows(query)).isEqualTo(List.of(List.of("two")));
    post(LOOKUPS + "/" + name, "{\"name\": \"other\", \"source\": {\"tableName\": \"x\"}}")
        .statusCode(400)
        .body("target", equalTo("name"));
    post(LOOKUPS + "/nope", "{\"source\": {\"tableName\": \"%s\"}}".formatted(two)).statusCode(404);
  }

  @Test
  void takesTheNameAsAParameterAndServesJobs() {
    String table = table();
    String name = unique("countries");
    String alias = unique("label");
    fill(table, "('FR', 'France', 'Paris')");
    create(name, table).statusCode(201);
    aliases(name, alias(alias, "iso", "label")).statusCode(200);

    Api.query(
            Map.of(
                "query",
                "SELECT LOOKUP(?, ?) AS n",
                "parameters",
                List.of(
                    Map.of("type", "VARCHAR", "value", "FR"),
                    Map.of("type", "VARCHAR", "value", alias))))
        .then()
        .statusCode(200)
        .body("n", equalTo(List.of("France")));
    String stored = unique("stored");
    JsonPath job =
        run(
            "INSERT INTO \"%s\" SELECT LOOKUP(c, '%s') AS name FROM (VALUES ('FR'), ('XX')) AS t(c) PARTITIONED BY ALL"
                .formatted(stored, alias));
    assertThat(job.getString("executionStatus")).isEqualTo("completed");
    assertThat(Api.rows("SELECT name FROM \"%s\" ORDER BY name DESC".formatted(stored)))
        .isEqualTo(List.of(List.of("France"), java.util.Collections.singletonList(null)));
  }

  @Test
  void showsInTheSystemTables() {
    String table = table();
    String name = unique("countries");
    String alias = unique("label");
    create(name, table).statusCode(201);
    aliases(name, alias(alias, "iso", "label") + "," + alias(unique("c"), "iso", "capital"))
        .statusCode(200);

    assertThat(
            Api.rows(
                "SELECT TABLE_NAME, TABLE_TYPE, IS_JOINABLE FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = 'lookup' AND TABLE_NAME IN ('%s', '%s')"
                    .formatted(name, alias)))
        .isEqualTo(List.of(List.of(alias, "TABLE", "YES")));
    assertThat(
            Api.rows(
                "SELECT COLUMN_NAME, DATA_TYPE FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA = 'lookup' AND TABLE_NAME = '%s' ORDER BY ORDINAL_POSITION"
                    .formatted(alias)))
        .isEqualTo(List.of(List.of("k", "VARCHAR"), List.of("v", "VARCHAR")));
  }
}
