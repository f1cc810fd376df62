package dev.lodestar.api;

import static dev.lodestar.api.Api.TABLES;
import static dev.lodestar.api.Api.over;
import static dev.lodestar.api.Api.rows;
import static dev.lodestar.api.Api.unique;
import static dev.lodestar.api.Rollups.DATA;
import static dev.lodestar.api.Rollups.example;
import static dev.lodestar.api.Rollups.hourly;
import static dev.lodestar.api.Rollups.job;
import static dev.lodestar.api.Rollups.sql;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Queries, and batch jobs that read tables, that fill aggregate tables. */
@QuarkusTest
class RollupSqlJobTest {
  @Test
  void makesAnAggregateTableOfAQueryThatAggregates() {
    String source = unique("events");
    Api.completed(
        job(source, DATA)
            .map("city", "\"city\"")
            .map("amount", "\"amount\"")
            .map("user", "\"user\""));
    String table = unique("byquery");

    sql(
        """
        INSERT INTO "%s" SELECT TIME_FLOOR(__time, 'P1D') AS __time, city, SUM(amount) AS total,
          COUNT(DISTINCT "user") AS users FROM "%s" GROUP BY 1, 2 PARTITIONED BY DAY"""
            .formatted(table, source));

    given()
        .get(TABLES + "/" + table)
        .then()
        .body("type", equalTo("aggregate"))
        .body("timeResolution", equalTo("day"))
        .body("schema.name", equalTo(List.of("total", "users")))
        .body("schema.dataType", equalTo(List.of("long", "HLLSketch")));
    assertThat(
            rows(
                "SELECT SUM(total), COUNT(DISTINCT users), COUNT(\"__count\"), COUNT(*) FROM \"%s\""
                    .formatted(table)))
        .isEqualTo(List.of(List.of(10, 3, 0, 2)));
  }

  @Test
  void fillsAnAggregateTableFromAQueryAndFromATable() {
    String first = hourly();
    Api.completed(example(first));
    String second = hourly();

    sql(
        """
        INSERT INTO "%s" SELECT __time, city, SUM(n) AS n, SUM(amt) AS amt, DS_HLL(users) AS users,
          SUM("__count") AS "__count" FROM "%s" GROUP BY 1, 2"""
            .formatted(second, first));
    String third = hourly();
    String body =
        """
        {"type": "batch", "target": {"type": "table", "tableName": "%s"},
         "source": {"type": "table", "tableName": "%s"},
         "mappings": [
           {"columnName": "n", "expression": "SUM(\\"n\\")"},
           {"columnName": "amt", "expression": "MAX(\\"amt\\")"},
           {"columnName": "users", "expression": "DS_HLL(\\"users\\")"},
           {"columnName": "__count", "expression": "SUM(\\"__count\\")"}]}"""
            .formatted(third, second);
    String id =
        given()
            .contentType(ContentType.JSON)
            .body(body)
            .post(Api.JOBS)
            .then()
            .statusCode(201)
            .extract()
            .path("id");

    assertThat(over(id).getString("executionStatus")).isEqualTo("completed");
    assertThat(
            rows(
                "SELECT COUNT(*), SUM(n), MAX(amt), COUNT(DISTINCT users), SUM(\"__count\") FROM \"%s\""
                    .formatted(third)))
        .isEqualTo(List.of(List.of(2, 4, 5.0f, 3, 4)));
  }

  @Test
  void floorsTheTimesOfQueriesToo() {
    String table = hourly();
    String source = unique("minutes");
    Api.completed(job(source, DATA).map("city", "\"city\""));

    sql(
        "INSERT INTO \"%s\" SELECT __time, city, COUNT(*) AS n FROM \"%s\" GROUP BY 1, 2"
            .formatted(table, source));

    assertThat(rows("SELECT DISTINCT __time FROM \"%s\" ORDER BY 1".formatted(table)))
        .isEqualTo(
            List.of(List.of("2026-01-05T10:00:00.000Z"), List.of("2026-01-05T11:00:00.000Z")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT __time, SUM(amount) AS users FROM \"%s\" GROUP BY 1 | cannot become",
        "SELECT __time, DS_THETA(city) AS users FROM \"%s\" GROUP BY 1 | cannot become",
        "SELECT __time, COUNT(*) AS n FROM \"%s\" GROUP BY 1 CLUSTERED BY n | is a measure"
      })
  void refusesQueriesThatDoNotFitTheTable(String query, String message) {
    String source = unique("plain");
    Api.completed(job(source, DATA).map("city", "\"city\"").map("amount", "\"amount\""));

    given()
        .contentType(ContentType.JSON)
        .body(
            Map.of(
                "type",
                "sql",
                "query",
                "INSERT INTO \"%s\" ".formatted(hourly()) + query.formatted(source)))
        .post(Api.JOBS)
        .then()
        .statusCode(400)
        .body("message", containsString(message));
  }

  @Test
  void refusesDimensionsWithSeveralTextsInARow() {
    String source = unique("several");
    Api.completed(
        JobRequest.inline(source, "{\"ts\": \"2026-01-01T01:00:00Z\", \"tags\": [\"a\", \"b\"]}")
            .time()
            .column("tags", "string"));
    String body =
        """
        {"type": "batch", "target": {"type": "table", "tableName": "%s"},
         "source": {"type": "table", "tableName": "%s"},
         "mappings": [{"columnName": "city", "expression": "\\"tags\\""}]}"""
            .formatted(hourly(), source);

    given()
        .contentType(ContentType.JSON)
        .body(body)
        .post(Api.JOBS)
        .then()
        .statusCode(400)
        .body("message", containsString("MV_TO_STRING"));
  }
}
