package dev.lodestar.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the server measures of itself. */
@QuarkusTest
class MetricsTest {
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
    Response answer = export();

    assertThat(answer.contentType()).startsWith("application/openmetrics-text");
    String text = answer.asString();
    assertThat(text).endsWith("# EOF\n").contains("jvm_memory_used_bytes{");
    assertThat(text.lines())
        .allMatch(
            Pattern.compile("#.*|[a-z_0-9]+(\\{.*\\})? [-+0-9.eENaInf]+.*").asMatchPredicate());
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
    Streams.cancel(job);
    await()
        .atMost(Streams.PATIENCE)
        .until(() -> value("lodestar_table_rows", "table=\"" + table + "\"") == 7);
    assertThat(value("lodestar_table_segments", "table=\"" + table + "\"")).isEqualTo(1);
    assertThat(export().asString()).doesNotContain("lodestar_stream_lag{job=\"" + job);
  }
}
