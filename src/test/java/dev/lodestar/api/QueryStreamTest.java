package dev.lodestar.api;

import static dev.lodestar.api.Api.SQL;
import static dev.lodestar.api.Api.rows;
import static dev.lodestar.api.Api.unique;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Large results go out in pieces, whether or not somebody reads them to their end. */
@QuarkusTest
class QueryStreamTest {
  private static final AtomicReference<String> TABLE = new AtomicReference<>();

  /** Four rows, which joined with themselves make many. */
  @BeforeEach
  void load() {
    if (TABLE.get() == null) {
      String table = unique("four");
      String line = "{\"ts\": \"2026-01-05T10:00:00Z\", \"n\": 1}\n";
      Api.completed(JobRequest.inline(table, line.repeat(4)).time().column("n", "long"));
      TABLE.set(table);
    }
  }

  private static String table() {
    return '"' + TABLE.get() + '"';
  }

  @Test
  void streamsLargeResults() throws Exception {
    String cross =
        "SELECT a.\"n\" FROM %1$s a, %1$s b, %1$s c, %1$s d, %1$s e, %1$s f, %1$s g, %1$s h, %1$s i"
            .formatted(table());
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<InputStream> answer =
          client.send(csv(cross), HttpResponse.BodyHandlers.ofInputStream());
      assertThat(answer.headers().firstValue("Content-Length")).isEmpty();
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
        assertThat(lines.lines().filter(line -> !line.isEmpty()).count()).isEqualTo(1 << 18);
      }
    }
  }

  @Test
  void staysHealthyWhenReadersGoAway() throws Exception {
    String sql =
        "SELECT a.\"n\" FROM %1$s a, %1$s b, %1$s c, %1$s d, %1$s e, %1$s f, %1$s g, %1$s h, %1$s i, %1$s j, %1$s k, %1$s l"
            .formatted(table());
    for (int i = 0; i < 12; i++) {
      try (HttpClient client = HttpClient.newHttpClient()) {
        HttpResponse<InputStream> answer =
            client.send(csv(sql), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        try (InputStream in = answer.body()) {
          assertThat(in.read()).isPositive();
        }
        client.shutdownNow();
      }
    }

    assertThat(rows("SELECT 1")).isEqualTo(List.of(List.of(1)));
  }

  private static HttpRequest csv(String sql) {
    String body =
        "{\"query\": \"%s\", \"resultFormat\": \"csv\"}".formatted(sql.replace("\"", "\\\""));
    return HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + SQL))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }
}
