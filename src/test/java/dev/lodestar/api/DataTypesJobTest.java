package dev.lodestar.api;

import static dev.lodestar.api.Api.TABLES;
import static dev.lodestar.api.Api.rows;
import static dev.lodestar.api.Api.totals;
import static dev.lodestar.api.Api.unique;
import static io.restassured.RestAssured.given;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Points and addresses, and what no job can fill. */
@QuarkusTest
class DataTypesJobTest {
  private static final String DATA =
      """
      {"ts": "2026-01-05T10:00:00Z", "ip": "10.1.2.3", "net": "10.1.2.3/8", "lat": 37.5, "lon": -122.25}
      {"ts": "2026-01-05T11:00:00Z", "ip": "2001:DB8:0:0:0:0:0:1", "net": "2001:db8::1/32", "lat": 0, "lon": 180}
      {"ts": "2026-01-05T12:00:00Z", "ip": "example.org", "net": "10.0.0.0/33", "lat": 91, "lon": 0}
      {"ts": "2026-01-05T13:00:00Z"}
      """;

  private static String table(String... typesByName) {
    String name = unique("types");
    List<Map<String, String>> schema =
        Arrays.stream(typesByName)
            .map(pair -> pair.split(" "))
            .map(pair -> Map.of("name", pair[0], "dataType", pair[1]))
            .toList();
    given()
        .contentType(ContentType.JSON)
        .body(Map.of("name", name, "type", "detail", "schema", schema))
        .post(TABLES)
        .then()
        .statusCode(201);
    return name;
  }

  @Test
  void storesAddressesAndPointsInOneFormEach() {
    String table = table("ip ipAddress", "net ipPrefix", "place geo");

    String id =
        Api.completed(
            JobRequest.inline(table, DATA)
                .time()
                .column("ip", "ipAddress")
                .column("net", "string")
                .field("lat", "double")
                .field("lon", "double")
                .map("place", "BUILD_GEO(\"lat\", \"lon\")"));

    assertThat(rows("SELECT ip, net, place FROM \"%s\" ORDER BY __time".formatted(table)))
        .isEqualTo(
            List.of(
                List.of("10.1.2.3", "10.0.0.0/8", "37.5,-122.25"),
                List.of("2001:db8::1", "2001:db8::/32", "0.0,180.0"),
                Arrays.asList(null, null, null),
                Arrays.asList(null, null, null)));
    assertThat(totals(id)).containsEntry("numRowsProcessedWithWarning", 1);
    assertThat(Api.logMessages(id))
        .contains(
            "inline data, line 3: the value for column \"ip\" is not a ipAddress, the value for column \"net\" is not a ipPrefix.");
    assertThat(
            rows(
                "SELECT COUNT(*) FROM \"%s\" WHERE IPV4_MATCH(ip, '10.0.0.0/8') OR IPV6_MATCH(ip, '2001:db8::/32')"
                    .formatted(table)))
        .isEqualTo(List.of(List.of(2)));
  }

  @Test
  void storesThemFromQueriesToo() {
    String table = table("ip ipAddress", "place geo");
    String query =
        """
        INSERT INTO "%s" SELECT TIMESTAMP '2026-01-01' AS __time, ip, place
        FROM (VALUES ('1.2.3.4', '1, -2'), ('::ffff:1.2.3.4', 'here')) AS t(ip, place) PARTITIONED BY DAY"""
            .formatted(table);
    String id =
        given()
            .contentType(ContentType.JSON)
            .body(Map.of("type", "sql", "query", query))
            .post(Api.JOBS)
            .then()
            .statusCode(201)
            .extract()
            .path("id");

    assertThat(Api.over(id).getString("executionStatus")).isEqualTo("completed");
    assertThat(rows("SELECT ip, place FROM \"%s\" ORDER BY place DESC".formatted(table)))
        .isEqualTo(List.of(List.of("1.2.3.4", "1.0,-2.0"), Arrays.asList("1.2.3.4", null)));
  }

  @Test
  void readsSketchesAndPairsThatOthersMade() {
    List<Object> made =
        rows("""
                SELECT DS_HLL(s), DS_THETA(s), DS_QUANTILES_SKETCH(n), VARIANCE_STATE
                FROM (SELECT s, n, 'AAAAAAAAAAK/8AAAAAAAAEAgAAAAAAAA' AS VARIANCE_STATE
                  FROM (VALUES ('a', 1), ('b', 2), ('c', 3)) AS v(s, n)) GROUP BY 4""")
            .getFirst();
    String data =
        """
        {"ts": "2026-01-05T10:00:00Z", "hll": "%s", "theta": "%s", "quantiles": "%s", "spread": "%s", "last": {"lhs": 5, "rhs": "x"}}
        {"ts": "2026-01-05T11:00:00Z", "hll": "AgEH", "theta": "?", "quantiles": 7, "spread": "AAAA", "last": {"lhs": "5"}}
        """
            .formatted(made.toArray());
    String table = unique("sketches");
    Rollups.aggregate(
        table,
        """
        "timeResolution": "day", "schema": [
          {"type": "measure", "name": "hll", "dataType": "HLLSketch"},
          {"type": "measure", "name": "theta", "dataType": "thetaSketch"},
          {"type": "measure", "name": "quantiles", "dataType": "quantilesDoublesSketch"},
          {"type": "measure", "name": "spread", "dataType": "variance"},
          {"type": "measure", "name": "last", "dataType": "longStringPair"}]""");

    String id =
        Api.completed(
            JobRequest.inline(table, data)
                .time()
                .field("hll", "HLLSketch")
                .field("theta", "thetaSketch")
                .field("quantiles", "quantilesDoublesSketch")
                .field("spread", "variance")
                .field("last", "longStringPair")
                .map("hll", "DS_HLL(\"hll\")")
                .map("theta", "DS_THETA(\"theta\")")
                .map("quantiles", "DS_QUANTILES_SKETCH(\"quantiles\")")
                .map("spread", "VARIANCE(\"spread\")")
                .map("last", "LATEST_BY(\"last\", TIME_PARSE(\"ts\"))"));

    assertThat(
            rows(
                """
                SELECT APPROX_COUNT_DISTINCT_DS_HLL(hll), APPROX_COUNT_DISTINCT_DS_THETA(theta),
                  APPROX_QUANTILE_DS(quantiles, 0.5), VARIANCE(spread), LATEST("last") FROM "%s\""""
                    .formatted(table)))
        .isEqualTo(List.of(List.of(3, 3, 2.0f, 8.0f, "x")));
    assertThat(totals(id)).containsEntry("numRowsProcessedWithWarning", 1);
    assertThat(Api.logMessages(id))
        .contains(
            "inline data, line 2: %s."
                .formatted(
                    Stream.of(
                            "hll\" is not a HLLSketch",
                            "theta\" is not a thetaSketch",
                            "quantiles\" is not a quantilesDoublesSketch",
                            "spread\" is not a variance",
                            "last\" is not a longStringPair")
                        .map("field \""::concat)
                        .collect(joining(", "))));
  }

  @Test
  void refusesToFillATimeSeries() {
    String table = table("series json");

    Api.submit(JobRequest.inline(table, DATA).time().column("series", "ingest_timeseries"))
        .statusCode(400)
        .body("message", containsString("ingest_timeseries"));
  }
}
