package dev.lodestar.api;

import static dev.lodestar.api.Api.accepted;
import static dev.lodestar.api.Api.rows;
import static dev.lodestar.api.Api.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lookups in the expressions of streaming jobs: each batch sees them as they are then. */
@QuarkusTest
class LookupStreamTest {
  private final String table = unique("sold");
  private String connection;

  @BeforeEach
  void connect() {
    connection = Streams.pushConnection();
  }

  private void push(String iso, int number) {
    Streams.push(
        connection,
        "{\"ts\": \"%s\", \"iso\": \"%s\", \"n\": %d}".formatted(Instant.now(), iso, number));
  }

  private JobRequest job(String lookup) {
    return Streams.numbers(table, connection)
        .field("iso", "string")
        .map("country", "LOOKUP(\"iso\", '%s', 'unknown')".formatted(lookup));
  }

  private List<List<Object>> countries() {
    return rows("SELECT n, country FROM \"%s\" ORDER BY n".formatted(table));
  }

  @Test
  void looksUpInMappingsAndFilters() {
    String lookup = LookupJobsTest.lookup("FR=France", "DE=Germany");
    String job =
        accepted(
            job(lookup)
                .with(
                    "filterExpression",
                    "COALESCE(LOOKUP(\"iso\", '%s'), '') <> 'Germany'".formatted(lookup)));

    push("FR", 1);
    push("DE", 2);
    push("XX", 3);
    Streams.awaitCount(table, 2);

    assertThat(countries()).hasToString("[[1, France], [3, unknown]]");
    Streams.cancel(job);
    assertThat(Api.totals(job)).containsEntry("numRowsSkippedByFilter", 1);
  }

  @Test
  void whatIsReadAfterAChangeSeesIt() {
    String lookup = LookupJobsTest.lookup("FR=France");
    String job = accepted(job(lookup));
    push("FR", 1);
    push("DE", 2);
    Streams.awaitCount(table, 2);

    Api.completed(LookupJobsTest.replacement(lookup, "FR=Frankreich", "DE=Deutschland"));
    push("FR", 3);
    push("DE", 4);
    Streams.awaitCount(table, 4);

    assertThat(countries())
        .hasToString("[[1, France], [2, unknown], [3, Frankreich], [4, Deutschland]]");
    Streams.cancel(job);
  }

  @Test
  void aJobWaitsForALookupThatIsGoneAndGoesOnWithAllRows() {
    String lookup = LookupJobsTest.lookup("FR=France");
    String job = accepted(job(lookup));
    push("FR", 1);
    Streams.awaitCount(table, 1);

    given().delete(Api.LOOKUPS + "/" + lookup).then().statusCode(204);
    push("FR", 2);
    awaitHealth(job, "unable_to_proceed");

    assertThat(Api.get(Api.JOBS + "/" + job).getString("health.log.message"))
        .contains("lookup " + lookup)
        .contains("make it again");
    assertThat(Api.logMessages(job)).filteredOn(text -> text.contains(lookup)).hasSize(1);
    assertThat(countries()).hasToString("[[1, France]]");
    LookupJobsTest.post(
        Api.LOOKUPS,
        Map.of("name", lookup, "source", Map.of("type", "table", "tableName", lookup)));
    Streams.awaitCount(table, 2);
    assertThat(countries()).hasToString("[[1, France], [2, France]]");
    await()
        .atMost(Streams.PATIENCE)
        .until(() -> "ok".equals(health(job).getString("health.status")));
    Streams.cancel(job);
  }

  private static JsonPath health(String job) {
    return Api.get(Api.JOBS + "/" + job);
  }

  private static void awaitHealth(String job, String code) {
    await().atMost(Streams.PATIENCE).until(() -> code.equals(health(job).getString("health.code")));
  }

  @Test
  void looksUpWhileItRollsUp() {
    String lookup = LookupJobsTest.lookup("FR=Europe", "DE=Europe");
    LookupJobsTest.post(
        Api.TABLES,
        Map.of(
            "name",
            table,
            "type",
            "aggregate",
            "timeResolution",
            "day",
            "schema",
            List.of(
                Map.of("type", "dimension", "name", "where", "dataType", "string"),
                Map.of("type", "measure", "name", "n", "dataType", "long"))));
    String job =
        accepted(
            Streams.job(table, connection)
                .time()
                .field("iso", "string")
                .field("n", "long")
                .map("where", "LOOKUP(\"iso\", '%s', 'elsewhere')".formatted(lookup))
                .map("n", "SUM(\"n\")"));

    push("FR", 1);
    push("DE", 2);
    push("US", 4);
    await()
        .atMost(Streams.PATIENCE)
        .until(() -> sums().toString().equals("[[Europe, 3], [elsewhere, 4]]"));
    Api.completed(LookupJobsTest.replacement(lookup, "US=America"));
    push("US", 8);
    await()
        .atMost(Streams.PATIENCE)
        .until(() -> sums().toString().equals("[[America, 8], [Europe, 3], [elsewhere, 4]]"));

    Streams.cancel(job);
  }

  private List<List<Object>> sums() {
    return rows("SELECT \"where\", SUM(n) FROM \"%s\" GROUP BY 1 ORDER BY 1".formatted(table));
  }

  @Test
  void refusesLookupsThatDoNotExist() {
    Api.submit(job("no such lookup"))
        .statusCode(400)
        .body("target", equalTo("mappings[2].expression"));
  }
}
