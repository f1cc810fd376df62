package dev.lodestar.api;

import static dev.lodestar.api.Api.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.oneOf;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements whose results are fetched later. */
@QuarkusTest
class StatementsTest {
  private static final String STATEMENTS = Api.SQL + "/statements";
  private static final Set<String> OVER = Set.of("SUCCESS", "FAILED");
  private static final String FIVE =
      "SELECT x FROM (VALUES (1), (2), (3), (4), (5)) AS t(x) ORDER BY x";
  private static final AtomicReference<String> TABLE = new AtomicReference<>();

  /** Ten rows, which joined with themselves make many. */
  @BeforeEach
  void load() {
    if (TABLE.get() == null) {
      String table = unique("ten");
      String line = "{\"ts\": \"2026-01-05T10:00:00Z\", \"n\": 1}\n";
      Api.completed(JobRequest.inline(table, line.repeat(10)).time().column("n", "long"));
      TABLE.set(table);
    }
  }

  /** Rows of ten to the power of {@code tables}. */
  private static String cross(String select, int tables) {
    return select
        + IntStream.range(0, tables)
            .mapToObj(i -> "\"%s\" t%d".formatted(TABLE.get(), i))
            .collect(Collectors.joining(", ", " FROM ", ""));
  }

  /** Runs for minutes, unless somebody stops it. */
  private static String endless() {
    return cross("SELECT SUM(t0.\"n\" * t1.\"n\" + t9.\"n\")", 12);
  }

  private static ValidatableResponse post(Map<String, ?> body) {
    return given().contentType(ContentType.JSON).body(body).post(STATEMENTS).then();
  }

  private static String submitted(String sql) {
    return post(Map.of("query", sql)).statusCode(200).extract().path("queryId");
  }

  private static JsonPath status(String id) {
    return Api.get(STATEMENTS + "/" + id);
  }

  private static JsonPath over(String id) {
    return await("the end of statement " + id)
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(30))
        .until(() -> status(id), state -> OVER.contains(state.getString("state")));
  }

  private static JsonPath succeeded(String id) {
    JsonPath end = over(id);
    assertThat(end.getString("state")).as(end.getString("errorDetails")).isEqualTo("SUCCESS");
    return end;
  }

  private static ValidatableResponse results(String id, String parameters) {
    return given()
        .urlEncodingEnabled(false)
        .get(STATEMENTS + "/" + id + "/results" + parameters)
        .then();
  }

  @Test
  void answersAtOnceAndKeepsTheResult() {
    String id =
        post(Map.of(
                "query",
                "SELECT \"__time\", COUNT(*) AS c FROM \"%s\" GROUP BY 1".formatted(TABLE.get()),
                "context",
                Map.of("executionMode", "ASYNC")))
            .statusCode(200)
            .header("X-Druid-SQL-Query-Id", notNullValue())
            .body("state", equalTo("ACCEPTED"))
            .body("createdAt", startsWith("20"))
            .body("durationMs", equalTo(-1))
            .body("schema[0]", equalTo(column("__time", "TIMESTAMP", "LONG")))
            .body("schema[1]", equalTo(column("c", "BIGINT", "LONG")))
            .body("$", not(hasKey("result")))
            .extract()
            .path("queryId");

    JsonPath end = succeeded(id);

    assertThat(end.getInt("result.numTotalRows")).isEqualTo(1);
    assertThat(end.getString("result.dataSource")).isEqualTo("__query_select");
    assertThat(end.getList("result.sampleRecords")).isEqualTo(List.of(List.of(1767607200000L, 10)));
    assertThat(end.getList("result.pages.id")).isEqualTo(List.of(0));
    assertThat(end.getList("result.pages.numRows")).isEqualTo(List.of(1));
    assertThat(end.getInt("result.totalSizeInBytes"))
        .isPositive()
        .isEqualTo(end.getInt("result.pages[0].sizeInBytes"));
    assertThat(end.getInt("durationMs")).isGreaterThanOrEqualTo(0);
    assertThat(end.getMap("$")).doesNotContainKeys("stages", "counters", "errorDetails");
    results(id, "")
        .statusCode(200)
        .header("X-Druid-SQL-Query-Id", equalTo(id))
        .header("Content-Disposition", nullValue())
        .body("$", equalTo(List.of(Map.of("__time", "2026-01-05T10:00:00.000Z", "c", 10))));
    assertThat(Api.get(STATEMENTS + "/" + id + "?detail=true").getMap("$"))
        .containsKeys("stages", "counters", "warnings");
  }

  private static Map<String, String> column(String name, String type, String nativeType) {
    return Map.of("name", name, "type", type, "nativeType", nativeType);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "object     |application/json|[{\"a\":1,\"b\":\"x,y\",\"c\":1.0,\"d\":\"Infinity\",\"e\":null,\"f\":true,\"g\":\"2026-01-05T10:00:00.000Z\"}]⏎",
        "array      |application/json|[[1,\"x,y\",1.0,\"Infinity\",null,true,\"2026-01-05T10:00:00.000Z\"]]⏎",
        "objectLines|text/plain|{\"a\":1,\"b\":\"x,y\",\"c\":1.0,\"d\":\"Infinity\",\"e\":null,\"f\":true,\"g\":\"2026-01-05T10:00:00.000Z\"}⏎⏎",
        "arrayLines |text/plain|[1,\"x,y\",1.0,\"Infinity\",null,true,\"2026-01-05T10:00:00.000Z\"]⏎⏎",
        "csv        |text/csv|1,\"x,y\",1.0,Infinity,,true,2026-01-05T10:00:00.000Z⏎⏎",
      })
  void answersInFiveFormatsWithTheValuesOfAQuery(String format, String contentType, String body) {
    String sql =
        "SELECT 1 AS a, 'x,y' AS b, 1.0 AS c, 1.0 / 0 AS d, CAST(NULL AS VARCHAR) AS e, 1 = 1 AS f,"
            + " TIMESTAMP '2026-01-05 10:00:00' AS g";
    String id = submitted(sql);
    succeeded(id);

    String answer =
        results(id, "?resultFormat=" + format)
            .statusCode(200)
            .contentType(startsWith(contentType))
            .extract()
            .asString();

    assertThat(answer.replace("\n", "⏎")).isEqualTo(body);
    assertThat(answer)
        .isEqualTo(Api.query(Map.of("query", sql, "resultFormat", format)).asString());
  }

  @Test
  void cutsTheResultIntoPages() {
    String id =
        post(Map.of("query", FIVE, "context", Map.of("rowsPerPage", 2)))
            .statusCode(200)
            .extract()
            .path("queryId");
    JsonPath end = succeeded(id);

    assertThat(end.getList("result.pages.id")).isEqualTo(List.of(0, 1, 2));
    assertThat(end.getList("result.pages.numRows")).isEqualTo(List.of(2, 2, 1));
    results(id, "?page=1&resultFormat=array").body("$", equalTo(List.of(List.of(3), List.of(4))));
    results(id, "?page=2&resultFormat=csv").body(equalTo("5\n\n"));
    results(id, "?resultFormat=array").body("size()", equalTo(5));
    results(id, "?page=0&resultFormat=csv&filename=my%20rows.csv")
        .statusCode(200)
        .header("Content-Disposition", equalTo("attachment; filename=\"my rows.csv\""));
  }

  @ParameterizedTest
  @CsvSource({
    "?page=3, page 3",
    "?page=-1, page -1",
    "?page=x, page",
    "?page=99999999999, page",
    "?resultFormat=xml, resultFormat",
    "?filename=../x, filename",
    "?filename=a%22b, filename",
    "?filename=a%0Ab, filename"
  })
  void refusesParametersThatMakeNoSense(String parameters, String named) {
    String id =
        post(Map.of("query", FIVE, "context", Map.of("rowsPerPage", 2))).extract().path("queryId");
    succeeded(id);

    results(id, parameters)
        .statusCode(400)
        .header("X-Druid-SQL-Query-Id", equalTo(id))
        .body("category", equalTo("INVALID_INPUT"))
        .body("errorMessage", containsString(named));
  }

  @Test
  void keepsAnEmptyResult() {
    String id = submitted("SELECT \"n\" FROM \"%s\" WHERE \"n\" > 5".formatted(TABLE.get()));
    JsonPath end = succeeded(id);

    assertThat(end.getInt("result.numTotalRows")).isZero();
    assertThat(end.getList("result.sampleRecords")).isEmpty();
    results(id, "").statusCode(200).body("$", equalTo(List.of()));
    results(id, "?page=0&resultFormat=csv").statusCode(200).body(equalTo("\n"));
  }

  @Test
  void refusesStatementsThatCannotRun() {
    post(Map.of("query", "SELEC 1"))
        .statusCode(400)
        .header("X-Druid-SQL-Query-Id", notNullValue())
        .body("error", equalTo("druidException"))
        .body("category", equalTo("INVALID_INPUT"))
        .body("context.line", equalTo("1"));
    post(Map.of("query", "SELECT * FROM nowhere")).statusCode(400);
    post(Map.of("query", "SELECT 1", "context", Map.of("timeout", "x"))).statusCode(400);
    post(Map.of()).statusCode(400);
  }

  @Test
  void failsWithTheFaultOfTheRun() {
    String id = submitted("SELECT 1 / (t0.\"n\" - 1) FROM \"%s\" t0".formatted(TABLE.get()));

    JsonPath end = over(id);

    assertThat(end.getString("state")).isEqualTo("FAILED");
    assertThat(end.getString("errorDetails.category")).isEqualTo("RUNTIME_FAILURE");
    assertThat(end.getString("errorDetails.errorMessage")).contains("zero");
    assertThat(end.getMap("$")).doesNotContainKey("result");
    results(id, "").statusCode(404).body("errorMessage", containsString("failed"));
    given().delete(STATEMENTS + "/" + id).then().statusCode(200);
  }

  @Test
  void takesATimeoutFromTheContext() {
    String id =
        post(Map.of("query", endless(), "context", Map.of("timeout", 100)))
            .statusCode(200)
            .extract()
            .path("queryId");

    assertThat(over(id).getString("errorDetails.category")).isEqualTo("TIMEOUT");
  }

  @Test
  void cancelsWhatRunsAndWhatWaits() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.add(submitted(endless()));
    }
    results(ids.getFirst(), "").statusCode(400).body("errorMessage", containsString("SUCCESS"));

    for (String id : ids) {
      given()
          .delete(STATEMENTS + "/" + id)
          .then()
          .statusCode(202)
          .header("X-Druid-SQL-Query-Id", equalTo(id))
          .body("state", equalTo("FAILED"));
    }

    for (String id : ids) {
      JsonPath end = over(id);
      assertThat(end.getString("errorDetails.category")).isEqualTo("CANCELED");
      results(id, "").statusCode(404);
      given().delete(STATEMENTS + "/" + id).then().statusCode(200);
    }
    // The slots are free again.
    succeeded(submitted("SELECT 1"));
  }

  @Test
  void endsOnceWhenACancelRacesWithTheEnd() throws Exception {
    try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
      List<Future<String>> races = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        races.add(pool.submit(StatementsTest::race));
      }
      for (Future<String> race : races) {
        assertThat(race.get()).isEmpty();
      }
    }
  }

  /** What was wrong, if anything was. */
  private static String race() {
    String id = submitted(cross("SELECT COUNT(*)", 3));
    int status = given().delete(STATEMENTS + "/" + id).statusCode();
    JsonPath end = over(id);
    boolean hasResult = results(id, "").extract().statusCode() == 200;
    boolean succeeded = end.getString("state").equals("SUCCESS");
    return succeeded == hasResult && succeeded == (status == 200)
        ? ""
        : "%d, then %s, result %s".formatted(status, end.getString("state"), hasResult);
  }

  @Test
  void runsManyAtOnce() throws InterruptedException, ExecutionException {
    try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
      List<Future<String>> all = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        String sql = "SELECT %d AS v".formatted(i);
        all.add(pool.submit(() -> submitted(sql)));
      }
      for (int i = 0; i < all.size(); i++) {
        String id = all.get(i).get();
        succeeded(id);
        results(id, "?resultFormat=array").body("$", equalTo(List.of(List.of(i))));
      }
    }
  }

  @Test
  void keepsAMillionRows() {
    String id = submitted(cross("SELECT t0.\"n\" AS a, t5.\"__time\" AS b", 6));
    JsonPath end = succeeded(id);

    assertThat(end.getInt("result.numTotalRows")).isEqualTo(1_000_000);
    assertThat(end.getList("result.pages")).hasSizeGreaterThanOrEqualTo(10);
    assertThat(end.getList("result.sampleRecords")).hasSize(100);
    String page = results(id, "?page=9&resultFormat=csv").extract().asString();
    assertThat(page.lines().count()).isGreaterThan(1000);
    assertThat(results(id, "?resultFormat=csv").extract().asString().lines().count())
        .isEqualTo(1_000_001);
  }

  @Test
  void namesAStatementAsItsUserDoes() {
    String id = unique("mine");
    Map<String, Object> body = Map.of("query", "SELECT 1", "context", Map.of("sqlQueryId", id));

    post(body).statusCode(200).body("queryId", equalTo(id));
    post(body).statusCode(409).body("errorMessage", containsString(id));
    succeeded(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nothing", "00000000-0000-0000-0000-000000000000", "a%20b", "'; --"})
  void knowsNothingOfOthers(String id) {
    for (String path : List.of("/" + id, "/" + id + "/results")) {
      given()
          .urlEncodingEnabled(false)
          .get(STATEMENTS + path.replace(" ", "%20").replace("'", "%27"))
          .then()
          .statusCode(404)
          .body("errorCode", equalTo("notFound"))
          .body("category", equalTo("INVALID_INPUT"));
    }
    given()
        .urlEncodingEnabled(false)
        .delete(STATEMENTS + "/" + id.replace(" ", "%20").replace("'", "%27"))
        .then()
        .statusCode(404);
  }

  @Test
  void readsMetadataTables() {
    String id =
        submitted(
            "SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_NAME = '%s'"
                .formatted(TABLE.get()));
    succeeded(id);

    results(id, "?resultFormat=array").body("$", equalTo(List.of(List.of(TABLE.get()))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/druid/v2/sql/statements", "/v1/query/sql/statements"})
  void standsUnderTheOtherMounts(String mount) {
    String id =
        given()
            .contentType(ContentType.JSON)
            .body(
                Map.of(
                    "query",
                    "SELECT ? AS v",
                    "parameters",
                    List.of(Map.of("type", "VARCHAR", "value", "p"))))
            .post(mount)
            .then()
            .statusCode(200)
            .extract()
            .path("queryId");
    given()
        .get(mount + "/" + id)
        .then()
        .statusCode(200)
        .body("state", oneOf("ACCEPTED", "RUNNING", "SUCCESS"));
    succeeded(id);

    given()
        .get(mount + "/" + id + "/results")
        .then()
        .statusCode(200)
        .body("$", equalTo(List.of(Map.of("v", "p"))));
    given().delete(mount + "/" + id).then().statusCode(200);
  }

  @Test
  void keepsArraysAsTheContextSays() {
    String table = unique("arrays");
    Api.completed(
        JobRequest.inline(
                table, "{\"ts\": \"2026-01-05T10:00:00Z\", \"tags\": [\"a\", null, \"b\\\"\"]}\n")
            .time()
            .column("tags", "stringArray"));
    String sql = "SELECT \"tags\" FROM \"%s\"".formatted(table);
    String text = submitted(sql);
    String real =
        post(Map.of("query", sql, "context", Map.of("sqlStringifyArrays", false)))
            .extract()
            .path("queryId");

    succeeded(text);
    succeeded(real);

    results(text, "").body("[0].tags", equalTo("[\"a\",null,\"b\\\"\"]"));
    results(real, "").body("[0].tags", equalTo(Arrays.asList("a", null, "b\"")));
  }
}
