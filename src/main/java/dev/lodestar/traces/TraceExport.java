package dev.lodestar.traces;

import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Where spans go when they have ended: the one class that knows OpenTelemetry's SDK. */
final class TraceExport {
  private static final long CLOSE_SECONDS = 3;

  private final SdkTracerProvider provider;
  private final Tracer tracer;

  private TraceExport(SdkTracerProvider provider) {
    this.provider = provider;
    this.tracer = provider.get("dev.lodestar");
  }

  /**
   * Sends spans in batches, as OTLP over HTTP. All settings of OpenTelemetry that begin with {@code
   * OTEL_} count; only traces are sent, whatever they say.
   */
  static TraceExport to(URI endpoint) {
    OpenTelemetrySdk sdk =
        AutoConfiguredOpenTelemetrySdk.builder()
            .disableShutdownHook()
            .addPropertiesSupplier(
                () ->
                    Map.of(
                        "otel.service.name",
                        "lodestar",
                        "otel.exporter.otlp.protocol",
                        "http/protobuf"))
            .addPropertiesCustomizer(
                known ->
                    Map.of(
                        "otel.exporter.otlp.endpoint",
                        endpoint.toString(),
                        "otel.metrics.exporter",
                        "none",
                        "otel.logs.exporter",
                        "none"))
            .build()
            .getOpenTelemetrySdk();
    return new TraceExport(sdk.getSdkTracerProvider());
  }

  /** Hands each span over as soon as it has ended. */
  static TraceExport to(SpanExporter exporter) {
    return new TraceExport(
        SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(exporter)).build());
  }

  /** An address without what may be a secret in it. */
  static String shown(URI endpoint) {
    return endpoint.getScheme() + "://" + endpoint.getHost() + ":" + endpoint.getPort();
  }

  Tracer tracer() {
    return tracer;
  }

  void close() {
    provider.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
  }
}
