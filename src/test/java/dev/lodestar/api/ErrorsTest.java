package dev.lodestar.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesRegex;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever goes wrong, the answer is one of the two documented bodies and tells nothing else. */
@QuarkusTest
class ErrorsTest {
  private static final Pattern INNARDS =
      Pattern.compile(
          "\\b(org|com|java|io|jakarta|dev)\\.[a-z]+\\.|Exception|\\bat [a-z]+\\.|duckdb|postgres",
          Pattern.CASE_INSENSITIVE);

  @ParameterizedTest
  @CsvSource({
    "GET, /",
    "GET, /nope",
    "GET, /v1",
    "GET, /v2",
    "GET, /v2/nope",
    "GET, /v2/tablesX",
    "GET, /v1/tables",
    "GET, /v1/projects/default/nope",
    "GET, /v1/projects/default/tables/a/b/c",
    "GET, /v1/projects/default/dashboards",
    "POST, /v1/ingestionJobs",
    "GET, /v1/queryX",
  })
  void answersFlatErrorsForUnknownPaths(String method, String path) {
    assertSober(
        given()
            .request(method, path)
            .then()
            .statusCode(404)
            .contentType("application/json")
            .body("code", equalTo("ObjectNotFound"))
            .body("message", containsString("nothing at " + path))
            .extract()
            .response());
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, /v1/projects/default/tables",
    "DELETE, /v1/projects/default/tables/t",
    "DELETE, /v2/tables/t",
    "DELETE, /v1/projects/default/jobs/1",
    "PATCH, /v1/projects/default/jobs",
    "PUT, /v1/files",
    "POST, /v1/projects",
    "GET, /v1/projects/default/query/sql",
    "DELETE, /v1/query/sql",
  })
  void namesTheMethodThatAPathDoesNotTake(String method, String path) {
    Response answer = given().request(method, path);

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.asString()).contains(method);
    assertSober(answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "text/plain", "image/png, text/css", "nonsense"})
  void answersJsonWhateverTheClientAccepts(String accepted) {
    given()
        .header("Accept", accepted)
        .get("/v1/projects/default/tables/no-such-table")
        .then()
        .statusCode(404)
        .contentType("application/json");
    given()
        .header("Accept", accepted)
        .get("/v2/jobs")
        .then()
        .statusCode(200)
        .contentType("application/json");
    given()
        .header("Accept", accepted)
        .get("/v1/projects/default")
        .then()
        .statusCode(200)
        .contentType("application/json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/projects/default/tables",
        "/v2/tables",
        "/v1/projects/default/jobs",
        "/v2/jobs",
        "/v1/projects/default/query/sql",
        "/v1/query/sql"
      })
  void answersMalformedJsonWith400(String path) {
    for (String body :
        new String[] {
          "{",
          "nope",
          "[1,",
          "{\"a\": NaN}",
          "\u0000",
          "\"\\ud800\"",
          "1e999999999",
          "[]",
          "7",
          "\"x\"",
          "{\"query\": \"SELECT 1\", \"name\": \"twice\", \"type\": \"detail\"}}",
          "{\"query\": \"SELECT 1\", \"name\": \"twice\", \"type\": \"detail\"} {}",
          "{\"query\": \"SELECT 1\", \"name\": \"twice\", \"type\": \"detail\"} // done"
        }) {
      Response answer = given().contentType("application/json").body(body).post(path);

      assertThat(answer.statusCode()).as("%s to %s", body, path).isEqualTo(400);
      assertSober(answer);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/projects/default/tables",
        "/v1/projects/default/jobs",
        "/v1/projects/default/query/sql"
      })
  void answersAbsentBodiesWith400(String path) {
    Response answer = given().contentType("application/json").post(path);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertSober(answer);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 5_000, 200_000})
  void survivesDeeplyNestedJson(int depth) throws Exception {
    String deep = "[".repeat(depth) + "]".repeat(depth);
    for (String path : new String[] {Api.TABLES, Api.JOBS, Api.SQL}) {
      String body =
          "{\"type\": \"batch\", \"name\": \"n\", \"query\": \"SELEC\", \"x\": %s, \"context\": {\"x\": %s}}"
              .formatted(deep, deep);

      HttpResponse<String> answer = post(path, body);

      assertThat(answer.statusCode()).as("%d deep to %s", depth, path).isEqualTo(400);
      assertThat(tellsInnards(answer.body())).as(answer.body()).isFalse();
    }
  }

  @Test
  void survivesDeeplyNestedSql() {
    for (String query :
        new String[] {
          "SELECT " + "(".repeat(5000) + "1" + ")".repeat(5000),
          "SELECT 1" + " + 1".repeat(20_000),
          "SELECT '" + "x".repeat(1 << 20) + "' FROM nope"
        }) {
      Response answer = Api.query(Map.of("query", query));

      assertThat(answer.statusCode()).isIn(200, 400);
      assertSober(answer);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/projects/default/tables/a%00b",
        "/v1/projects/default/files/a%00b",
        "/v1/projects/default/jobs/a%00b",
        "/v1/projects/default%00/tables",
      })
  void findsNothingUnderNamesThatCannotBe(String path) {
    Response answer = given().urlEncodingEnabled(false).get(path);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertSober(answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/projects/default/jobs?searchString=a%00b",
        "/v1/projects/default/jobs?targetTableName=a%00b",
        "/v1/projects/default/files?searchString=a%00b",
      })
  void findsNothingByTextsThatCannotBe(String path) {
    Response answer = given().urlEncodingEnabled(false).get(path);

    assertThat(answer.statusCode()).isIn(200, 400);
    assertSober(answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/projects/default/tables/%zz",
        "/v1/projects/default/tables/%",
        "/v1/projects/default/files/%e4",
        "/v1/projects/default/tables/..%2F..%2Fetc",
        "//v1//projects",
        "/v1/projects/default/tables/;a=b",
      })
  void staysSoberOnStrangePaths(String path) throws Exception {
    String answer = raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

    assertThat(answer).matches("(?s)HTTP/1\\.1 (200|400|404) .*");
    assertThat(tellsInnards(answer)).as(answer).isFalse();
  }

  @Test
  void answersQueryFaultsInDruidsShape() {
    Api.query(Map.of("query", "SELECT * FROM nope"))
        .then()
        .statusCode(400)
        .body("error", equalTo("druidException"))
        .body("context.line", matchesRegex("\\d+"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "application/xml", "nonsense"})
  void queriesTakeJsonAndPlainSqlOnly(String contentType) {
    Response answer =
        given().header("Content-Type", contentType).body(Api.bytes("SELECT 1")).post(Api.SQL);

    assertThat(answer.statusCode()).isEqualTo(415);
    assertSober(answer);
  }

  /** Without REST Assured, which indents what it sends for its log: too much for deep bodies. */
  private static HttpResponse<String> post(String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  private static String raw(String request) throws IOException {
    try (var socket = new Socket("localhost", RestAssured.port)) {
      socket.getOutputStream().write(Api.bytes(request));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Apart from the one word that Druid's own shape has in it. */
  private static boolean tellsInnards(String answer) {
    return INNARDS.matcher(answer.replace("\"druidException\"", "")).find();
  }

  private static void assertSober(Response answer) {
    String body = answer.asString();
    assertThat(tellsInnards(body)).as(body).isFalse();
    if (answer.statusCode() >= 400) {
      assertThat(answer.contentType()).startsWith("application/json");
      assertThat(answer.statusCode()).as(body).isLessThan(500);
    }
  }
}
