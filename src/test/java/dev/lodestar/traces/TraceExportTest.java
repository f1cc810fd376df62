package dev.lodestar.traces;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Spans reach a collector, and say of a fault no more than its kind. */
class TraceExportTest {
  @Test
  void sendsSpansToACollectorAtItsClose() throws IOException {
    Map<String, String> received = new ConcurrentHashMap<>();
    HttpServer collector =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/",
        exchange -> {
          received.put(
              exchange.getRequestURI().getPath(),
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    collector.start();
    try {
      TraceExport export =
          TraceExport.to(URI.create("http://127.0.0.1:" + collector.getAddress().getPort()));
      RecordedSpan.begin(export.tracer(), "a piece of work", SpanKind.INTERNAL, Context.root())
          .end();
      export.close();
    } finally {
      collector.stop(0);
    }

    assertThat(received).containsOnlyKeys("/v1/traces");
    assertThat(received.get("/v1/traces")).contains("a piece of work", "lodestar");
  }

  @Test
  void recordsTheKindOfAFaultAndNoWordOfIt() {
    KeptSpans kept = new KeptSpans();
    Span span =
        RecordedSpan.begin(
            TraceExport.to(kept).tracer(), "work", SpanKind.INTERNAL, Context.root());

    span.end(new ServiceException(ErrorCode.INVALID_SQL, null, "a secret"));

    SpanData seen = kept.all().getFirst();
    assertThat(seen.getAttributes().get(AttributeKey.stringKey("error.type")))
        .isEqualTo("INVALID_SQL");
    assertThat(seen.toString()).doesNotContain("a secret");
  }

  @Test
  void showsAddressesWithoutSecrets() {
    assertThat(TraceExport.shown(URI.create("https://user:pass@collector:4318/x?token=y")))
        .isEqualTo("https://collector:4318");
  }
}
