package dev.lodestar.api;

import static dev.lodestar.api.Api.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests as clients that were written for Druid send them. */
@QuarkusTest
class DruidClientsTest {
  private static final String ID = "X-Druid-SQL-Query-Id";

  @ParameterizedTest
  @ValueSource(strings = {"/druid/v2/sql", "/druid/v2/sql/", "/v1/query/sql", "/v1/query/sql/"})
  void answersPydruid(String path) {
    given()
        .contentType(ContentType.JSON)
        .header("Authorization", "Basic YTpi")
        .body(Map.of("query", "SELECT 1 AS a, 'x' AS b", "context", Map.of(), "header", true))
        .post(path)
        .then()
        .statusCode(200)
        .contentType(startsWith("application/json"))
        .header(ID, notNullValue())
        .header("X-Druid-SQL-Header-Included", equalTo("yes"))
        .body("size()", equalTo(2))
        .body("[0].a", nullValue())
        .body("[1]", equalTo(Map.of("a", 1, "b", "x")));
  }

  @Test
  void answersGoDruidAndGrafana() {
    given()
        .contentType(ContentType.JSON)
        .body(
            """
            {"queryType": "sql", "query": "SELECT 1 AS a", "resultFormat": "array", "header": true,
             "context": {"grafana": 1, "skipEmptyBuckets": true}, "unknown": [1]}
            """)
        .post("/druid/v2/sql")
        .then()
        .statusCode(200)
        .body("$", equalTo(List.of(List.of("a"), List.of(1))));
    given()
        .get("/status")
        .then()
        .statusCode(200)
        .body("version", notNullValue())
        .body("memory.maxMemory", greaterThan(0));
    given().get("/status/health").then().statusCode(200).body(equalTo("true"));
  }

  @Test
  void takesSqlAsTextAndAsAForm() {
    given()
        .contentType("text/plain; charset=utf-8")
        .body("SELECT 'ö' AS a, 'b%20c' AS t")
        .post("/druid/v2/sql")
        .then()
        .statusCode(200)
        .contentType(startsWith("application/json"))
        .body("[0]", equalTo(Map.of("a", "ö", "t", "b%20c")));
    given()
        .contentType("application/x-www-form-urlencoded")
        .body("SELECT+%27%C3%B6%27+AS+a%2C%201%2B1%20AS%20b")
        .post("/druid/v2/sql/")
        .then()
        .statusCode(200)
        .body("[0]", equalTo(Map.of("a", "ö", "b", 2)));
    given()
        .contentType("application/x-www-form-urlencoded")
        .body("SELECT %2")
        .post("/druid/v2/sql")
        .then()
        .statusCode(400)
        .body("errorMessage", containsString("escape"));
    given().contentType("text/plain").body(" ").post("/druid/v2/sql").then().statusCode(400);
  }

  /** Whatever it is taken for, it is no fault of the server. */
  @Test
  void survivesARequestWithoutAContentType() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + "/druid/v2/sql"))
            .POST(HttpRequest.BodyPublishers.ofString("{\"query\": \"SELECT 1\"}"))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      int status = client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();

      assertThat(status).isIn(200, 400, 415);
    }
  }

  @Test
  void listsTablesAsDataSources() {
    String table = unique("source");
    Api.completed(
        JobRequest.inline(table, "{\"ts\": \"2026-01-05T10:00:00Z\", \"n\": 1, \"s\": \"x\"}\n")
            .time()
            .column("n", "long")
            .column("s", "string"));

    given().get("/druid/v2/datasources").then().statusCode(200).body("$", hasItem(table));
    given()
        .get("/druid/v2/datasources/" + table)
        .then()
        .statusCode(200)
        .body("dimensions", equalTo(List.of("n", "s")))
        .body("metrics", equalTo(List.of()));
    given()
        .get("/druid/v2/datasources/none-of-this-name")
        .then()
        .statusCode(200)
        .body("dimensions", equalTo(List.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/druid/v2", "/druid/v2/"})
  void refusesNativeQueriesInOneSentence(String path) {
    given()
        .contentType(ContentType.JSON)
        .body(Map.of("queryType", "timeseries", "dataSource", "x"))
        .post(path)
        .then()
        .statusCode(400)
        .body("category", equalTo("UNSUPPORTED"))
        .body("errorMessage", equalTo("Native queries are absent; send SQL to /druid/v2/sql."));
  }

  @Test
  void namesTheQueryInEveryFault() {
    String id = unique("fault");
    given()
        .contentType(ContentType.JSON)
        .body(Map.of("query", "SELECT nope", "context", Map.of("sqlQueryId", id)))
        .post("/druid/v2/sql")
        .then()
        .statusCode(400)
        .header(ID, equalTo(id))
        .body("error", equalTo("druidException"))
        .body("errorCode", equalTo("invalidInput"))
        .body("persona", equalTo("USER"))
        .body("category", equalTo("INVALID_INPUT"))
        .body("errorMessage", containsString("nope"))
        .body("context.line", equalTo("1"))
        .body("context.column", equalTo("8"))
        .body("$", not(hasKey("errorClass")));
    for (String body : List.of("{", "[]", "", "{\"query\": \"\"}")) {
      assertThat(
              given()
                  .contentType(ContentType.JSON)
                  .body(body)
                  .post("/druid/v2/sql")
                  .then()
                  .statusCode(400)
                  .body("category", equalTo("INVALID_INPUT"))
                  .extract()
                  .header(ID))
          .isNotEmpty();
    }
    given().get("/druid/v2/sql").then().statusCode(405).header(ID, notNullValue());
    given()
        .contentType("application/xml")
        .body("<a/>")
        .post("/druid/v2/sql")
        .then()
        .statusCode(415)
        .header(ID, notNullValue());
  }
}
