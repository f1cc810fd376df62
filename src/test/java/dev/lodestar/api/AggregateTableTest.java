package dev.lodestar.api;

import static dev.lodestar.api.Api.TABLES;
import static dev.lodestar.api.Api.unique;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be declared of aggregate tables. */
@QuarkusTest
class AggregateTableTest {
  private static final String ORDERS =
      """
      {"name": "%s", "type": "aggregate", "timeResolution": "hour", "partitioningGranularity": "day",
       "clusteringColumns": ["country"],
       "schema": [{"type": "dimension", "name": "country", "dataType": "string"},
                  {"type": "measure", "name": "amount_sum", "dataType": "double"},
                  {"type": "measure", "name": "uniq_users", "dataType": "HLLSketch"}]%s}""";

  private static ValidatableResponse create(String body) {
    return given().contentType(ContentType.JSON).body(body).post(TABLES).then();
  }

  private static ValidatableResponse update(String name, String body) {
    return given().contentType(ContentType.JSON).body(body).put(TABLES + "/" + name).then();
  }

  @Test
  void keepsRolesAndResolution() {
    String name = unique("orders");

    create(ORDERS.formatted(name, "")).statusCode(201).body("timeResolution", equalTo("hour"));

    given()
        .get(TABLES + "/" + name)
        .then()
        .body("type", equalTo("aggregate"))
        .body("schemaMode", equalTo("flexible"))
        .body("version", equalTo(0))
        .body("schema.type", equalTo(List.of("dimension", "measure", "measure")))
        .body(
            "queryableSchema.name",
            equalTo(List.of("__time", "country", "amount_sum", "uniq_users", "__count")))
        .body("queryableSchema.dataType[4]", equalTo("long"))
        .body("queryableSchema.isDiscovered[4]", equalTo(false))
        .body("$", not(hasKey("queryGranularity")));
  }

  @Test
  void hasMillisecondsByDefaultAndDetailTablesHaveNone() {
    create("{\"name\": \"%s\", \"type\": \"aggregate\"}".formatted(unique("a")))
        .statusCode(201)
        .body("timeResolution", equalTo("millisecond"));
    create(
            "{\"name\": \"%s\", \"type\": \"detail\", \"schema\": [{\"name\": \"x\", \"dataType\": \"long\", \"type\": \"dimension\"}]}"
                .formatted(unique("d")))
        .statusCode(201)
        .body("$", not(hasKey("timeResolution")))
        .body("schema[0]", not(hasKey("type")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\": \"simple\", \"granularity\": \"fifteen_minute\"}",
        "{\"type\": \"simple\", \"granularity\": \"all\"}",
        "{\"type\": \"period\", \"period\": \"PT1H30M\"}",
        "{\"type\": \"period\", \"period\": \"P1D\", \"timeZone\": \"America/New_York\", \"origin\": \"2026-01-01T06:00:00Z\"}"
      })
  void keepsEveryFormOfQueryGranularity(String granularity) {
    String name = unique("orders");

    create(ORDERS.formatted(name, ", \"queryGranularity\": " + granularity)).statusCode(201);

    given()
        .get(TABLES + "/" + name)
        .then()
        .body(
            "queryGranularity",
            equalTo(io.restassured.path.json.JsonPath.from(granularity).getMap("$")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'schema': [{'name': 'a', 'dataType': 'long'}]|schema[0].type|dimension or measure",
        "'schema': [{'name': 'a', 'dataType': 'long', 'type': 'metric'}]|schema[0].type|metric",
        "'schema': [{'name': 'a', 'dataType': 'json', 'type': 'dimension'}]|schema[0].dataType|only detail tables",
        "'schema': [{'name': 'a', 'dataType': 'longArray', 'type': 'measure'}]|schema[0].dataType|longArray",
        "'schema': [{'name': 'a', 'dataType': 'geo', 'type': 'measure'}]|schema[0].dataType|geo",
        "'schema': [{'name': '__time', 'dataType': 'timestamp', 'type': 'measure'}]|schema[0].type|dimension",
        "'schema': [{'name': '__count', 'dataType': 'long', 'type': 'measure'}]|schema[0].name|reserved",
        "'schema': [{'name': 'a', 'dataType': 'long', 'type': 'measure'}], 'clusteringColumns': ['a']|clusteringColumns[0]|measure",
        "'clusteringColumns': ['nothing']|clusteringColumns[0]|does not exist",
        "'timeResolution': 'five_minute'|timeResolution|five_minute",
        "'timeResolution': 'month'|partitioningGranularity|finer",
        "'timeResolution': 'day', 'partitioningGranularity': 'hour'|partitioningGranularity|finer",
        "'queryGranularity': {'type': 'period', 'period': 'P1M'}|partitioningGranularity|finer",
        "'queryGranularity': {'type': 'period', 'period': 'PT0S'}|queryGranularity|longer than nothing",
        "'queryGranularity': {'type': 'period', 'period': 'soon'}|queryGranularity|ISO 8601",
        "'queryGranularity': {'type': 'period'}|queryGranularity|period",
        "'queryGranularity': {'type': 'simple'}|queryGranularity|granularity",
        "'queryGranularity': {'type': 'period', 'period': 'P1D', 'timeZone': 'Mars'}|queryGranularity|Mars",
        "'queryGranularity': {'type': 'period', 'period': 'P1D', 'origin': 'then'}|queryGranularity|then"
      })
  void refusesWhatDoesNotFit(String members, String target, String message) {
    create(
            "{\"name\": \"%s\", \"type\": \"aggregate\", %s}"
                .formatted(unique("bad"), members.replace('\'', '"')))
        .statusCode(400)
        .body("target", equalTo(target))
        .body("message", containsString(message));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"timeResolution\": \"hour\"",
        "\"schema\": [{\"name\": \"a\", \"dataType\": \"long\", \"type\": \"measure\"}]"
      })
  void refusesRollupOfDetailTables(String member) {
    create("{\"name\": \"%s\", \"type\": \"detail\", %s}".formatted(unique("d"), member))
        .statusCode(400)
        .body("message", containsString("aggregate tables"));
  }

  @Test
  void takesUpdatesOfResolutionAndColumns() {
    String name = unique("orders");
    create(ORDERS.formatted(name, "")).statusCode(201);

    update(
            name,
            ORDERS
                .formatted(name, ", \"version\": 0")
                .replace("\"hour\"", "\"day\"")
                .replace("uniq_users", "users"))
        .statusCode(200)
        .body("timeResolution", equalTo("day"))
        .body("schema.name", equalTo(Arrays.asList("country", "amount_sum", "users")))
        .body("version", equalTo(1));
    update(name, "{\"name\": \"%s\", \"type\": \"aggregate\", \"version\": 1}".formatted(name))
        .statusCode(200)
        .body("timeResolution", equalTo("millisecond"))
        .body("schema.type", equalTo(List.of("dimension", "measure", "measure")));
  }

  @Test
  void keepsTheRolesOfColumnsWhileThereAreRows() {
    String name = unique("orders");
    create(ORDERS.formatted(name, "")).statusCode(201);
    Api.completed(
        JobRequest.inline(name, "{\"ts\": \"2026-01-01T00:00:00Z\", \"a\": 1}")
            .time()
            .field("a", "double")
            .map("amount_sum", "SUM(\"a\")"));

    update(
            name,
            ORDERS
                .formatted(name, ", \"version\": 0")
                .replace(
                    "\"measure\", \"name\": \"amount_sum\"",
                    "\"dimension\", \"name\": \"amount_sum\""))
        .statusCode(400)
        .body("target", equalTo("schema[1].type"));
  }
}
