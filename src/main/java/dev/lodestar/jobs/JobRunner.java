package dev.lodestar.jobs;

import dev.lodestar.engine.IngestFailedException;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.reactive.ClaimLoop;
import dev.lodestar.reactive.DatabaseFaults;
import dev.lodestar.reactive.EventLoop;
import dev.lodestar.storage.SegmentLeases;
import dev.lodestar.storage.SegmentStore.SegmentKey;
import dev.lodestar.tables.SegmentReference;
import dev.lodestar.tables.Table;
import dev.lodestar.tables.TablesService;
import dev.lodestar.traces.LogContext;
import dev.lodestar.traces.Span;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Carries jobs out: claim → plan → ingest on a worker → one commit → next.
 *
 * <p>At most {@code lodestar.jobs.slots} jobs run at once, oldest first. The queue is the database;
 * memory holds only how far a running job is and how to stop it.
 */
@ApplicationScoped
public class JobRunner {
  private static final Logger LOG = Logger.getLogger(JobRunner.class);

  /** Longer than any claimed job takes from its row to the map of those that run. */
  private static final Duration CLAIM_LIMIT = Duration.ofMinutes(1);

  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  private final JobStore store;
  private final JobPlanning planning;
  private final TablesService tables;
  private final BatchExecution execution;
  private final SegmentLeases leases;
  private final StreamingJobs streaming;
  private final JobCommit commits;
  private final JobMeter meter;
  private final EventLoop eventLoop;
  private final Clock clock;
  private final int restartsMax;
  private final ExecutorService workers;
  private final ClaimLoop<Job> queue;
  private final Map<UUID, RunningJob> running = new ConcurrentHashMap<>();

  JobRunner(
      JobStore store,
      JobPlanning planning,
      TablesService tables,
      BatchExecution execution,
      SegmentLeases leases,
      StreamingJobs streaming,
      JobCommit commits,
      JobMeter meter,
      EventLoop eventLoop,
      Clock clock,
      JobConfig config) {
    this.store = store;
    this.planning = planning;
    this.tables = tables;
    this.execution = execution;
    this.leases = leases;
    this.streaming = streaming;
    this.commits = commits;
    this.meter = meter;
    this.eventLoop = eventLoop;
    this.clock = clock;
    this.restartsMax = config.restartsMax();
    this.queue =
        new ClaimLoop<>(
            config.slots(),
            () -> eventLoop.run(() -> store.claimNext(clock.instant())),
            this::carryOut,
            failure -> DatabaseFaults.log(LOG, "The queue of jobs", failure));
    this.workers =
        new ThreadPoolExecutor(
            config.slots(),
            config.slots(),
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("job-", 0).factory(),
            // Refuses only after the stop, when each job is left to the next start anyway.
            new ThreadPoolExecutor.DiscardPolicy());
  }

  /** Begins to take jobs; called once, after recovery. */
  void open() {
    queue.open();
  }

  /** Looks for waiting jobs, now or as soon as a slot is free. Cheap; callable from any thread. */
  void wake() {
    queue.wake();
  }

  private Uni<Void> carryOut(Job job) {
    Span span = meter.begun(job, clock.instant());
    RunningJob control = new RunningJob(span);
    Executor worker = LogContext.JOB.on(workers, job.id());
    running.put(job.id(), control);
    SegmentLeases.Lease lease = leases.hold();
    Uni<JobPlanning.Ready> planned =
        Uni.createFrom()
            .item(() -> draft(job))
            .runSubscriptionOn(worker)
            .chain(draft -> eventLoop.run(() -> draft.ready().apply(planning.start(job))));
    return span.during("job plan", planned)
        .emitOn(worker)
        .chain(
            ready ->
                switch (ready) {
                  case JobPlanning.Ready.Ingest ingest -> ingest(job, ingest, control, lease);
                  case JobPlanning.Ready.Change change -> change(job, change);
                })
        .onFailure()
        .invoke(failure -> span.end(failure))
        .onFailure()
        .recoverWithUni(
            failure ->
                LogContext.JOB.during(
                    job.id(), () -> queue.isOpen() ? fail(job, failure) : leftToRestart(job)))
        .onTermination()
        .invoke(
            () -> {
              running.remove(job.id());
              lease.close();
              span.end();
            });
  }

  /** Errors: {@code INTERNAL} for a job that may be what ends the server again and again. */
  private JobPlanning.Draft draft(Job job) {
    if (job.restarts() > restartsMax) {
      throw new ServiceException(
          ErrorCode.INTERNAL,
          null,
          "The server ended %d times while the job ran, so it is not tried again; submit it anew if something else was the reason."
              .formatted(job.restarts()));
    }
    return planning.draft(planning.spec(job));
  }

  /** A job that the shutdown interrupted stays "running" in the database and runs again. */
  private static Uni<Void> leftToRestart(Job job) {
    LOG.infof("Job %s was interrupted by the shutdown; it runs again at the next start.", job.id());
    return Uni.createFrom().voidItem();
  }

  /** Files of segments that went for good are deleted once nobody reads them. */
  private Uni<Void> change(Job job, JobPlanning.Ready.Change ready) {
    JobState.Running state = (JobState.Running) job.state();
    AtomicReference<List<SegmentReference>> gone = new AtomicReference<>(List.of());
    return streaming
        .publish(ready.target().id())
        .chain(
            () ->
                commit(
                    job,
                    ExecutionStatus.COMPLETED,
                    () ->
                        tables
                            .change(ready.target().id(), ready.change(), clock.instant())
                            .invoke(outcome -> gone.set(outcome.gone()))
                            .map(
                                outcome ->
                                    JobOutcome.changed(
                                        state, ready.change(), outcome, clock.instant()))))
        .invoke(
            won -> {
              // A try that was undone may have said what would go; then a user canceled the job.
              if (won) {
                retire(gone.get());
              }
            })
        .replaceWithVoid();
  }

  private void retire(List<SegmentReference> gone) {
    leases.retire(
        gone.stream()
            .map(segment -> new SegmentKey(segment.tableId(), segment.segmentId()))
            .toList());
  }

  private Uni<Void> ingest(
      Job job, JobPlanning.Ready.Ingest ready, RunningJob control, SegmentLeases.Lease lease) {
    JobPlan plan = ready.plan().apply(Set.of());
    Table table =
        ready
            .table()
            .orElseThrow(
                () ->
                    new ServiceException(
                        ErrorCode.NOT_FOUND,
                        null,
                        "Table %s was dropped before the job ran."
                            .formatted(job.definition().targetTable())));
    BatchExecution.Output output =
        execution.run(
            job.id(),
            table.id(),
            lists -> lists.isEmpty() ? plan : ready.plan().apply(lists),
            control,
            lease);
    JobEnd end =
        JobOutcome.completed((JobState.Running) job.state(), output.result(), clock.instant());
    return publishReplaced(table, plan)
        .chain(() -> control.span().during("segment commit", commit(job, table, plan, output, end)))
        .emitOn(workers)
        .invoke(
            won -> {
              if (won) {
                meter.stored(
                    table.name(), job.type(), output.segments().size(), output.sizeBytes());
              } else {
                execution.discard(table.id(), output.segments());
              }
            })
        // The transaction was refused, so its outcome is known: nothing of it is visible.
        .onFailure(ServiceException.class)
        .invoke(() -> execution.discard(table.id(), output.segments()))
        .replaceWithVoid();
  }

  /** Rows of a stream that are visible by now go with the published ones that are replaced. */
  private Uni<Void> publishReplaced(Table table, JobPlan plan) {
    return plan.replaced().isEmpty() ? Uni.createFrom().voidItem() : streaming.publish(table.id());
  }

  private Uni<Boolean> commit(
      Job job, Table table, JobPlan plan, BatchExecution.Output output, JobEnd end) {
    return commit(
        job,
        ExecutionStatus.COMPLETED,
        () ->
            tables
                .commit(table.id(), job.id(), plan.replaced(), output.segments(), clock.instant())
                .replaceWith(end));
  }

  private Uni<Boolean> commit(Job job, ExecutionStatus status, Supplier<Uni<JobEnd>> effect) {
    return commits.end(job, status, effect, queue::isOpen);
  }

  private Uni<Void> fail(Job job, Throwable failure) {
    JobState.Running state = (JobState.Running) job.state();
    JobEnd end =
        switch (failure) {
          case IngestFailedException ingest -> JobOutcome.failed(state, ingest, clock.instant());
          case ServiceException fault -> JobOutcome.failed(state, fault, clock.instant());
          default -> {
            LOG.errorf(
                failure, "Job %s failed for a reason that is a fault of the server.", job.id());
            yield JobOutcome.failed(
                state,
                new ServiceException(
                    ErrorCode.INTERNAL,
                    null,
                    "The job failed because of a fault in the server; its log names job %s."
                        .formatted(job.id())),
                clock.instant());
          }
        };
    return commit(job, ExecutionStatus.FAILED, () -> release(job).replaceWith(end))
        .replaceWithVoid();
  }

  /** A table that could not be dropped takes jobs again. */
  private Uni<Void> release(Job job) {
    return job.type() == JobType.DROP_TABLE
        ? tables.keep(job.definition().targetTable())
        : Uni.createFrom().voidItem();
  }

  /** Stops the work of a job that a user ended. */
  void interruptIfOver(Job job) {
    if (job.state().status().isTerminal()) {
      Optional.ofNullable(running.get(job.id())).ifPresent(RunningJob::cancel);
    }
  }

  /** The share of a running job's work that is done; empty when it does not run now. */
  Optional<Double> progress(UUID id) {
    return Optional.ofNullable(running.get(id)).map(RunningJob::progress);
  }

  /**
   * Jobs that run by their rows and that nobody carries out queue again: the answer to a claim was
   * lost, or an end could not be stored, because the database was away.
   *
   * @return how many
   */
  Uni<Integer> requeueLost() {
    if (!queue.isOpen()) {
      return Uni.createFrom().item(0);
    }
    Set<UUID> carriedOut = Set.copyOf(running.keySet());
    Instant now = clock.instant();
    return eventLoop
        .run(() -> store.requeueLost(carriedOut, now.minus(CLAIM_LIMIT), now))
        .invoke(
            requeued -> {
              if (requeued > 0) {
                LOG.warnf("%d jobs that nobody carried out run again.", requeued);
                wake();
              }
            });
  }

  /**
   * Stops taking jobs and interrupts those that run, while there is a database; they run again at
   * the next start.
   */
  void onStop(@Observes ShutdownEvent event) throws InterruptedException {
    queue.close();
    List.copyOf(running.values()).forEach(RunningJob::cancel);
    workers.shutdown();
    if (!workers.awaitTermination(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      LOG.warnf("Jobs still run after %s; the process ends without them.", STOP_LIMIT);
    }
  }
}
