package dev.lodestar.api;

import static dev.lodestar.api.Api.TABLES;
import static dev.lodestar.api.Api.count;
import static dev.lodestar.api.Api.over;
import static dev.lodestar.api.Api.rows;
import static dev.lodestar.api.Api.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jobs that delete, drop and restore. */
@QuarkusTest
class DeletionJobTest {
  private static final String ALL = "\"deleteAll\": true";

  /** Three days of one row each, from 2026-01-01 on. */
  private static String days() {
    String table = unique("days");
    load(table);
    return table;
  }

  private static void load(String table) {
    String lines =
        Stream.of("01", "02", "03")
            .map(
                day ->
                    "{\"ts\": \"2026-01-%sT10:00:00Z\", \"n\": %s}\n".formatted(day, day.charAt(1)))
            .reduce("", String::concat);
    Api.completed(JobRequest.inline(table, lines).time().column("n", "long"));
  }

  private static String intervals(String... intervals) {
    return "\"intervals\": [\"%s\"]".formatted(String.join("\", \"", intervals));
  }

  private static ValidatableResponse submit(
      String type, String table, String target, String members) {
    String body =
        """
        {"type": "%s", "target": {"type": "table", "tableName": "%s"%s}%s}"""
            .formatted(
                type,
                table,
                target.isEmpty() ? "" : ", " + target,
                members.isEmpty() ? "" : ", " + members);
    return given().contentType(ContentType.JSON).body(body).post(Api.JOBS).then();
  }

  private static JsonPath done(String type, String table, String target, String members) {
    String id = submit(type, table, target, members).statusCode(201).extract().path("id");
    JsonPath end = over(id);
    assertThat(end.getString("executionStatus")).as(end.getString("health")).isEqualTo("completed");
    return end;
  }

  private static List<Integer> numbers(String table) {
    return rows("SELECT \"n\" FROM \"%s\" ORDER BY 1".formatted(table)).stream()
        .map(row -> (Integer) row.getFirst())
        .toList();
  }

  private static JsonPath unused(String table, String query) {
    return given()
        .get(TABLES + "/" + table + "/unusedSegments" + query)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  private static long files(String tableId) {
    Path folder = Api.dataDirectory().resolve("segments").resolve(tableId);
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    } catch (IOException e) {
      return 0;
    }
  }

  private static String tableId(String table) {
    return given().get(TABLES + "/" + table).then().extract().path("id");
  }

  @Test
  void deletesIntervalsForGoodAndReturnsTheDisk() {
    String table = days();
    String id = tableId(table);

    JsonPath job = done("delete_data", table, intervals("2026-01-02/2026-01-03"), "");

    assertThat(job.getString("health.status")).isEqualTo("ok");
    assertThat(job.getBoolean("deleteAll")).isFalse();
    assertThat(job.getList("target.intervals")).containsExactly("2026-01-02/2026-01-03");
    assertThat(numbers(table)).containsExactly(1, 3);
    assertThat(unused(table, "").getList("values")).isEmpty();
    await().until(() -> files(id) == 2);
  }

  @Test
  void widensADeletionToTheSegmentsThatItMeets() {
    String table = days();

    done("delete_data", table, intervals("2026-01-01T23:00:00Z/PT2H"), "");

    assertThat(numbers(table)).containsExactly(3);
  }

  @Test
  void hidesSoftlyDeletedDataUntilItIsRestored() {
    String table = days();

    done("delete_data", table, intervals("2026-01-01/2026-01-03"), "\"softDelete\": true");
    assertThat(numbers(table)).containsExactly(3);
    JsonPath hidden = unused(table, "");
    assertThat(hidden.getList("values.interval"))
        .containsExactly(
            "2026-01-01T00:00:00Z/2026-01-02T00:00:00Z",
            "2026-01-02T00:00:00Z/2026-01-03T00:00:00Z");
    assertThat(hidden.getString("values[0].id"))
        .isEqualTo(
            "%s_2026-01-01T00:00:00Z_2026-01-02T00:00:00Z_%s"
                .formatted(table, hidden.getString("values[0].version")));

    JsonPath restored = done("restore_data", table, "", "\"interval\": \"2026-01-01/P1D\"");
    assertThat(restored.getString("interval")).isEqualTo("2026-01-01/P1D");
    assertThat(numbers(table)).containsExactly(1, 3);

    done(
        "restore_data",
        table,
        "",
        "\"interval\": \"2026-01-01/P1M\", \"versions\": [\"%s\"]"
            .formatted(hidden.getString("values[1].version")));
    assertThat(numbers(table)).containsExactly(1, 2, 3);
    assertThat(unused(table, "").getList("values")).isEmpty();
  }

  @Test
  void pagesThroughUnusedSegments() {
    String table = days();
    done("delete_data", table, "", ALL + ", \"softDelete\": true");
    List<String> ids = unused(table, "").getList("values.id");

    assertThat(ids).hasSize(3);
    assertThat(unused(table, "?limit=2").getList("values.id")).isEqualTo(ids.subList(0, 2));
    assertThat(unused(table, "?limit=2&lastSegmentId=" + ids.get(1)).getList("values.id"))
        .isEqualTo(ids.subList(2, 3));
    assertThat(unused(table, "?sortOrder=DESC&lastSegmentId=" + ids.get(1)).getList("values.id"))
        .isEqualTo(ids.subList(0, 1));
    assertThat(unused(table, "?interval=2026-01-02/P1D").getList("values.id"))
        .isEqualTo(ids.subList(1, 2));

    done("restore_data", table, "", "\"interval\": \"2026-01-01/P1D\"");
    assertThat(unused(table, "?lastSegmentId=" + ids.getFirst()).getList("values.id"))
        .as("the page after a segment that was restored")
        .isEqualTo(ids.subList(1, 3));
  }

  @ParameterizedTest
  @CsvSource({
    "limit=0, limit",
    "limit=x, limit",
    "sortOrder=UP, sortOrder",
    "interval=2026, interval",
    "lastSegmentId=none, lastSegmentId"
  })
  void refusesBadListsOfUnusedSegments(String query, String target) {
    given()
        .get(TABLES + "/" + days() + "/unusedSegments?" + query)
        .then()
        .statusCode(400)
        .body("target", equalTo(target));
    given().get(TABLES + "/no-such/unusedSegments").then().statusCode(404);
  }

  @Test
  void forgetsTheColumnsThatCameWithTheData() {
    String table = days();

    done("delete_data", table, "", ALL);

    given()
        .get(TABLES + "/" + table)
        .then()
        .statusCode(200)
        .body("totalRows", equalTo(0))
        .body("queryableSchema.name", contains("__time"));
    assertThat(count(table)).isZero();
    load(table);
    assertThat(numbers(table)).containsExactly(1, 2, 3);
  }

  @Test
  void restoresTheColumnsWithTheData() {
    String table = days();
    done("delete_data", table, "", ALL + ", \"softDelete\": true");

    done("restore_data", table, "", "\"interval\": \"2026-01-01/P1Y\"");

    assertThat(numbers(table)).containsExactly(1, 2, 3);
  }

  @Test
  void saysWhenNothingWasMet() {
    JsonPath job = done("delete_data", days(), intervals("2030-01-01/2031-01-01"), "");

    assertThat(job.getString("health.status")).isEqualTo("warn");
    assertThat(job.getString("health.code")).isEqualTo("no_rows_found");
  }

  @Test
  void restoresNothingOverVisibleRows() {
    String table = days();
    done("delete_data", table, intervals("2026-01-01/P1D"), "\"softDelete\": true");
    load(table);

    String id =
        submit("restore_data", table, "", "\"interval\": \"2026-01-01/P1D\"")
            .statusCode(201)
            .extract()
            .path("id");

    JsonPath end = over(id);
    assertThat(end.getString("executionStatus")).isEqualTo("failed");
    assertThat(end.getString("health.message")).contains("has data in 2026-01-01T00:00:00Z");
    assertThat(numbers(table)).containsExactly(1, 2, 2, 3, 3);
  }

  @Test
  void bringsBackTheNewestOfSeveralVersions() {
    String table = days();
    done("delete_data", table, "", ALL + ", \"softDelete\": true");
    load(table);
    Api.completed(
        JobRequest.inline(table, "{\"ts\": \"2026-01-02T11:00:00Z\", \"n\": 7}")
            .time()
            .column("n", "long"));
    done("delete_data", table, "", ALL + ", \"softDelete\": true");

    done("restore_data", table, "", "\"interval\": \"2026-01-02/P1D\"");

    assertThat(numbers(table)).containsExactly(2, 7);
  }

  @Test
  void dropsATableAndFreesItsName() {
    String table = days();
    String id = tableId(table);

    JsonPath job = done("drop_table", table, "", "");

    given().get(TABLES + "/" + table).then().statusCode(404);
    given()
        .get(Api.JOBS + "/" + job.getString("id"))
        .then()
        .statusCode(200)
        .body("type", equalTo("drop_table"));
    given()
        .get(Api.JOBS + "/" + job.getString("id") + "/metrics")
        .then()
        .statusCode(200)
        .body("totals", anEmptyMap());
    await().until(() -> files(id) == 0);
    load(table);
    assertThat(numbers(table)).containsExactly(1, 2, 3);
    assertThat(tableId(table)).isNotEqualTo(id);
  }

  @Test
  void letsATableOfTheSameNameRestoreWhatWasDroppedSoftly() {
    String table = days();
    done("drop_table", table, "", "\"softDelete\": true");
    given().get(TABLES + "/" + table).then().statusCode(404);
    given()
        .get(TABLES)
        .then()
        .body("values.findAll { it.name == '%s' }".formatted(table), hasSize(0));

    given()
        .contentType(ContentType.JSON)
        .body("{\"name\": \"%s\", \"type\": \"detail\"}".formatted(table))
        .post(TABLES)
        .then()
        .statusCode(201)
        .body("version", equalTo(0))
        .body("totalRows", equalTo(0));
    done("restore_data", table, "", "\"interval\": \"2026-01-01/P1M\"");

    assertThat(numbers(table)).containsExactly(1, 2, 3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "delete_data | `` | `` | target.intervals | needs target.intervals",
        "delete_data | \"intervals\": [\"2026-01-01/P1D\"] | \"deleteAll\": true | target.intervals | leave target.intervals out",
        "delete_data | \"intervals\": [\"2026\"] | `` | target.intervals[0] | ISO 8601",
        "delete_data | \"intervals\": [\"2026-01-02/2026-01-01\"] | `` | target.intervals[0] | ISO 8601",
        "delete_data | \"intervals\": [null] | `` | target.intervals[0] | null",
        "delete_data | \"intervals\": [\"2026-01-01/P1D\"] | \"versions\": [null] | versions[0] | null",
        "drop_table | \"intervals\": [\"2026-01-01/P1D\"] | `` | target.intervals | takes no",
        "restore_data | `` | `` | interval | needs one",
        "restore_data | `` | \"interval\": \"x\" | interval | ISO 8601",
        "restore_data | \"intervals\": [\"2026-01-01/P1D\"] | \"interval\": \"2026-01-01/P1D\" | target.intervals | takes no",
      })
  void refusesWhatItCannotMean(
      String type, String target, String members, String fault, String message) {
    String table = days();

    submit(type, table, target, members)
        .statusCode(400)
        .body("target", equalTo(fault))
        .body("message", containsString(message));
    assertThat(numbers(table)).containsExactly(1, 2, 3);
  }

  @ParameterizedTest
  @CsvSource({"delete_data", "drop_table", "restore_data"})
  void refusesTablesThatDoNotExist(String type) {
    submit(type, "no such table", "", ALL + ", \"interval\": \"2026-01-01/P1D\"")
        .statusCode(400)
        .body("target", equalTo("target.tableName"));
  }

  @Test
  void cannotBeStoppedAndShowsNoProgress() {
    String id = done("delete_data", days(), "", ALL).getString("id");

    given()
        .contentType(ContentType.JSON)
        .body("{\"desiredExecutionStatus\": \"canceled\"}")
        .post(Api.JOBS + "/" + id + "/status")
        .then()
        .statusCode(400)
        .body("target", equalTo("desiredExecutionStatus"));
    given().get(Api.JOBS + "/" + id + "/progress").then().statusCode(400);
  }
}
