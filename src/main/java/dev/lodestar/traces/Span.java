package dev.lodestar.traces;

import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A piece of work with a beginning and an end, and the pieces that it is made of. Thread-safe. */
public sealed interface Span permits NoSpan, RecordedSpan {
  /** One that nobody records. */
  static Span none() {
    return NoSpan.ONLY;
  }

  /** Begins a piece of this work; also of one that has ended, whose consequence it is. */
  Span child(String name);

  /** Says something about the work: an id, a name or a number, never contents. */
  Span with(String attribute, String value);

  Span with(String attribute, long value);

  /** What is found out late. */
  void rename(String name);

  /**
   * Ends the work; only the first call counts.
   *
   * @param failure what it failed of, of which the code is recorded and no word
   */
  void end(@Nullable Throwable failure);

  default void end() {
    end(null);
  }

  /** The 32 hex digits that the whole tree of spans has in common; empty when nobody records it. */
  Optional<String> traceId();

  /** Blocking work as a piece of this one. */
  default <T> T doing(String name, Supplier<T> work) {
    Span step = child(name);
    try {
      T result = work.get();
      step.end();
      return result;
    } catch (RuntimeException | Error e) {
      step.end(e);
      throw e;
    }
  }

  /** Reactive work as a piece of this one, from its subscription on. */
  default <T> Uni<T> during(String name, Uni<T> work) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Span step = child(name);
              return work.onTermination().invoke((item, failure, canceled) -> step.end(failure));
            });
  }
}
