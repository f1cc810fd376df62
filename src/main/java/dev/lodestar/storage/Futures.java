package dev.lodestar.storage;

import dev.lodestar.error.ServiceException;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Work of other threads, whose faults arrive as they were thrown. */
final class Futures {
  private Futures() {}

  /** Completes when all have; at once and in this thread when there is nothing to wait for. */
  static CompletableFuture<Void> all(Collection<CompletableFuture<Void>> parts) {
    if (parts.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> all = new CompletableFuture<>();
    whenOver(
        CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new)),
        failure ->
            failure.ifPresentOrElse(
                fault -> all.completeExceptionally(cause(fault)), () -> all.complete(null)));
    return all;
  }

  /** Tells how work ended. */
  static void whenOver(CompletableFuture<Void> work, Consumer<Optional<Throwable>> told) {
    CompletableFuture<Void> unused =
        work.whenComplete((nothing, failure) -> told.accept(Optional.ofNullable(failure)));
  }

  /** Completes a future as another one does. */
  static void pass(CompletableFuture<Void> from, CompletableFuture<Void> to) {
    whenOver(
        from,
        failure -> failure.ifPresentOrElse(to::completeExceptionally, () -> to.complete(null)));
  }

  /** Runs work that completes a future. */
  static void run(Executor executor, CompletableFuture<Void> end, Runnable work) {
    try {
      executor.execute(
          () -> {
            try {
              work.run();
              end.complete(null);
            } catch (RuntimeException | Error e) {
              end.completeExceptionally(e);
            }
          });
    } catch (RejectedExecutionException e) {
      // The server stops.
      end.completeExceptionally(SegmentFaults.canceled());
    }
  }

  /** Waits. Errors: those of the work. */
  static void join(CompletableFuture<Void> work) {
    try {
      work.join();
    } catch (CompletionException e) {
      throw cause(e) instanceof ServiceException fault
          ? fault
          : new IllegalStateException("reading segments", cause(e));
    }
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
