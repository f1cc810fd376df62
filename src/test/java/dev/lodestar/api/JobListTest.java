package dev.lodestar.api;

import static dev.lodestar.api.Api.JOBS;
import static dev.lodestar.api.Api.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class JobListTest {
  private static final String LINE = "{\"ts\": \"2026-01-05T10:00:00Z\"}\n";

  @Test
  void listsSummariesWithoutTheirSpecs() {
    String table = unique("list");
    String id = Api.completed(job(table));

    Map<String, Object> summary = Api.get(JOBS + "?targetTableName=" + table).getMap("values[0]");

    assertThat(summary)
        .containsEntry("id", id)
        .containsEntry("type", "batch")
        .containsEntry("executionStatus", "completed")
        .containsEntry("source", Map.of("type", "inline", "data", LINE))
        .containsEntry("target", Map.of("type", "table", "tableName", table))
        .containsKeys(
            "createdBy", "createdTimestamp", "lastModifiedBy", "lastUpdatedTimestamp", "health")
        .doesNotContainKeys("spec", "mappings", "query");
  }

  @Test
  void showsTheBeginningOfLongInlineData() {
    String table = unique("long");
    String data = LINE + " ".repeat(991 - LINE.length()) + "\n\0\0\0" + "\uD83D\uDE00".repeat(10);
    Api.over(Api.accepted(JobRequest.inline(table, data).time()));

    String shown = Api.get(JOBS + "?targetTableName=" + table).getString("values[0].source.data");

    assertThat(shown).startsWith(LINE).hasSize(996).endsWith("\uD83D\uDE00");
  }

  @Test
  void narrowsByEveryFilter() {
    String table = unique("Filter");
    String good = Api.completed(job(table));
    String bad = Api.over(Api.accepted(JobRequest.inline(table, "{}\n").time())).getString("id");
    String tableId = Api.get(Api.TABLES + "/" + table).getString("id");
    String here = "?targetTableName=" + table;

    assertThat(ids(here)).containsExactlyInAnyOrder(good, bad);
    assertThat(ids(here + "&executionStatus=failed")).containsExactly(bad);
    assertThat(ids(here + "&executionStatus=failed&executionStatus=completed")).hasSize(2);
    assertThat(ids(here + "&executionStatus=failed&healthStatus=ok")).isEmpty();
    assertThat(ids(here + "&healthStatus=ok")).containsExactly(good);
    assertThat(ids(here + "&healthStatus=error&healthStatus=warning")).containsExactly(bad);
    assertThat(ids(here + "&type=batch&type=sql")).hasSize(2);
    assertThat(ids(here + "&type=streaming")).isEmpty();
    assertThat(ids(here + "&connectionName=nope")).isEmpty();
    assertThat(ids("?targetTableId=" + tableId)).containsExactlyInAnyOrder(good, bad);
    assertThat(ids("?searchString=" + table.toLowerCase(Locale.ROOT))).hasSize(2);
    assertThat(ids("?searchString=" + good)).containsExactly(good);
    assertThat(ids(here + "&searchString=no%25such_thing")).isEmpty();
  }

  @Test
  void findsNothingForATableThatIsNotThere() {
    assertThat(ids("?targetTableName=nope")).isEmpty();
    assertThat(ids("?targetTableId=00000000-0000-0000-0000-000000000000")).isEmpty();
  }

  @Test
  void pagesExactlyAtTheBoundary() {
    String table = unique("page");
    String first = Api.completed(job(table));
    String second = Api.completed(job(table));
    String sorted = "?targetTableName=" + table + "&sortColumn=created_date_time&sortOrder=ASC";

    JsonPath one = Api.get(JOBS + sorted + "&paginationLimit=1");
    JsonPath two = Api.get(JOBS + sorted + "&paginationLimit=1&paginationOffset=1");
    JsonPath both = Api.get(JOBS + sorted + "&paginationLimit=2");

    assertThat(one.<String>getList("values.id")).containsExactly(first);
    assertThat(one.getBoolean("moreResultsAvailable")).isTrue();
    assertThat(two.<String>getList("values.id")).containsExactly(second);
    assertThat(two.getBoolean("moreResultsAvailable")).isFalse();
    assertThat(both.<String>getList("values.id")).containsExactly(first, second);
    assertThat(both.getBoolean("moreResultsAvailable")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"ASC", "DESC"})
  void putsJobsWithoutASourceLast(String order) {
    String source = unique("read");
    String table = unique("sorted");
    String inline = Api.completed(job(source));
    String copy = Api.completed(JobRequest.table(table, source).map("__time", "\"__time\""));
    String again = Api.completed(JobRequest.table(table, source).map("__time", "\"__time\""));
    List<String> copies = List.of(copy, again).stream().sorted().toList();

    List<String> sorted =
        ids("?searchString=" + source + "&sortColumn=source_name&sortOrder=" + order);

    assertThat(sorted)
        .containsExactlyElementsOf(
            order.equals("ASC")
                ? List.of(copies.get(0), copies.get(1), inline)
                : List.of(copies.get(1), copies.get(0), inline));
    assertThat(ids("?searchString=" + source.toUpperCase(Locale.ROOT))).hasSize(3);
    assertThat(
            Api.get(JOBS + "?targetTableName=" + table)
                .<Map<String, Object>>getList("values.source"))
        .containsOnly(Map.of("type", "table", "tableName", source));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "created_by_user_name",
        "created_date_time",
        "execution_status",
        "last_updated_date_time",
        "source_type",
        "source_name",
        "source_connection_name",
        "source_table_name",
        "target_table_name",
        "type"
      })
  void sortsByEveryColumn(String column) {
    given().queryParam("sortColumn", column).get(JOBS).then().statusCode(200);
  }

  @ParameterizedTest
  @CsvSource({
    "paginationLimit, 0",
    "paginationLimit, 1001",
    "paginationLimit, x",
    "paginationOffset, -1",
    "executionStatus, done",
    "healthStatus, bad",
    "type, shiny",
    "sortColumn, id",
    "sortOrder, up",
    "targetTableId, nope",
  })
  void refusesParametersThatAreWrong(String name, String value) {
    given()
        .queryParam(name, value)
        .get(JOBS)
        .then()
        .statusCode(400)
        .body("code", equalTo("BadArgument"))
        .body("target", equalTo(name));
  }

  private static List<String> ids(String parameters) {
    return given()
        .urlEncodingEnabled(false)
        .get(JOBS + parameters)
        .then()
        .statusCode(200)
        .extract()
        .path("values.id");
  }

  private static JobRequest job(String table) {
    return JobRequest.inline(table, LINE).time();
  }
}
