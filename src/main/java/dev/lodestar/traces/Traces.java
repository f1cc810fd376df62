package dev.lodestar.traces;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.vertx.ContextLocals;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.MutinyHelper;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Begins spans, for those who have said where traces shall go.
 *
 * <p>The span of a request is known to all that runs on the context of the request ({@link
 * #current}); from there on spans are handed over like other values.
 */
@ApplicationScoped
public class Traces {
  private static final Logger LOG = Logger.getLogger(Traces.class);
  private static final String CURRENT = "lodestar.span";
  private static final TextMapGetter<Map<String, String>> HEADERS = new Headers();

  private final TracesConfig config;
  private volatile Optional<TraceExport> export = Optional.empty();

  Traces(TracesConfig config) {
    this.config = config;
  }

  void onStart(@Observes StartupEvent event) {
    config.endpoint().ifPresent(this::open);
  }

  /** Whoever wants traces wants answers first: what keeps them from going out is only told. */
  private void open(URI endpoint) {
    try {
      export = Optional.of(TraceExport.to(endpoint));
      LOG.infof("Traces go to %s.", TraceExport.shown(endpoint));
    } catch (RuntimeException e) {
      LOG.warnf(
          e,
          "Traces cannot be sent to %s, so there are none; correct the settings of OpenTelemetry"
              + " and start again.",
          TraceExport.shown(endpoint));
    }
  }

  /** Sends what is recorded from now on elsewhere, or nowhere. */
  void recordWith(Optional<TraceExport> next) {
    export = next;
  }

  /**
   * The span of a request that has come, which {@link #current} gives until its end.
   *
   * @param traceparent the header of the client that traces, too. Source: W3C Trace Context
   */
  public Span request(String name, @Nullable String traceparent) {
    if (export.isEmpty()) {
      return Span.none();
    }
    Context parent =
        traceparent == null
            ? Context.root()
            : W3CTraceContextPropagator.getInstance()
                .extract(Context.root(), Map.of("traceparent", traceparent), HEADERS);
    Span span = RecordedSpan.begin(tracer(), name, SpanKind.SERVER, parent);
    if (VertxContext.isOnDuplicatedContext()) {
      ContextLocals.put(CURRENT, span);
    }
    return span;
  }

  /** Work that nobody waits for. */
  public Span root(String name) {
    return export.isEmpty()
        ? Span.none()
        : RecordedSpan.begin(tracer(), name, SpanKind.INTERNAL, Context.root());
  }

  /** The span of the request whose context this is. */
  public Span current() {
    return export.isPresent() && VertxContext.isOnDuplicatedContext()
        ? ContextLocals.<Span>get(CURRENT).orElseGet(Span::none)
        : Span.none();
  }

  /** The same work, after which {@link #current} is what it is for the subscriber. */
  public <T> Uni<T> followed(Uni<T> work) {
    if (export.isEmpty()) {
      return work;
    }
    return Uni.createFrom()
        .deferred(
            () -> {
              var context = Vertx.currentContext();
              return context == null ? work : work.emitOn(MutinyHelper.executor(context));
            });
  }

  private Tracer tracer() {
    return export.orElseThrow().tracer();
  }

  /** What is recorded and not sent yet goes out, if that takes no longer than a moment. */
  void onStop(@Observes ShutdownEvent event) {
    export.ifPresent(TraceExport::close);
  }

  private static final class Headers implements TextMapGetter<Map<String, String>> {
    @Override
    public Iterable<String> keys(Map<String, String> headers) {
      return headers.keySet();
    }

    @Override
    public @Nullable String get(@Nullable Map<String, String> headers, String key) {
      return headers == null ? null : headers.get(key);
    }
  }
}
