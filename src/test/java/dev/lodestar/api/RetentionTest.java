package dev.lodestar.api;

import static dev.lodestar.api.Api.TABLES;
import static dev.lodestar.api.Api.count;
import static dev.lodestar.api.Api.over;
import static dev.lodestar.api.Api.rows;
import static dev.lodestar.api.Api.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.lodestar.upkeep.Purge;
import dev.lodestar.upkeep.Retention;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Storage policies: what stays, what is close, and when that begins to count. */
@QuarkusTest
class RetentionTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Days from today at which each load has a row; the row's {@code n} is that number. */
  private static final int[] DAYS = {-400, -40, -10, 0, 10};

  @Inject Retention retention;
  @Inject Purge purge;

  private final Instant today = Instant.now().truncatedTo(ChronoUnit.DAYS);

  private Instant day(int number) {
    return today.plus(number, ChronoUnit.DAYS);
  }

  private static Map<String, Object> declaration(String table, Object policy) {
    Map<String, Object> body = new HashMap<>(Map.of("name", table, "type", "detail", "version", 0));
    body.put("storagePolicy", policy);
    return body;
  }

  private static Map<String, Object> retain(String period) {
    return Map.of("retain", Map.of("type", "period", "period", period));
  }

  private static Map<String, Object> cached(String period) {
    return Map.of("cached", Map.of("type", "period", "period", period));
  }

  private static String table(Object policy) {
    String table = unique("kept");
    given()
        .contentType(ContentType.JSON)
        .body(declaration(table, policy))
        .post(TABLES)
        .then()
        .statusCode(201);
    return table;
  }

  private static void change(String table, Object policy) {
    Map<String, Object> body = declaration(table, policy);
    body.put("version", Api.get(TABLES + "/" + table).getInt("version"));
    given()
        .contentType(ContentType.JSON)
        .body(body)
        .put(TABLES + "/" + table)
        .then()
        .statusCode(200);
  }

  private String load(String table, int... days) {
    StringBuilder lines = new StringBuilder();
    for (int number : days) {
      lines.append(
          "{\"ts\": \"%s\", \"n\": %d}\n".formatted(day(number).plusSeconds(3600), number));
    }
    return Api.completed(JobRequest.inline(table, lines.toString()).time().column("n", "long"));
  }

  private static List<Integer> numbers(String table) {
    return rows("SELECT \"n\" FROM \"%s\" ORDER BY 1".formatted(table)).stream()
        .map(row -> (Integer) row.getFirst())
        .toList();
  }

  private static List<Object> unused(String table) {
    return Api.get(TABLES + "/" + table + "/unusedSegments").getList("values");
  }

  @Test
  void whatAClockThatJumpedAheadHidesCanBeRestoredWhenItIsRightAgain() {
    String table = table(retain("P30D"));
    load(table, -10, 0);
    Instant jumped = Instant.now().plus(3_650, ChronoUnit.DAYS);

    expire(jumped);
    assertThat(count(table)).isZero();
    assertThat(purge.purge(jumped.plusSeconds(60)).await().atMost(PATIENCE)).isNotNegative();

    assertThat(restore(table).getString("executionStatus")).isEqualTo("completed");
    assertThat(numbers(table)).containsExactly(-10, 0);
  }

  private int expire(Instant now) {
    return retention.expire(now).await().atMost(PATIENCE);
  }

  private JsonPath restore(String table) {
    String body =
        """
        {"type": "restore_data", "target": {"type": "table", "tableName": "%s"}, "interval": "%s/%s"}"""
            .formatted(table, day(-500), day(500));
    return over(
        given()
            .contentType(ContentType.JSON)
            .body(body)
            .post(Api.JOBS)
            .then()
            .statusCode(201)
            .extract()
            .path("id"));
  }

  @Test
  void hidesWhatANewPolicyDoesNotKeepInTheVeryNextQuery() {
    String table = table(null);
    load(table, DAYS);
    assertThat(numbers(table)).containsExactly(-400, -40, -10, 0, 10);

    change(table, retain("P30D"));

    assertThat(numbers(table)).containsExactly(-10, 0, 10);
    assertThat(unused(table)).hasSize(2);
    assertThat(Api.get(TABLES + "/" + table).getInt("totalRows")).isEqualTo(3);
  }

  @Test
  void storesLateRowsAndDropsThemAtOnce() {
    String table = table(retain("P30D"));

    String job = load(table, DAYS);

    assertThat(numbers(table)).containsExactly(-10, 0, 10);
    assertThat(Api.totals(job)).containsEntry("numRowsProcessed", 5);
    assertThat(unused(table)).hasSize(2);
  }

  @Test
  void forgetsTheColumnsOfLateRows() {
    String table = table(retain("P30D"));

    load(table, -400);

    assertThat(Api.get(TABLES + "/" + table).getList("queryableSchema.name"))
        .containsExactly("__time");
    assertThat(count(table)).isZero();
    load(table, 0);
    assertThat(numbers(table)).containsExactly(0);
  }

  @Test
  void hidesWhatTimeTakesOutOfThePolicyAlthoughQueriesAreRemembered() {
    String table = table(retain("P30D"));
    load(table, DAYS);
    assertThat(numbers(table)).containsExactly(-10, 0, 10);

    // The chunk goes when its last moment is 30 days old, however old its rows are.
    expire(day(21).minusMillis(1));
    assertThat(numbers(table)).containsExactly(-10, 0, 10);
    assertThat(expire(day(21))).isPositive();

    assertThat(numbers(table)).containsExactly(0, 10);
    assertThat(expire(day(21))).isZero();
    expire(day(60));
    assertThat(count(table)).isZero();
  }

  @Test
  void lengtheningBringsNothingBackButRestoringCan() {
    String table = table(retain("P30D"));
    load(table, DAYS);

    JsonPath early = restore(table);
    assertThat(early.getString("health.code")).isEqualTo("no_rows_found");
    assertThat(numbers(table)).containsExactly(-10, 0, 10);
    change(table, retain("P50D"));
    assertThat(numbers(table)).containsExactly(-10, 0, 10);

    assertThat(restore(table).getString("executionStatus")).isEqualTo("completed");

    assertThat(numbers(table)).containsExactly(-40, -10, 0, 10);
    assertThat(unused(table)).hasSize(1);
    change(table, null);
    restore(table);
    assertThat(numbers(table)).containsExactly(-400, -40, -10, 0, 10);
  }

  @Test
  void keepsIntervalsAndWhatTheirPeriodAdds() {
    String interval = day(-400) + "/" + day(-399);
    String only =
        table(Map.of("retain", Map.of("type", "intervals", "intervals", List.of(interval))));
    String besides =
        table(
            Map.of(
                "retain",
                Map.of("type", "intervals", "intervals", List.of(interval), "period", "P30D")));

    load(only, DAYS);
    load(besides, DAYS);

    assertThat(numbers(only)).containsExactly(-400, 0, 10);
    assertThat(numbers(besides)).containsExactly(-400, -10, 0, 10);
  }

  @Test
  void showsSynchronousQueriesOnlyWhatIsCached() {
    String table = table(cached("P30D"));
    load(table, DAYS);

    assertThat(numbers(table)).containsExactly(-10, 0, 10);
    assertThat(asynchronous("SELECT COUNT(*), SUM(\"n\") FROM \"%s\"".formatted(table)))
        .isEqualTo("[[5,-440]]");
    JsonPath view = Api.get(TABLES + "/" + table);
    assertThat(view.getInt("totalRows")).isEqualTo(5);
    assertThat(view.getInt("precachedDataSizeBytes"))
        .isBetween(1, view.getInt("totalDataSizeBytes") - 1);
    assertThat(
            Api.get(TABLES)
                .getInt("values.find { it.name == '%s' }.precachedDataSizeBytes".formatted(table)))
        .isEqualTo(view.getInt("precachedDataSizeBytes"));
    assertThat(unused(table)).isEmpty();

    change(table, null);

    assertThat(numbers(table)).hasSize(5);
    JsonPath whole = Api.get(TABLES + "/" + table);
    assertThat(whole.getInt("precachedDataSizeBytes"))
        .isEqualTo(whole.getInt("totalDataSizeBytes"));
  }

  @Test
  void showsNoDiscoveredColumnsWhenNothingIsPrecached() {
    String table = table(cached("P30D"));
    load(table, -400);

    assertThat(Api.get(TABLES + "/" + table).getList("queryableSchema.name"))
        .containsExactly("__time");
    assertThat(Api.get(TABLES + "/" + table).getInt("totalRows")).isEqualTo(1);
    load(table, 0);
    assertThat(Api.get(TABLES + "/" + table).getList("queryableSchema.name"))
        .containsExactly("__time", "n");
  }

  private static String asynchronous(String sql) {
    String statements = Api.SQL + "/statements";
    String id =
        given()
            .contentType(ContentType.JSON)
            .body(
                Map.of(
                    "query",
                    sql,
                    "resultFormat",
                    "array",
                    "context",
                    Map.of("executionMode", "ASYNC")))
            .post(statements)
            .then()
            .statusCode(200)
            .extract()
            .path("queryId");
    await()
        .atMost(PATIENCE)
        .until(() -> Api.get(statements + "/" + id).getString("state").equals("SUCCESS"));
    return given().get(statements + "/" + id + "/results?resultFormat=array").asString().strip();
  }

  @ParameterizedTest
  @CsvSource({
    "day, PT23H, finer than the partitioning",
    "day, P0D, finer than the partitioning",
    "month, P27D, finer than the partitioning",
    "quarter, P2M, finer than the partitioning",
    "year, P11M, finer than the partitioning",
    "all, P100Y, finer than the partitioning",
    "day, P-30D, negative",
  })
  void refusesPeriodsThatWholeChunksCannotFollow(
      String partitioning, String period, String message) {
    Map<String, Object> body = declaration(unique("fine"), retain(period));
    body.put("partitioningGranularity", partitioning);

    given()
        .contentType(ContentType.JSON)
        .body(body)
        .post(TABLES)
        .then()
        .statusCode(400)
        .body("target", containsString("storagePolicy"))
        .body("message", containsString(message));
  }

  @ParameterizedTest
  @CsvSource({
    "day, P1D",
    "hour, PT1H",
    "month, P1M",
    "month, P30D",
    "quarter, P3M",
    "year, P1Y",
    "year, P12M",
    "day, P2000000000Y"
  })
  void takesPeriodsOfWholeChunks(String partitioning, String period) {
    Map<String, Object> body = declaration(unique("whole"), retain(period));
    body.put("partitioningGranularity", partitioning);

    given().contentType(ContentType.JSON).body(body).post(TABLES).then().statusCode(201);
  }

  @Test
  void refusesToMakeThePartitioningCoarserThanThePeriod() {
    String table = table(retain("P7D"));
    Map<String, Object> body = declaration(table, retain("P7D"));
    body.put("partitioningGranularity", "month");

    given()
        .contentType(ContentType.JSON)
        .body(body)
        .put(TABLES + "/" + table)
        .then()
        .statusCode(400)
        .body("target", equalTo("storagePolicy.retain.period"));
  }
}
