package dev.lodestar.traces;

import io.smallrye.mutiny.Uni;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** The submissions of work that has yet to begin, so that it belongs to the traces of requests. */
public final class Submissions {
  /** Of more work that waits the first belongs to no request any more. */
  private static final int MAX = 1_000;

  private final Map<UUID, Span> waiting = new LinkedHashMap<>();

  /**
   * A submission, whose span ends with it.
   *
   * @param id names what was submitted
   */
  public <T> Uni<T> traced(Span span, Uni<T> submission, Function<T, UUID> id) {
    if (span.traceId().isEmpty()) {
      return submission;
    }
    return submission
        .invoke(item -> put(id.apply(item), span))
        .onTermination()
        .invoke((item, failure, canceled) -> span.end(failure));
  }

  private synchronized void put(UUID id, Span span) {
    waiting.put(id, span);
    if (waiting.size() > MAX) {
      waiting.remove(waiting.keySet().iterator().next());
    }
  }

  /** The span of what was submitted under this id; it is told once. */
  public synchronized Optional<Span> take(UUID id) {
    return Optional.ofNullable(waiting.remove(id));
  }
}
