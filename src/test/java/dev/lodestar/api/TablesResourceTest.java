package dev.lodestar.api;

import static dev.lodestar.api.Api.TABLES;
import static dev.lodestar.api.Api.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesRegex;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class TablesResourceTest {
  @Test
  void createsATableAndTellsEverythingAboutIt() {
    String name = unique("orders");
    String body =
        """
        {"name": "%s", "type": "detail", "schemaMode": "strict", "description": "raw orders",
         "schema": [{"name": "__time", "dataType": "timestamp"},
                    {"name": "country", "dataType": "varchar"}, {"name": "doc", "dataType": "complex<json>"}],
         "partitioningGranularity": "five_minute", "clusteringColumns": ["country"],
         "storagePolicy": {"retain": {"type": "period", "period": "P1Y"}}}
        """
            .formatted(name);

    create(body)
        .statusCode(201)
        .header("Location", endsWith("/v1/projects/default/tables/" + name))
        .body("id", matchesRegex("[0-9a-f-]{36}"))
        .body("name", equalTo(name))
        .body("type", equalTo("detail"))
        .body("version", equalTo(0))
        .body("availability", equalTo("available"))
        .body("schemaMode", equalTo("strict"))
        .body("description", equalTo("raw orders"))
        .body("partitioningGranularity", equalTo("five_minute"))
        .body("clusteringColumns", contains("country"))
        .body("schema.name", contains("__time", "country", "doc"))
        .body("schema.dataType", contains("timestamp", "varchar", "complex<json>"))
        .body("queryableSchema.name", contains("__time", "country", "doc"))
        .body("queryableSchema.isDiscovered", contains(false, false, false))
        .body("storagePolicy.retain.period", equalTo("P1Y"))
        .body("storagePolicy.cached", nullValue())
        .body("createdByUser.username", notNullValue())
        .body("modifiedByUser.userId", notNullValue())
        .body("createdOnTimestamp", matchesRegex("\\d{4}-.*\\.\\d{3}Z"))
        .body("segmentCount", equalTo(0))
        .body("segmentCompactedBytes", equalTo(0))
        .body("segmentTotalBytes", equalTo(0))
        .body("totalDataSizeBytes", equalTo(0))
        .body("precachedDataSizeBytes", equalTo(0))
        .body("totalRows", equalTo(0));
    JsonPath stored = Api.get(TABLES + "/" + name);
    assertThat(stored.getString("storagePolicy.retain.type")).isEqualTo("period");
    assertThat(stored.<String>getList("schema.name")).containsExactly("__time", "country", "doc");
  }

  @Test
  void fillsInTheDefaults() {
    create("{\"name\": \"%s\", \"type\": \"detail\"}".formatted(unique("plain")))
        .statusCode(201)
        .body("schemaMode", equalTo("flexible"))
        .body("partitioningGranularity", equalTo("day"))
        .body("clusteringColumns", empty())
        .body("schema", empty())
        .body("queryableSchema.name", contains("__time"))
        .body("$", not(org.hamcrest.Matchers.hasKey("description")));
  }

  @Test
  void takesWhatTheCommandLineClientSendsOnTheOlderMount() {
    String name = unique("cli");

    given()
        .contentType("application/json; charset=UTF-8")
        .body(
            """
            {"type":"detail","name":"%s","version":0,"partitioningGranularity":"day","clusteringColumns":[],"schema":[]}
            """
                .formatted(name))
        .post("/v2/tables")
        .then()
        .statusCode(201)
        .header("Location", endsWith("/v2/tables/" + name))
        .body("version", equalTo(0));
    given().get("/v2/tables/" + name).then().statusCode(200).body("name", equalTo(name));
  }

  @Test
  void ignoresUnknownAndReadOnlyMembers() {
    String name = unique("back");

    create(
            """
            {"name": "%s", "type": "detail", "version": 41, "id": "x", "totalRows": 7, "shiny": {"a": [1]},
             "availability": "deleting", "createdByUser": {"username": "mallory"}, "queryableSchema": 3}
            """
                .formatted(name))
        .statusCode(201)
        .body("version", equalTo(0))
        .body("totalRows", equalTo(0))
        .body("createdByUser.username", not(equalTo("mallory")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Koalas to the Max", "größe 東京", "a+b", "per%cent", "semi;colon?#&"})
  void findsTablesOfAnyNameByTheirEncodedPath(String prefix) {
    String name = unique(prefix);

    String location =
        create(Map.of("name", name, "type", "detail")).statusCode(201).extract().header("Location");

    given()
        .urlEncodingEnabled(false)
        .get(location)
        .then()
        .statusCode(200)
        .body("name", equalTo(name));
    assertThat(location).doesNotContain("+", " ");
  }

  @Test
  void findsATableByItsId() {
    String name = unique("byid");
    String id = create(Map.of("name", name, "type", "detail")).extract().path("id");

    assertThat(Api.get(TABLES + "/" + id).getString("name")).isEqualTo(name);
  }

  @Test
  void namesAreCaseSensitive() {
    String name = unique("Case");
    create(Map.of("name", name, "type", "detail")).statusCode(201);

    given().get(TABLES + "/" + name.toUpperCase(java.util.Locale.ROOT)).then().statusCode(404);
    create(Map.of("name", name.toUpperCase(java.util.Locale.ROOT), "type", "detail"))
        .statusCode(201);
  }

  @Test
  void refusesASecondTableOfTheSameName() {
    String name = unique("twice");
    create(Map.of("name", name, "type", "detail")).statusCode(201);

    create(Map.of("name", name, "type", "detail"))
        .statusCode(409)
        .body("code", equalTo("StateConflict"))
        .body("message", equalTo("Table %s already exists.".formatted(name)))
        .body("target", equalTo("name"));
  }

  @Test
  void doesNotFindWhatIsNotThere() {
    given()
        .get(TABLES + "/nope")
        .then()
        .statusCode(404)
        .body("code", equalTo("ObjectNotFound"))
        .body("message", equalTo("Table nope does not exist."))
        .body("target", equalTo("nope"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"type\": \"detail\"}|name|needs a name",
        "{\"name\": \"../x\", \"type\": \"detail\"}|name|must not begin with a dot",
        "{\"name\": \"a/b\", \"type\": \"detail\"}|name|slash",
        "{\"name\": \"n\"}|type|needs a \"type\"",
        "{\"name\": \"n\", \"type\": \"shiny\"}|type|detail",
        "{\"name\": \"n\", \"type\": \"detail\", \"partitioningGranularity\": \"week\"}|partitioningGranularity|week",
        "{\"name\": \"n\", \"type\": \"detail\", \"partitioningGranularity\": \"Day\"}|partitioningGranularity|five_minute",
        "{\"name\": \"n\", \"type\": \"detail\", \"clusteringColumns\": [\"foo\"]}|clusteringColumns[0]|\"foo\"",
        "{\"name\": \"n\", \"type\": \"detail\", \"clusteringColumns\": [null]}|clusteringColumns|",
        "{\"name\": \"n\", \"type\": \"detail\", \"schema\": [null]}|schema|",
        "{\"name\": \"n\", \"type\": \"detail\", \"schema\": [{\"name\": \"a\"}]}|schema[0]|dataType",
        "{\"name\": \"n\", \"type\": \"detail\", \"schema\": [{\"dataType\": \"long\"}]}|schema[0]|name",
        "{\"name\": \"n\", \"type\": \"detail\", \"schema\": [{\"name\": \"a\", \"dataType\": \"String\"}]}|schema[0].dataType|\"String\"",
        "{\"name\": \"n\", \"type\": \"detail\", \"schema\": [{\"name\": \"a\", \"dataType\": \"long\"}, {\"name\": \"A\", \"dataType\": \"long\"}]}|schema[1].name|case",
        "{\"name\": \"n\", \"type\": \"detail\", \"schema\": [{\"name\": \"__x\", \"dataType\": \"long\"}]}|schema[0].name|reserved",
        "{\"name\": \"n\", \"type\": \"detail\", \"storagePolicy\": {\"retain\": {\"type\": \"period\"}}}|storagePolicy|period",
        "{\"name\": \"n\\u0000\", \"type\": \"detail\"}|name|control",
        "{\"name\": \"n\", \"type\": \"detail\", \"description\": \"a\\u0000b\"}|description|NUL",
      })
  void saysWhichMemberIsWrong(String body, String target, String rule) {
    create(body)
        .statusCode(400)
        .body("code", equalTo("BadArgument"))
        .body("target", containsString(target))
        .body("message", containsString(rule == null ? "" : rule));
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/xml", "multipart/form-data"})
  void takesJsonOnly(String contentType) {
    given()
        .contentType(contentType)
        .body(Api.bytes("{\"name\": \"n\", \"type\": \"detail\"}"))
        .post(TABLES)
        .then()
        .statusCode(415)
        .body("code", equalTo("UnsupportedMediaType"));
  }

  @Test
  void takesJsonOfAnyCharacterSet() {
    String name = unique("café");

    given()
        .contentType("application/json; charset=UTF-8")
        .body("{\"name\": \"%s\", \"type\": \"detail\"}".formatted(name))
        .post(TABLES)
        .then()
        .statusCode(201)
        .body("name", equalTo(name));
  }

  @Test
  void listsTablesInShortAndFiltered() {
    String hourly = unique("list-hour");
    String daily = unique("list-day");
    create(Map.of("name", hourly, "type", "detail", "partitioningGranularity", "hour"));
    create(Map.of("name", daily, "type", "detail"));

    given()
        .get(TABLES)
        .then()
        .statusCode(200)
        .body("values.find { it.name == '%s' }.version".formatted(daily), equalTo(0))
        .body("values.find { it.name == '%s' }.totalRows".formatted(daily), equalTo(0))
        .body("values.find { it.name == '%s' }.schema".formatted(daily), nullValue())
        .body("values.find { it.name == '%s' }.queryableSchema".formatted(daily), nullValue())
        .body("values.find { it.name == '%s' }.clusteringColumns".formatted(daily), nullValue());
    assertThat(names("?partitioningGranularity=hour")).contains(hourly).doesNotContain(daily);
    assertThat(names("?segmentCount=0")).contains(hourly, daily);
    assertThat(names("?segmentCount=99999")).isEmpty();
  }

  private static List<String> names(String parameters) {
    return Api.get(TABLES + parameters).getList("values.name");
  }

  @ParameterizedTest
  @CsvSource({"partitioningGranularity, fortnight", "segmentCount, -1", "segmentCount, x"})
  void refusesFiltersThatAreWrong(String name, String value) {
    given()
        .queryParam(name, value)
        .get(TABLES)
        .then()
        .statusCode(400)
        .body("target", equalTo(name));
  }

  private static ValidatableResponse create(Object body) {
    return given().contentType(ContentType.JSON).body(body).post(TABLES).then();
  }
}
