package dev.lodestar.query;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The bounded pool on which queries are planned and run while their clients wait. */
@ApplicationScoped
class QueryWorkers {
  private final QueryConfig config;
  private final ExecutorService workers;

  /** Bounds what waits to start; pieces of running results are always taken. */
  private final Semaphore admission;

  QueryWorkers(QueryConfig config) {
    this.config = config;
    this.admission = new Semaphore(config.concurrency() + config.waitingMax());
    this.workers =
        Executors.newFixedThreadPool(
            config.concurrency(), Thread.ofPlatform().name("query-", 0).factory());
  }

  /** For work that is already admitted: the pieces of a result. */
  Executor executor() {
    return workers;
  }

  /** The work on a worker. Errors: those of the work, {@code TOO_MANY_REQUESTS}. */
  <T> Uni<T> run(Supplier<T> work) {
    return run(work, nothing -> {});
  }

  /**
   * The same for work whose item holds something open.
   *
   * @param discard gets an item for which nobody waits any more
   */
  <T> Uni<T> run(Supplier<T> work, Consumer<T> discard) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              if (!admission.tryAcquire()) {
                emitter.fail(tooMany());
                return;
              }
              AtomicBoolean gone = new AtomicBoolean();
              emitter.onTermination(() -> gone.set(true));
              workers.execute(
                  () -> {
                    try {
                      if (gone.get()) {
                        return;
                      }
                      T item = work.get();
                      if (gone.get()) {
                        discard.accept(item);
                      }
                      emitter.complete(item);
                    } catch (RuntimeException | Error e) {
                      emitter.fail(e);
                    } finally {
                      admission.release();
                    }
                  });
            });
  }

  private ServiceException tooMany() {
    return new ServiceException(
        ErrorCode.TOO_MANY_REQUESTS,
        null,
        "Too many queries wait (%d run, %d wait); try again in a moment."
            .formatted(config.concurrency(), config.waitingMax()));
  }

  @PreDestroy
  void close() {
    workers.shutdownNow();
  }
}
