package dev.lodestar.api;

import static dev.lodestar.api.Api.TABLES;
import static dev.lodestar.api.Api.over;
import static dev.lodestar.api.Api.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Aggregate tables and jobs that fill them. */
final class Rollups {
  static final String DATA =
      """
      {"ts": "2026-01-05T10:05:00Z", "city": "A", "amount": 2, "user": "u1"}
      {"ts": "2026-01-05T10:40:00Z", "city": "A", "amount": 3, "user": "u1"}
      {"ts": "2026-01-05T10:59:00Z", "city": null, "amount": null, "user": "u2"}
      {"ts": "2026-01-05T11:00:00Z", "city": "A", "amount": 5, "user": "u3"}
      """;

  private Rollups() {}

  static void aggregate(String name, String members) {
    given()
        .contentType(ContentType.JSON)
        .body("{\"name\": \"%s\", \"type\": \"aggregate\", %s}".formatted(name, members))
        .post(TABLES)
        .then()
        .statusCode(201);
  }

  /** The table of the specification's example. */
  static String hourly() {
    String name = unique("hourly");
    aggregate(
        name,
        """
        "timeResolution": "hour", "schema": [
          {"type": "dimension", "name": "city", "dataType": "string"},
          {"type": "measure", "name": "n", "dataType": "long"},
          {"type": "measure", "name": "amt", "dataType": "double"},
          {"type": "measure", "name": "users", "dataType": "HLLSketch"}]""");
    return name;
  }

  static JobRequest job(String table, String data) {
    return JobRequest.inline(table, data)
        .time()
        .field("city", "string")
        .field("amount", "long")
        .field("user", "string");
  }

  static JobRequest example(String table) {
    return job(table, DATA)
        .map("city", "\"city\"")
        .map("n", "COUNT(*)")
        .map("amt", "SUM(\"amount\")")
        .map("users", "DS_HLL(\"user\")");
  }

  static JobRequest aggregating(JobRequest job, String column, String expression) {
    Map<String, Object> mapping = new LinkedHashMap<>();
    mapping.put("columnName", column);
    mapping.put("expression", expression);
    mapping.put("isAggregation", true);
    @SuppressWarnings("unchecked") // JobRequest keeps its mappings as it was given them.
    List<Map<String, Object>> mappings = (List<Map<String, Object>>) job.body().get("mappings");
    mappings.add(mapping);
    return job;
  }

  static JsonPath sql(String query) {
    String id =
        given()
            .contentType(ContentType.JSON)
            .body(Map.of("type", "sql", "query", query, "createTableIfNotExists", true))
            .post(Api.JOBS)
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    JsonPath end = over(id);
    assertThat(end.getString("executionStatus")).as(end.getString("health")).isEqualTo("completed");
    return end;
  }
}
