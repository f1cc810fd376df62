package dev.lodestar.query;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** How to stop one query, whatever it does at the moment. Safe for threads. */
final class RunningQuery {
  private final String queryId;
  private final CompletableFuture<Void> canceled = new CompletableFuture<>();
  private @Nullable Runnable stop;

  RunningQuery(String queryId) {
    this.queryId = queryId;
  }

  String queryId() {
    return queryId;
  }

  /** What stops the work that runs from now on; it is called at once after a cancel. */
  void stopsBy(Runnable next) {
    synchronized (this) {
      stop = next;
    }
    if (canceled.isDone()) {
      next.run();
    }
  }

  void cancel() {
    canceled.complete(null);
    Runnable current;
    synchronized (this) {
      current = stop;
    }
    if (current != null) {
      current.run();
    }
  }

  /** Errors: {@code CANCELED} after a cancel. */
  void check() {
    if (canceled.isDone()) {
      throw fault();
    }
  }

  /** The work, or the fault {@code CANCELED} as soon as somebody cancels. */
  <T> Uni<T> unlessCanceled(Uni<T> work) {
    Uni<T> fault =
        Uni.createFrom()
            .completionStage(() -> canceled.copy())
            .onItemOrFailure()
            .transformToUni((item, failure) -> Uni.createFrom().failure(RunningQuery::fault));
    return Uni.join().first(work, fault).toTerminate();
  }

  static ServiceException fault() {
    return new ServiceException(ErrorCode.CANCELED, null, "The query was canceled.");
  }
}
