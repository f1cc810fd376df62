package dev.lodestar.query;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The bounded pool on which queries are planned and run while their clients wait. */
@ApplicationScoped
class QueryWorkers {
  /** Whether this thread is a worker that works: what follows from its work it does itself. */
  private static final ThreadLocal<Boolean> WORKS = ThreadLocal.withInitial(() -> false);

  private final QueryConfig config;
  private final QueryMeter meter;
  private final ExecutorService workers;
  private final AtomicInteger busy = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();

  /** Bounds what waits to start; pieces of running results are always taken. */
  private final Semaphore admission;

  QueryWorkers(QueryConfig config, QueryMeter meter) {
    this.config = config;
    this.meter = meter;
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
              AtomicBoolean gone = new AtomicBoolean();
              emitter.onTermination(() -> gone.set(true));
              if (WORKS.get()) {
                attempt(work, discard, emitter, gone);
                return;
              }
              if (!admission.tryAcquire()) {
                meter.refused();
                emitter.fail(tooMany());
                return;
              }
              admitted(() -> attempt(work, discard, emitter, gone));
            });
  }

  private void admitted(Runnable work) {
    long since = System.nanoTime();
    waiting.incrementAndGet();
    workers.execute(
        () -> {
          waiting.decrementAndGet();
          busy.incrementAndGet();
          meter.admitted(Duration.ofNanos(System.nanoTime() - since));
          WORKS.set(true);
          try {
            work.run();
          } finally {
            WORKS.set(false);
            busy.decrementAndGet();
            admission.release();
          }
        });
  }

  /** How many workers work on what was admitted. */
  int busy() {
    return busy.get();
  }

  /** What is admitted and has yet to begin. */
  int waiting() {
    return waiting.get();
  }

  private static <T> void attempt(
      Supplier<T> work, Consumer<T> discard, UniEmitter<? super T> emitter, AtomicBoolean gone) {
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
    }
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
