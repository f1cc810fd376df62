package dev.lodestar.query;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.traces.Span;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One query as it is seen from outside: how long it takes and how it ends. Safe for threads. */
final class ObservedQuery {
  private final Span span;
  private final Keeper keeper;
  private final long begunAt = System.nanoTime();
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile String reads = "unknown";

  /** Keeps what was seen of a query that is over. */
  interface Keeper {
    void keep(String reads, String outcome, Duration time);
  }

  ObservedQuery(Span span, Keeper keeper) {
    this.span = span;
    this.keeper = keeper;
  }

  Span span() {
    return span;
  }

  /** It is known what the query reads. */
  void planned(PlannedQuery query) {
    reads = query.plan().relations().isEmpty() ? "tables" : "metadata";
  }

  /** The query is over; only the first call counts. */
  void end(@Nullable Throwable failure, boolean isCanceled) {
    if (over.compareAndSet(false, true)) {
      keeper.keep(
          reads, outcome(failure, isCanceled), Duration.ofNanos(System.nanoTime() - begunAt));
      span.with("lodestar.query.reads", reads).end(failure);
    }
  }

  private static String outcome(@Nullable Throwable failure, boolean isCanceled) {
    if (failure == null) {
      return isCanceled ? "canceled" : "success";
    }
    return failure instanceof ServiceException fault ? outcome(fault.code()) : "failed";
  }

  private static String outcome(ErrorCode code) {
    return switch (code.kind()) {
      case CANCELED -> "canceled";
      case TIMEOUT -> "timeout";
      case THROTTLED -> "refused";
      case INVALID,
          UNAUTHENTICATED,
          FORBIDDEN,
          NOT_FOUND,
          METHOD_NOT_ALLOWED,
          CONFLICT,
          TOO_LARGE,
          UNSUPPORTED_MEDIA_TYPE,
          RUNTIME ->
          "invalid";
      case UNAVAILABLE, INTERNAL -> "failed";
    };
  }
}
