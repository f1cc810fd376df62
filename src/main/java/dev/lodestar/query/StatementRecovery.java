package dev.lodestar.query;

import dev.lodestar.reactive.EventLoop;
import dev.lodestar.storage.ResultStore;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * What happens to statements without a request: at start those that ran have failed and results of
 * nobody go; later, those that are old enough expire.
 */
@ApplicationScoped
class StatementRecovery {
  private static final Logger LOG = Logger.getLogger(StatementRecovery.class);
  private static final Duration RECOVERY_LIMIT = Duration.ofMinutes(5);

  /** So many statements go at once: a transaction takes a bounded number of parameters. */
  private static final int PORTION = 1_000;

  private final StatementStore store;
  private final StatementRunner runner;
  private final ResultStore results;
  private final EventLoop eventLoop;
  private final StatementsConfig config;
  private final Clock clock;

  StatementRecovery(
      StatementStore store,
      StatementRunner runner,
      ResultStore results,
      EventLoop eventLoop,
      StatementsConfig config,
      Clock clock) {
    this.store = store;
    this.runner = runner;
    this.results = results;
    this.eventLoop = eventLoop;
    this.config = config;
    this.clock = clock;
  }

  /** Blocks the start of the application: no request may come before the sweep is over. */
  void onStart(@Observes StartupEvent event) {
    int failed = recover().await().atMost(RECOVERY_LIMIT);
    if (failed > 0) {
      LOG.infof("%d statements ran when the server stopped; they have failed.", failed);
    }
    runner.open();
  }

  /** Nothing writes results yet, so what belongs to no success is left from a crash. */
  Uni<Integer> recover() {
    return eventLoop
        .run(() -> store.failInterrupted(StatementRunner.interrupted(), clock.instant()))
        .chain(
            failed ->
                eventLoop
                    .run(store::succeeded)
                    .emitOn(Infrastructure.getDefaultWorkerPool())
                    .invoke(ids -> results.sweep(Set.copyOf(ids)))
                    .replaceWith(failed));
  }

  /** A net under the wake-ups: a database that was away must not leave the queue asleep. */
  @Scheduled(every = "5s", identity = "statement-queue")
  void tick() {
    runner.wake();
  }

  @Scheduled(every = "1m", delayed = "1m", identity = "statement-expiry")
  Uni<Void> expire() {
    return expire(clock.instant());
  }

  /** Forgets the statements that have ended long enough before this time, then their results. */
  Uni<Void> expire(Instant now) {
    return eventLoop
        .run(() -> store.deleteEndedBefore(now.minus(config.keptFor()), PORTION))
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .invoke(results::delete)
        .chain(gone -> gone.size() == PORTION ? expire(now) : Uni.createFrom().voidItem());
  }
}
