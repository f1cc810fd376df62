package dev.lodestar.traces;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One tree of spans leads from a request to what became of it. */
@QuarkusTest
class RequestTraceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String PROJECT = "/v1/projects/default";

  private final KeptSpans kept = new KeptSpans();
  private final String traceId = UUID.randomUUID().toString().replace("-", "");
  private final String table = "traced_" + traceId.substring(0, 8);
  @Inject Traces traces;

  @BeforeEach
  void record() {
    traces.recordWith(Optional.of(TraceExport.to(kept)));
  }

  @AfterEach
  void recordNothing() {
    traces.recordWith(Optional.empty());
  }

  private void post(String path, Object body, int status) {
    given()
        .header("traceparent", "00-%s-00f067aa0ba902b7-01".formatted(traceId))
        .contentType(ContentType.JSON)
        .body(body)
        .post(PROJECT + path)
        .then()
        .statusCode(status);
  }

  private List<String> names() {
    return kept.of(traceId).stream().map(SpanData::getName).toList();
  }

  /** Names of spans from one up to the root of its trace. */
  private List<String> way(String name) {
    Map<String, SpanData> byId =
        kept.of(traceId).stream()
            .collect(Collectors.toMap(SpanData::getSpanId, Function.identity()));
    SpanData span =
        byId.values().stream().filter(one -> one.getName().equals(name)).findFirst().orElseThrow();
    List<String> names = new ArrayList<>();
    for (SpanData at = span; at != null; at = byId.get(at.getParentSpanId())) {
      names.add(at.getName());
    }
    return names;
  }

  @Test
  void leadsFromTheRequestToTheCommitOfSegments() {
    post(
        "/jobs",
        Map.of(
            "type", "batch",
            "target", Map.of("type", "table", "tableName", table),
            "createTableIfNotExists", true,
            "source",
                Map.of(
                    "type",
                    "inline",
                    "data",
                    "{\"ts\": \"2026-01-05T10:00:00Z\", \"s\": \"hush-hush\"}\n",
                    "inputSchema",
                    List.of(
                        Map.of("name", "ts", "dataType", "string"),
                        Map.of("name", "s", "dataType", "string")),
                    "formatSettings",
                    Map.of("format", "nd-json")),
            "mappings",
                List.of(
                    Map.of("columnName", "__time", "expression", "TIME_PARSE(\"ts\")"),
                    Map.of("columnName", "s", "expression", "\"s\" || 'literally'"))),
        201);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(names()).contains("job run", "POST createJob"));

    assertThat(way("segment commit"))
        .containsExactly("segment commit", "job run", "job submit", "POST createJob");
    assertThat(kept.of(traceId))
        .extracting(SpanData::getName)
        .contains("job plan", "read source", "engine ingest", "segments store");
    assertThat(kept.of(traceId).toString()).contains(table).doesNotContain("hush", "literally");
  }

  @Test
  void leadsFromTheRequestToTheLastRow() {
    post("/query/sql", Map.of("query", "SELECT 'literally' AS \"x\""), 200);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(names()).contains("query write", "POST query"));

    assertThat(way("query write")).containsExactly("query write", "query", "POST query");
    assertThat(kept.of(traceId))
        .extracting(SpanData::getName)
        .contains("query admission", "query plan", "query execute");
    assertThat(kept.of(traceId).toString()).doesNotContain("literally");
  }
}
