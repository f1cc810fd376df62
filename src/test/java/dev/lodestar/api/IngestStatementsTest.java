package dev.lodestar.api;

import static dev.lodestar.api.Api.count;
import static dev.lodestar.api.Api.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.oneOf;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** INSERT and REPLACE as asynchronous statements: SQL jobs by another door. */
@QuarkusTest
class IngestStatementsTest {
  private static final String STATEMENTS = Api.SQL + "/statements";
  private static final String ROWS =
      """
      SELECT * FROM (VALUES (TIMESTAMP '2026-01-01 10:00:00', 'a', 1),
        (TIMESTAMP '2026-01-02 10:00:00', 'b', 2)) AS v("__time", "k", "n") PARTITIONED BY DAY""";

  private static ValidatableResponse post(String path, Map<String, ?> body) {
    return given().contentType(ContentType.JSON).body(body).post(path).then();
  }

  private static JsonPath over(String id) {
    return await()
        .until(
            () -> given().get(STATEMENTS + "/" + id).then().statusCode(200).extract().jsonPath(),
            status -> List.of("SUCCESS", "FAILED").contains(status.getString("state")));
  }

  @ParameterizedTest
  @ValueSource(strings = {Api.SQL + "/statements", "/druid/v2/sql/statements"})
  void storesRowsAndHasNothingToRead(String path) {
    String table = unique("inserted");

    String id =
        post(path, Map.of("query", "INSERT INTO \"%s\" %s".formatted(table, ROWS)))
            .statusCode(200)
            .body("state", oneOf("ACCEPTED", "RUNNING", "SUCCESS"))
            .body("$", not(hasKey("schema")))
            .extract()
            .path("queryId");

    JsonPath status = over(id);
    assertThat(status.getString("state")).isEqualTo("SUCCESS");
    assertThat(status.getString("result.dataSource")).isEqualTo(table);
    assertThat(status.getLong("result.numTotalRows")).isEqualTo(2);
    assertThat(count(table)).isEqualTo(2);
    given()
        .get(STATEMENTS + "/" + id + "/results")
        .then()
        .statusCode(200)
        .body("", equalTo(List.of()));
    given().get(Api.JOBS + "/" + id).then().statusCode(200).body("type", equalTo("sql"));
  }

  @Test
  void replacesWithParametersAndContext() {
    String table = unique("replaced");
    over(submitted("INSERT INTO \"%s\" %s".formatted(table, ROWS)));

    String id =
        post(
                STATEMENTS,
                Map.of(
                    "query",
                    "REPLACE INTO \"%s\" OVERWRITE ALL SELECT \"__time\", \"k\" FROM \"%s\" WHERE \"k\" = ? PARTITIONED BY DAY"
                        .formatted(table, table),
                    "parameters",
                    List.of(Map.of("type", "VARCHAR", "value", "b")),
                    "context",
                    Map.of("executionMode", "ASYNC", "sqlQueryId", "mine")))
            .statusCode(200)
            .extract()
            .path("queryId");

    assertThat(over(id).getString("state")).isEqualTo("SUCCESS");
    assertThat(count(table)).isEqualTo(1);
  }

  private static String submitted(String sql) {
    return post(STATEMENTS, Map.of("query", sql)).statusCode(200).extract().path("queryId");
  }

  @Test
  void refusesWhatCannotBePlannedBeforeAnythingIsMade() {
    String table = unique("refused");

    post(
            STATEMENTS,
            Map.of(
                "query",
                "INSERT INTO \"%s\" SELECT \"x\" FROM \"no such\" PARTITIONED BY DAY"
                    .formatted(table)))
        .statusCode(400)
        .body("error", equalTo("druidException"))
        .body("errorMessage", containsString("no such"));

    given().get(Api.TABLES + "/" + table).then().statusCode(404);
  }

  @Test
  void tellsWhyItFailed() {
    String table = unique("failed");
    String id =
        submitted(
            "INSERT INTO \"%s\" SELECT CAST(NULL AS TIMESTAMP) AS \"__time\", 1 AS \"n\" PARTITIONED BY DAY"
                .formatted(table));

    JsonPath status = over(id);

    assertThat(status.getString("state")).isEqualTo("FAILED");
    assertThat(status.getString("errorDetails.errorMessage")).isNotBlank();
    given()
        .get(STATEMENTS + "/" + id + "/results")
        .then()
        .statusCode(404)
        .body("errorMessage", containsString("failed"));
  }

  @Test
  void leavesAnEndedOneWhenAskedToCancelIt() {
    String id = submitted("INSERT INTO \"%s\" %s".formatted(unique("ended"), ROWS));
    over(id);

    given().delete(STATEMENTS + "/" + id).then().statusCode(200).body("state", equalTo("SUCCESS"));
  }

  @Test
  void knowsNoStatementThatIsAnotherJob() {
    String table = unique("batch");
    String line = "{\"ts\": \"2026-01-05T10:00:00Z\", \"n\": 1}\n";
    String id = Api.completed(JobRequest.inline(table, line).time().column("n", "long"));

    given().get(STATEMENTS + "/" + id).then().statusCode(404);
  }
}
