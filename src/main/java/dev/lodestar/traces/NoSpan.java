package dev.lodestar.traces;

import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Nobody looks. */
enum NoSpan implements Span {
  ONLY;

  @Override
  public Span child(String name) {
    return this;
  }

  @Override
  public Span with(String attribute, String value) {
    return this;
  }

  @Override
  public Span with(String attribute, long value) {
    return this;
  }

  @Override
  public void rename(String name) {}

  @Override
  public void end(@Nullable Throwable failure) {}

  @Override
  public Optional<String> traceId() {
    return Optional.empty();
  }

  @Override
  public <T> T doing(String name, Supplier<T> work) {
    return work.get();
  }

  @Override
  public <T> Uni<T> during(String name, Uni<T> work) {
    return work;
  }
}
