package dev.lodestar.traces;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
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
  private static final String TABLE = "lodestar.table";
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

  private Map<String, Object> job(String type, Map<String, Object> source) {
    Map<String, Object> described = new HashMap<>(source);
    described.put(
        "inputSchema",
        List.of(
            Map.of("name", "ts", "dataType", "string"), Map.of("name", "s", "dataType", "string")));
    described.put("formatSettings", Map.of("format", "nd-json"));
    return Map.of(
        "type",
        type,
        "target",
        Map.of("type", "table", "tableName", table),
        "createTableIfNotExists",
        true,
        "source",
        described,
        "mappings",
        List.of(
            Map.of("columnName", "__time", "expression", "TIME_PARSE(\"ts\")"),
            Map.of("columnName", "s", "expression", "\"s\" || 'literally'")));
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
        job(
            "batch",
            Map.of(
                "type",
                "inline",
                "data",
                "{\"ts\": \"2026-01-05T10:00:00Z\", \"s\": \"hush-hush\"}\n")),
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

  @Test
  void leadsFromTheRequestToTheResultOfAStatement() {
    post("/query/sql/statements", statement("SELECT 'literally' AS \"x\""), 200);
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(names()).contains("statement"));

    assertThat(way("query execute"))
        .containsExactly("query execute", "statement", "statement submit", "POST submitStatement");
    assertThat(kept.of(traceId).toString()).doesNotContain("literally");
  }

  @Test
  void leadsFromAStatementThatInsertsToTheCommitOfSegments() {
    post(
        "/query/sql/statements",
        statement(
            "INSERT INTO \"%s\" SELECT TIMESTAMP '2026-01-05 10:00:00' AS \"__time\" PARTITIONED BY DAY"
                .formatted(table)),
        200);
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(names()).contains("job run"));

    assertThat(way("segment commit"))
        .containsExactly("segment commit", "job run", "job submit", "POST submitStatement");
  }

  private static Map<String, Object> statement(String sql) {
    return Map.of("query", sql, "context", Map.of("executionMode", "ASYNC"));
  }

  /** Nobody waits for what streams do, so each of their steps is a trace of its own. */
  @Test
  void leadsFromABatchOfAStreamToItsRowsAndFromAPublicationToItsSegments() {
    post("/connections", Map.of("type", "push_streaming", "name", table), 201);
    Map<String, Object> job =
        new HashMap<>(job("streaming", Map.of("type", "connection", "connectionName", table)));
    job.put("readFromPoint", "earliest");
    post("/jobs", job, 201);
    post("/events/" + table, Map.of("ts", Instant.now().toString(), "s", "hush-hush"), 200);
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(steps("stream batch")).isNotEmpty());
    // What deletes has the rows of streams published first.
    post(
        "/jobs",
        Map.of(
            "type",
            "delete_data",
            "target",
            Map.of(
                "type",
                "table",
                "tableName",
                table,
                "intervals",
                List.of("2001-01-01/2001-01-02"))),
        201);
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(steps("stream publish")).isNotEmpty());

    assertThat(steps("stream batch")).contains("engine ingest", "stream hot");
    assertThat(steps("stream publish")).contains("segments merge", "segment commit");
    assertThat(kept.all().toString()).doesNotContain("hush");
  }

  /** What the traces of this table that begin so consist of. */
  private List<String> steps(String root) {
    return kept.all().stream()
        .filter(span -> span.getName().equals(root))
        .filter(span -> table.equals(span.getAttributes().get(AttributeKey.stringKey(TABLE))))
        .flatMap(span -> kept.of(span.getTraceId()).stream())
        .map(SpanData::getName)
        .filter(name -> !name.equals(root))
        .toList();
  }
}
