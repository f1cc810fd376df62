package dev.lodestar.jobs;

import dev.lodestar.reactive.EventLoop;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import org.jboss.logging.Logger;

/**
 * Forgets old jobs with their logs: once there are many finished batch and SQL jobs, those that
 * ended long ago go. What they stored stays.
 *
 * <p>Source: control-plane specification, 8.15.
 */
@ApplicationScoped
class JobHistory {
  private static final Logger LOG = Logger.getLogger(JobHistory.class);

  /** So many rows at once, so that no transaction holds the table for long. */
  private static final int PORTION = 1_000;

  private final JobHistoryStore store;
  private final EventLoop eventLoop;
  private final JobConfig config;
  private final Clock clock;

  JobHistory(JobHistoryStore store, EventLoop eventLoop, JobConfig config, Clock clock) {
    this.store = store;
    this.eventLoop = eventLoop;
    this.config = config;
    this.clock = clock;
  }

  @Scheduled(
      every = "1h",
      delayed = "2m",
      identity = "job-history",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> purge() {
    return purge(clock.instant())
        .invoke(
            gone -> {
              if (gone > 0) {
                LOG.infof("%d jobs that ended long ago were forgotten.", gone);
              }
            })
        .replaceWithVoid();
  }

  /** The number of jobs that are gone, as of this time. */
  Uni<Integer> purge(Instant now) {
    return eventLoop
        .run(store::finished)
        .chain(
            finished ->
                finished > config.historyMax()
                    ? remove(now.minus(config.historyKeptFor()), 0)
                    : Uni.createFrom().item(0));
  }

  private Uni<Integer> remove(Instant before, int gone) {
    return eventLoop
        .run(() -> store.deleteEndedBefore(before, PORTION))
        .chain(
            removed ->
                removed < PORTION
                    ? Uni.createFrom().item(gone + removed)
                    : remove(before, gone + removed));
  }
}
