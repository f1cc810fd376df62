package dev.lodestar.jobs;

import dev.lodestar.error.ServiceException;
import dev.lodestar.reactive.EventLoop;
import dev.lodestar.tables.TablesService;
import dev.lodestar.traces.LogContext;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** The end of a job: one transaction, tried until its outcome is known. */
@ApplicationScoped
class JobCommit {
  private static final Logger LOG = Logger.getLogger(JobCommit.class);
  private static final Duration RETRY_FIRST = Duration.ofMillis(200);
  private static final Duration RETRY_LAST = Duration.ofSeconds(10);
  private static final int RETRIES_MAX = 60;

  private final JobStore store;
  private final TablesService tables;
  private final JobMeter meter;
  private final EventLoop eventLoop;
  private final Clock clock;

  JobCommit(
      JobStore store, TablesService tables, JobMeter meter, EventLoop eventLoop, Clock clock) {
    this.store = store;
    this.tables = tables;
    this.meter = meter;
    this.eventLoop = eventLoop;
    this.clock = clock;
  }

  /**
   * Ends the job in one transaction. When the database is away, the outcome of a try is unknown, so
   * the files stay and the try is repeated: the revision lets it succeed at most once.
   *
   * @param status of the end that {@code effect} gives
   * @param isOpen whether the server runs on; retries of one that stops are not worth a word
   * @return whether the job ended this way; if not, a user canceled it
   */
  Uni<Boolean> end(
      Job job, ExecutionStatus status, Supplier<Uni<JobEnd>> effect, BooleanSupplier isOpen) {
    AtomicReference<Optional<JobEnd>> last = new AtomicReference<>(Optional.empty());
    Supplier<Uni<JobEnd>> noted = () -> effect.get().invoke(end -> last.set(Optional.of(end)));
    return tables
        .changing(
            () ->
                eventLoop
                    .run(() -> store.finish(job, noted))
                    .onFailure(failure -> !(failure instanceof ServiceException))
                    .invoke(failure -> tellOfRetry(job, failure, isOpen))
                    .onFailure(failure -> !(failure instanceof ServiceException))
                    .retry()
                    .withBackOff(RETRY_FIRST, RETRY_LAST)
                    .atMost(RETRIES_MAX))
        .chain(
            won ->
                won
                    ? Uni.createFrom().item(true)
                    : eventLoop.run(() -> store.identified(job.id())).map(now -> isAt(now, status)))
        .invoke(won -> tell(job, won ? status : ExecutionStatus.CANCELED, last.get()));
  }

  private void tellOfRetry(Job job, Throwable failure, BooleanSupplier isOpen) {
    if (isOpen.getAsBoolean()) {
      LogContext.JOB.during(
          job.id(),
          () ->
              LOG.warnf(
                  failure, "The end of job %s could not be stored; it is tried again.", job.id()));
    }
  }

  private void tell(Job job, ExecutionStatus outcome, Optional<JobEnd> end) {
    LogContext.JOB.during(job.id(), () -> meter.ended(job, outcome, end, clock.instant()));
  }

  private static boolean isAt(Optional<Job> now, ExecutionStatus status) {
    return now.isPresent() && now.get().state().status() == status;
  }
}
