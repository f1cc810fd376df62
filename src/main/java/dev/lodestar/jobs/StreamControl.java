package dev.lodestar.jobs;

import dev.lodestar.data.UserStamp;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** What users want of streaming jobs: that there is one for each table, that it runs or stops. */
@ApplicationScoped
class StreamControl {
  private final StreamJobStore store;
  private final StreamingJobs streaming;
  private final Clock clock;

  StreamControl(StreamJobStore store, StreamingJobs streaming, Clock clock) {
    this.store = store;
    this.streaming = streaming;
    this.clock = clock;
  }

  /** Errors: {@code INVALID_ARGUMENT} when a streaming job names what it cannot read. */
  Uni<Void> requireReadable(JobSpec spec) {
    return spec instanceof StreamingSpec stream
        ? streaming.requireReadable(stream.connection())
        : Uni.createFrom().voidItem();
  }

  void wake() {
    streaming.wake();
  }

  /**
   * Keeps each table to one streaming job; part of the transaction that stores the job, which holds
   * the table. Errors: {@code INVALID_ARGUMENT}.
   */
  Uni<Void> admit(JobSpec spec, UserStamp stamp) {
    return spec instanceof StreamingSpec stream
        ? store
            .unfinished(stream.target().tableName())
            .chain(
                jobs -> {
                  if (!jobs.isEmpty() && !stream.replaceRunning()) {
                    throw taken(stream, jobs);
                  }
                  return store.replace(jobs, stamp, job -> StreamMove.replaced(job, stamp.time()));
                })
        : Uni.createFrom().voidItem();
  }

  private static ServiceException taken(StreamingSpec stream, List<Job> jobs) {
    return new ServiceException(
        ErrorCode.INVALID_ARGUMENT,
        "target.tableName",
        "Table %s has a streaming job already (%s), and a table can have one only; cancel it first, or set replaceRunning to true."
            .formatted(stream.target().tableName(), jobs.getFirst().id()));
  }

  /** A job with what it has read up to now. */
  Job withTotals(Job job) {
    return job.type() == JobType.STREAMING
        ? streaming.totals(job.id()).map(job::withTotals).orElse(job)
        : job;
  }

  /** A log with how far the job is now, if it runs, as its last entry. */
  List<JobLogEntry> withSummary(Job job, List<JobLogEntry> log) {
    return streaming
        .summary(job.id())
        .map(now -> JobLogEntry.ok(clock.instant(), StreamingJobs.PROGRESS, now))
        .map(entry -> Stream.concat(log.stream(), Stream.of(entry)).toList())
        .orElse(log);
  }

  /** Errors: {@code INVALID_ARGUMENT} for a move that is not legal. */
  Uni<Void> desire(UUID id, ExecutionStatus desired, UserStamp stamp) {
    return store
        .desire(
            id, stamp, job -> StreamMove.of(job, desired, stamp.user().username(), stamp.time()))
        .invoke(streaming::wake)
        .chain(() -> streaming.settled(id));
  }

  /** Errors: {@code INVALID_ARGUMENT} for jobs that are no streaming ones or are over. */
  Uni<Void> reset(Job job) {
    if (job.type() != JobType.STREAMING) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          "id",
          "Job %s is a %s job; only streaming jobs have a checkpoint to reset."
              .formatted(job.id(), job.type().apiName()));
    }
    // A job that failed as its offset was gone has to be reset, or no other one could go on.
    if (job.state().status().isTerminal() && !(job.state() instanceof JobState.Failed)) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          "id",
          "Job %s is %s and cannot be reset; reset the streaming job that runs now, or submit one."
              .formatted(job.id(), job.state().status().apiName()));
    }
    return streaming.reset(job);
  }
}
