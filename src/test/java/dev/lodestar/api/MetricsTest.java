package dev.lodestar.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server measures of itself. */
@QuarkusTest
class MetricsTest {
  private static final String LINE = "{\"ts\": \"2026-01-05T10:00:00Z\", \"n\": 1}\n";

  private static Response export() {
    Response answer = RestAssured.get("/v1/metrics/export");
    answer.then().statusCode(200);
    return answer;
  }

  private static double value(String name, String... labels) {
    return export()
        .asString()
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(line -> Arrays.stream(labels).allMatch(line::contains))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Test
  void isOpenMetrics() {
    String table = Api.unique("exposed");
    Api.completed(JobRequest.inline(table, LINE).time().column("n", "long"));
    Api.rows("SELECT COUNT(*) FROM \"%s\"".formatted(table));
    Response answer = export();

    assertThat(answer.contentType()).startsWith("application/openmetrics-text");
    OpenMetricsText text = OpenMetricsText.read(answer.asString());
    assertThat(text.names())
        .contains(
            "jvm_memory_used_bytes",
            "lodestar_engine_memory_bytes",
            "lodestar_database_connections_max",
            "lodestar_disk_free_bytes",
            "lodestar_query_waiting");
    assertThat(text.series().get("lodestar_database_connections_max{}")).isEqualTo(16);
    assertThat(text.series().get("lodestar_metrics_missed_total{}")).isZero();
    assertThat(text.series()).hasSizeLessThan(20_000);
  }

  @Test
  void countsRowsAndBytesByTableAndOutcome() {
    String table = Api.unique("outcomes");
    Api.completed(
        JobRequest.inline(table, LINE + "not json\n" + LINE.replace("1}", "7}"))
            .time()
            .column("n", "long")
            .with("filterExpression", "\"n\" < 5"));
    String labels = "table=\"" + table + "\"";

    assertThat(value("lodestar_ingest_rows_total", labels, "outcome=\"persisted\"")).isEqualTo(1);
    assertThat(value("lodestar_ingest_rows_total", labels, "outcome=\"processed\"")).isEqualTo(1);
    assertThat(value("lodestar_ingest_rows_total", labels, "outcome=\"filtered\"")).isEqualTo(1);
    assertThat(value("lodestar_ingest_rows_total", labels, "outcome=\"unparseable\"")).isEqualTo(1);
    assertThat(value("lodestar_ingest_bytes_total", labels, "outcome=\"read\"")).isPositive();
    assertThat(value("lodestar_ingest_bytes_total", labels, "outcome=\"stored\""))
        .isEqualTo(value("lodestar_table_bytes", labels));
    assertThat(value("lodestar_segments_written_total", labels)).isEqualTo(1);
  }

  @Test
  void timesJobsAndQueriesByTheirEnds() {
    double jobs = value("lodestar_job_seconds_count", "outcome=\"failed\"", "type=\"batch\"");
    double invalid = value("lodestar_query_seconds_count", "outcome=\"invalid\"");
    double metadata = value("lodestar_query_seconds_count", "reads=\"metadata\"");
    double known = value("lodestar_cache_lookups_total", "cache=\"plan\"", "result=\"hit\"");

    Api.failed(
        JobRequest.inline(Api.unique("bounds"), "{\"n\": 253402300800000}\n")
            .field("n", "long")
            .map("__time", "MILLIS_TO_TIMESTAMP(\"n\")"));
    Api.query(Map.of("query", "SELECT nothing FROM nowhere")).then().statusCode(400);
    String schemata = "SELECT COUNT(*) FROM INFORMATION_SCHEMA.SCHEMATA";
    Api.rows(schemata);
    Api.rows(schemata);

    assertThat(value("lodestar_job_seconds_count", "outcome=\"failed\"", "type=\"batch\""))
        .isEqualTo(jobs + 1);
    assertThat(value("lodestar_query_seconds_count", "outcome=\"invalid\"")).isEqualTo(invalid + 1);
    await()
        .atMost(Streams.PATIENCE)
        .until(() -> value("lodestar_query_seconds_count", "reads=\"metadata\"") == metadata + 2);
    assertThat(value("lodestar_cache_lookups_total", "cache=\"plan\"", "result=\"hit\""))
        .isGreaterThan(known);
  }

  /** What a panel or an alert names must be there, or it shows nothing for ever. */
  @ParameterizedTest
  @ValueSource(strings = {"deploy/grafana/lodestar.json", "deploy/prometheus/alerts.yaml"})
  void hasWhatPanelsAndAlertsAskFor(String file) throws IOException {
    String table = Api.unique("shown");
    String connection = Streams.pushConnection();
    String job = Api.accepted(Streams.numbers(table, connection));
    Streams.push(connection, Streams.events(0, 3));
    Streams.awaitCount(table, 3);
    Api.completed(JobRequest.inline(Api.unique("shown"), LINE).time().column("n", "long"));
    ObjectMapper reader =
        file.endsWith(".json") ? new ObjectMapper() : new ObjectMapper(new YAMLFactory());
    List<String> expressions =
        reader.readTree(Files.readString(Path.of(file))).findValuesAsText("expr");

    assertThat(expressions).hasSizeGreaterThan(10);
    await()
        .atMost(Streams.PATIENCE)
        .untilAsserted(
            () -> {
              Set<String> exported = OpenMetricsText.read(export().asString()).names();
              for (String expression : expressions) {
                assertThat(PromQl.metrics(expression)).as(expression).isNotEmpty();
                assertThat(exported).as(expression).containsAll(PromQl.metrics(expression));
              }
            });
    Streams.cancel(job);
  }

  @Test
  void countsRequestsByOperationAndStatus() {
    double before =
        value("lodestar_http_requests_seconds_count", "operation=\"getTable\"", "status=\"404\"");
    RestAssured.get(Api.TABLES + "/" + Api.unique("absent")).then().statusCode(404);

    assertThat(
            value(
                "lodestar_http_requests_seconds_count", "operation=\"getTable\"", "status=\"404\""))
        .isEqualTo(before + 1);
  }

  @Test
  void countsAnswersThatAreStreamed() {
    double lists = value("lodestar_http_requests_seconds_count", "operation=\"listTables\"");
    double queries = value("lodestar_http_requests_seconds_count", "operation=\"query\"");
    RestAssured.get(Api.TABLES).then().statusCode(200);
    Api.rows("SELECT 1");

    assertThat(value("lodestar_http_requests_seconds_count", "operation=\"listTables\""))
        .isEqualTo(lists + 1);
    assertThat(value("lodestar_http_requests_seconds_count", "operation=\"query\""))
        .isEqualTo(queries + 1);
  }

  @Test
  void showsRowsJobsAndTheLagOfEachPartition() {
    String table = Api.unique("measured");
    String connection = Streams.pushConnection();
    String job = Api.accepted(Streams.numbers(table, connection));
    Streams.push(connection, Streams.events(0, 7));
    Streams.awaitCount(table, 7);

    await()
        .atMost(Streams.PATIENCE)
        .untilAsserted(
            () -> {
              String text = export().asString();
              assertThat(text)
                  .containsPattern("lodestar_stream_lag\\{[^}]*job=\"" + job + "\"[^}]*\\} 0\\.0");
              assertThat(text).contains("unit=\"records\"", "table=\"" + table + "\"");
            });
    assertThat(value("lodestar_jobs", "type=\"streaming\"", "state=\"running\"")).isPositive();
    String labels = "job=\"" + job + "\"";
    assertThat(value("lodestar_stream_freshness_seconds", labels)).isZero();
    assertThat(value("lodestar_stream_healthy", labels)).isEqualTo(1);
    assertThat(
            value("lodestar_ingest_rows_total", "table=\"" + table + "\"", "outcome=\"persisted\""))
        .isEqualTo(7);
    assertThat(value("lodestar_stream_visible_seconds_count")).isPositive();
    Streams.cancel(job);
    await()
        .atMost(Streams.PATIENCE)
        .until(() -> value("lodestar_table_rows", "table=\"" + table + "\"") == 7);
    assertThat(value("lodestar_table_segments", "table=\"" + table + "\"")).isEqualTo(1);
    assertThat(export().asString()).doesNotContain("lodestar_stream_lag{job=\"" + job);
  }
}
