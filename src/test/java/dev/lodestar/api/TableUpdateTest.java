package dev.lodestar.api;

import static dev.lodestar.api.Api.TABLES;
import static dev.lodestar.api.Api.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a table's declaration can become. */
@QuarkusTest
class TableUpdateTest {
  private static final String COUNTRY = column("country", "string");
  private static final String AMOUNT = column("amount", "long");

  private static String column(String name, String type) {
    return "{\"name\": \"%s\", \"dataType\": \"%s\"}".formatted(name, type);
  }

  private static String created(String... columns) {
    String name = unique("declared");
    given()
        .contentType(ContentType.JSON)
        .body(body(name, 0, "\"schema\": [" + String.join(",", columns) + "]"))
        .post(TABLES)
        .then()
        .statusCode(201);
    return name;
  }

  private static String body(String name, long version, String members) {
    return "{\"name\": \"%s\", \"type\": \"detail\", \"version\": %d, %s}"
        .formatted(name, version, members);
  }

  private static ValidatableResponse put(String name, String body) {
    return given().contentType(ContentType.JSON).body(body).put(TABLES + "/" + name).then();
  }

  private static ValidatableResponse put(String name, long version, String members) {
    return put(name, body(name, version, members));
  }

  /** One row with a country and an amount. */
  private static void fill(String table) {
    String line = "{\"ts\": \"2026-01-05T10:00:00Z\", \"country\": \"DE\", \"amount\": 1}\n";
    Api.completed(
        JobRequest.inline(table, line).time().column("country", "string").column("amount", "long"));
  }

  @Test
  void addsAColumnAndCountsTheVersion() {
    String name = created(COUNTRY);
    fill(name);

    put(name, 0, "\"schema\": [%s, %s, %s]".formatted(COUNTRY, AMOUNT, column("x", "double")))
        .statusCode(200)
        .body("version", equalTo(1))
        .body("schema.name", contains("country", "amount", "x"))
        .body("queryableSchema.isDiscovered", contains(false, false, false, false))
        .body("modifiedByUser.username", equalTo("anonymous"));

    assertThat(Api.rows("SELECT \"amount\", \"x\" FROM \"%s\"".formatted(name)).getFirst())
        .containsExactly(1, null);
  }

  @Test
  void takesAWholeTableAsItWasAnswered() {
    String name = created(COUNTRY);
    Map<String, Object> table =
        given().get(TABLES + "/" + name).then().extract().jsonPath().getMap("");
    table.put("description", "changed");

    given()
        .contentType(ContentType.JSON)
        .body(table)
        .put(TABLES + "/" + name)
        .then()
        .statusCode(200)
        .body("description", equalTo("changed"))
        .body("version", equalTo(1));
  }

  @Test
  void givesAbsentMembersTheirDefaultsButKeepsTheSchema() {
    String name = created(COUNTRY);
    put(name, 0, "\"description\": \"d\", \"partitioningGranularity\": \"month\"").statusCode(200);

    put(name, 1, "\"schemaMode\": \"flexible\"")
        .statusCode(200)
        .body("description", nullValue())
        .body("partitioningGranularity", equalTo("day"))
        .body("schema.name", contains("country"));
  }

  @ParameterizedTest
  @CsvSource({"1, is at version 0", "-1, is at version 0", "9223372036854775807, is at version 0"})
  void refusesAnotherVersion(long version, String message) {
    String name = created(COUNTRY);

    put(name, version, "\"description\": \"late\"")
        .statusCode(409)
        .body("code", equalTo("StateConflict"))
        .body("target", equalTo("version"))
        .body("message", containsString(message));
  }

  @Test
  void letsOneOfManyUpdatesFromTheSameVersionWin() throws Exception {
    String name = created(COUNTRY);
    CountDownLatch start = new CountDownLatch(1);
    List<Future<Integer>> answers = new ArrayList<>();
    try (ExecutorService users = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 8; i++) {
        String members = "\"description\": \"%d\"".formatted(i);
        answers.add(
            users.submit(
                () -> {
                  start.await();
                  return put(name, 0, members).extract().statusCode();
                }));
      }
      start.countDown();
    }
    List<Integer> statuses = new ArrayList<>();
    for (Future<Integer> answer : answers) {
      statuses.add(answer.get());
    }
    assertThat(statuses).containsOnlyOnce(200).containsOnly(200, 409);
    given().get(TABLES + "/" + name).then().body("version", equalTo(1));
  }

  @Test
  void changesColumnsOfATableWithoutRows() {
    String name = created(COUNTRY, AMOUNT);

    put(name, 0, "\"schema\": [%s]".formatted(column("amount", "double")))
        .statusCode(200)
        .body("schema.name", contains("amount"))
        .body("schema.dataType", contains("double"));
  }

  @Test
  void keepsTheColumnsOfATableWithRows() {
    String name = created(COUNTRY, AMOUNT);
    fill(name);

    put(name, 0, "\"schema\": [%s]".formatted(COUNTRY))
        .statusCode(400)
        .body("target", equalTo("schema"))
        .body("message", containsString("Column \"amount\" cannot be removed"))
        .body("message", containsString("has 1 row"));
    put(name, 0, "\"schema\": [%s, %s]".formatted(COUNTRY, column("amount", "string")))
        .statusCode(400)
        .body("target", equalTo("schema[1].dataType"));
    put(name, 0, "\"schema\": [%s, %s]".formatted(column("amount", "bigint"), COUNTRY))
        .statusCode(200)
        .body("schema.name", contains("amount", "country"));
  }

  @Test
  void refusesStrictnessThatItsDataBreaks() {
    String name = created(COUNTRY);
    fill(name);

    put(name, 0, "\"schemaMode\": \"strict\"")
        .statusCode(400)
        .body("target", equalTo("schemaMode"))
        .body("message", containsString("amount"));
    put(name, 0, "\"schemaMode\": \"strict\", \"schema\": [%s, %s]".formatted(COUNTRY, AMOUNT))
        .statusCode(200)
        .body("schemaMode", equalTo("strict"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'name': 'other', 'type': 'detail', 'version': 0} | name | cannot be renamed",
        "{'name': '%s', 'type': 'aggregate', 'version': 0} | type | cannot change its type",
        "{'name': '%s', 'type': 'detail'} | version | needs the",
        "{'name': '%s', 'type': 'detail', 'version': 'x'} | version | needs the",
        "{'name': '%s', 'type': 'detail', 'version': 0.5} | version | needs the",
        "{'name': '%s', 'type': 'detail', 'version': 0, 'partitioningGranularity': 'week'}"
            + " | partitioningGranularity | week",
        "{'name': '%s', 'type': 'detail', 'version': 0, 'clusteringColumns': ['nope']}"
            + " | clusteringColumns[0] | does not exist",
        "{'name': '%s', 'type': 'detail', 'version': 0, 'schema': [{'name': 'a'}]} | schema[0].dataType | dataType"
      },
      quoteCharacter = '"')
  void refusesWhatATableCannotBe(String body, String target, String message) {
    String name = created(COUNTRY);

    put(name, body.formatted(name).replace('\'', '"'))
        .statusCode(400)
        .body("code", equalTo("BadArgument"))
        .body("target", equalTo(target))
        .body("message", containsString(message));
    given().get(TABLES + "/" + name).then().body("version", equalTo(0));
  }

  @Test
  void knowsNoOtherTables() {
    put("no such table", 0, "\"schema\": []")
        .statusCode(404)
        .body("target", equalTo("no such table"));
    put(created(COUNTRY), "[]").statusCode(400);
  }
}
