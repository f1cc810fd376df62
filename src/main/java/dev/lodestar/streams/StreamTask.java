package dev.lodestar.streams;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.jobs.Job;
import dev.lodestar.jobs.JobHealth;
import dev.lodestar.jobs.JobLogEntry;
import dev.lodestar.jobs.JobState;
import dev.lodestar.jobs.JobTotals;
import dev.lodestar.jobs.StreamChange;
import dev.lodestar.tables.HotSegment;
import dev.lodestar.traces.LogContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;

/**
 * The loop of one streaming job, in a thread of its own: gather records → make them visible →
 * publish now and then, beside the loop → stop when somebody wants that.
 *
 * <p>Faults that may pass, of the source, the database or the disk, are waited for; what was read
 * and not made visible is read again then. Other threads only ask for something.
 */
final class StreamTask implements Runnable {
  private static final Logger LOG = Logger.getLogger(StreamTask.class);
  private static final Duration RETRY_FIRST = Duration.ofMillis(250);
  private static final Duration RETRY_LAST = Duration.ofSeconds(10);

  private final StreamServices services;
  private final Runnable onEnd;
  private final StreamRequests requests = new StreamRequests();
  private final StreamStop stop = new StreamStop();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final StreamHealth health;
  private final StreamProgress progress;
  private final IdleTime idle;
  private volatile Optional<StreamIngestion> ingestion = Optional.empty();
  private List<CompletableFuture<Void>> resetting = List.of();

  /**
   * A task that does not run yet.
   *
   * @param onEnd called when it is over
   */
  StreamTask(StreamServices services, Job job, Runnable onEnd) {
    this.services = services;
    this.onEnd = onEnd;
    this.health = new StreamHealth(services.clock(), job.health());
    this.progress = new StreamProgress(services, job, stop);
    this.idle = new IdleTime(services.clock(), services.config().idleAfter());
  }

  UUID jobId() {
    return progress.job().id();
  }

  String tableName() {
    return progress.job().definition().targetTable();
  }

  boolean fills(UUID tableId) {
    return ingestion.map(current -> current.tableId().equals(tableId)).orElse(false);
  }

  /** What was read up to now, published or not. */
  Optional<JobTotals> totals() {
    return ingestion.map(StreamIngestion::totals).or(() -> progress.job().totals());
  }

  /** How far partitions are behind, as far as that is known. */
  Map<StreamPartition, StreamLag> lag() {
    return ingestion.map(StreamIngestion::lag).orElse(Map.of());
  }

  /** How old what is visible is, as far as that is known. */
  Optional<Duration> age(Instant now) {
    return ingestion.flatMap(current -> current.age(now));
  }

  /** What keeps the job from going on, if something does. */
  Optional<String> trouble() {
    return health.trouble();
  }

  /** What is visible and not published. */
  List<HotSegment> hot() {
    return ingestion
        .map(current -> services.hot().view().after(current.tableId(), 0))
        .orElse(List.of());
  }

  /** How far the job is, in words. */
  Optional<String> summary() {
    return ingestion.map(StreamIngestion::summary);
  }

  StreamRequests requests() {
    return requests;
  }

  /** Completes when the task is over and has moved its job, if it could. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  /** Ends the work of the engine at once. */
  void abort() {
    stop.stop();
  }

  @Override
  public void run() {
    LogContext.JOB.set(jobId().toString());
    try {
      readUntilStopped();
      end(Optional.empty());
    } catch (ServiceException e) {
      fail(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warnf(e, "Job %s could not be stopped in order; the next tick goes on.", jobId());
    } finally {
      ingestion.ifPresent(StreamIngestion::forget);
      requests.end();
      onEnd.run();
      ended.complete(null);
    }
  }

  /** Errors: faults of the job, which do not pass. */
  private void readUntilStopped() throws InterruptedException {
    Duration wait = RETRY_FIRST;
    while (!requests.isStopping()) {
      long begun = System.nanoTime();
      try {
        read();
        wait = RETRY_FIRST;
      } catch (SourceLostException e) {
        LOG.warnf(e, "Job %s lost its source.", jobId());
        health.lost(e);
        wait = rest(begun, wait);
      } catch (ServiceException e) {
        if (!isPassing(e)) {
          throw e;
        }
        LOG.warnf(e, "Job %s cannot go on now.", jobId());
        health.stuck(e.messageText());
        wait = rest(begun, wait);
      } catch (RuntimeException e) {
        LOG.warnf(e, "Job %s cannot go on now.", jobId());
        health.stuck("The server or its database cannot go on now; the server's log says more.");
        wait = rest(begun, wait);
      }
    }
  }

  /** Faults of the server or of its disk; the others are of the job. */
  private static boolean isPassing(ServiceException fault) {
    return switch (fault.code().kind()) {
      case UNAVAILABLE, INTERNAL, TIMEOUT, THROTTLED, CANCELED -> true;
      case INVALID,
          UNAUTHENTICATED,
          FORBIDDEN,
          NOT_FOUND,
          METHOD_NOT_ALLOWED,
          CONFLICT,
          TOO_LARGE,
          UNSUPPORTED_MEDIA_TYPE,
          RUNTIME ->
          false;
    };
  }

  /**
   * After a fault: what is visible is published as far as that is possible, then a wait.
   *
   * @return how long to wait the next time
   */
  private Duration rest(long begun, Duration wait) throws InterruptedException {
    try {
      if (!progress.isBroken()) {
        ingestion.ifPresent(progress::drain);
        progress.change(health.change(totals().orElse(JobTotals.NONE)));
      }
    } catch (RuntimeException e) {
      LOG.debugf(e, "Job %s cannot publish now.", jobId());
    }
    if (progress.isBroken()) {
      // What could not be published is read again, from where the last publication ended.
      ingestion.ifPresent(StreamIngestion::forget);
      ingestion = Optional.empty();
      progress.restart();
    }
    requests.pause(wait);
    boolean workedLong = System.nanoTime() - begun > 2 * RETRY_LAST.toNanos();
    Duration longer = wait.multipliedBy(2);
    return workedLong ? RETRY_FIRST : longer.compareTo(RETRY_LAST) < 0 ? longer : RETRY_LAST;
  }

  /** Reads until the job shall stop or its source is to be opened anew, or until a fault. */
  private void read() {
    if (ingestion.isEmpty()) {
      ingestion = Optional.of(StreamIngestion.prepare(services, progress.job(), stop));
    }
    StreamIngestion current = ingestion.get();
    try (StreamReading reading = StreamReading.open(services, progress.job(), current)) {
      start();
      health.opened();
      resetting.forEach(waiting -> waiting.complete(null));
      resetting = List.of();
      while (!requests.isStopping() && resetting.isEmpty()) {
        step(reading, current);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the thread of a stream was interrupted", e);
    }
  }

  private void start() {
    if (progress.job().state() instanceof JobState.Pending) {
      Instant now = services.clock().instant();
      progress.move(
          StreamChange.move(
              new JobState.Running(now),
              JobHealth.OK,
              JobLogEntry.ok(now, "job_running", "The job started to read.")));
    }
  }

  private void step(StreamReading reading, StreamIngestion current) throws InterruptedException {
    List<CompletableFuture<Void>> publishing = requests.takePublish();
    if (!publishing.isEmpty()) {
      progress.drain(current);
      publishing.forEach(waiting -> waiting.complete(null));
    }
    boolean found = reading.next(current, health);
    if (found) {
      idle.heard();
      wakeUp();
    } else if (idle.isLong()) {
      becomeIdle(current);
    }
    progress.publishIfDue(current);
    progress.change(health.change(current.totals()));
    resetting = requests.takeReset();
    if (!resetting.isEmpty()) {
      progress.drain(current);
      services.await(() -> services.checkpoints().forget(current.tableId()));
      current.forgetPositions();
    }
  }

  private void wakeUp() {
    if (progress.job().state() instanceof JobState.Idle idle) {
      Instant now = services.clock().instant();
      progress.move(
          state(
              new JobState.Running(idle.started()),
              JobLogEntry.ok(now, "job_running", "There are records again.")));
    }
  }

  private void becomeIdle(StreamIngestion current) {
    if (progress.job().state() instanceof JobState.Running running) {
      progress.drain(current);
      Instant now = services.clock().instant();
      progress.move(
          state(
              new JobState.Idle(running.started()),
              JobLogEntry.ok(
                  now,
                  "job_idle",
                  "There was nothing to read for a while; the job goes on by itself.")));
    }
  }

  private static StreamChange state(JobState next, JobLogEntry entry) {
    return new StreamChange(Optional.of(next), Optional.empty(), Optional.empty(), List.of(entry));
  }

  /** Publishes what is visible, and moves the job to where it is wanted in the same transaction. */
  private void end(Optional<ServiceException> fault) {
    if (requests.isClosing() && fault.isEmpty()) {
      ingestion.ifPresent(progress::drain);
      return;
    }
    Instant now = services.clock().instant();
    StreamChange change =
        fault
            .map(known -> StreamEnds.failed(progress.job(), known, now))
            .orElseGet(
                () -> StreamEnds.wanted(progress.job(), requests.wanted(), health.current(), now));
    if (ingestion.isEmpty() || progress.isBroken()) {
      progress.move(change);
    } else {
      progress.finish(ingestion.get(), change);
    }
  }

  private void fail(ServiceException fault) {
    LOG.infof("Job %s failed: %s", jobId(), fault.messageText());
    try {
      end(Optional.of(fault));
    } catch (RuntimeException e) {
      LOG.warnf(e, "Job %s could not be ended; the next tick runs it again.", jobId());
    }
  }

  /** Somebody else has moved the job, which then is theirs. */
  static ServiceException movedByOthers() {
    return new ServiceException(ErrorCode.STALE_VERSION, null, "The job was ended elsewhere.");
  }
}
