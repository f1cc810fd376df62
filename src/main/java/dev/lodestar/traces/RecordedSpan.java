package dev.lodestar.traces;

import dev.lodestar.error.ServiceException;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** A span of OpenTelemetry. */
record RecordedSpan(Tracer tracer, io.opentelemetry.api.trace.Span span) implements Span {
  /** A span that begins now. */
  static RecordedSpan begin(Tracer tracer, String name, SpanKind kind, Context parent) {
    return new RecordedSpan(
        tracer, tracer.spanBuilder(name).setSpanKind(kind).setParent(parent).startSpan());
  }

  @Override
  public Span child(String name) {
    return begin(tracer, name, SpanKind.INTERNAL, Context.root().with(span));
  }

  @Override
  public Span with(String attribute, String value) {
    span.setAttribute(attribute, value);
    return this;
  }

  @Override
  public Span with(String attribute, long value) {
    span.setAttribute(attribute, value);
    return this;
  }

  @Override
  public void rename(String name) {
    span.updateName(name);
  }

  /** Messages are for the caller: here the kind of the fault is enough, and holds no contents. */
  @Override
  public void end(@Nullable Throwable failure) {
    if (failure != null) {
      span.setStatus(StatusCode.ERROR);
      span.setAttribute("error.type", type(failure));
    }
    span.end();
  }

  private static String type(Throwable failure) {
    return switch (failure) {
      case ServiceException fault -> fault.code().name();
      case CancellationException canceled -> "CANCELED";
      default -> failure.getClass().getName();
    };
  }

  @Override
  public Optional<String> traceId() {
    return Optional.of(span.getSpanContext().getTraceId());
  }
}
