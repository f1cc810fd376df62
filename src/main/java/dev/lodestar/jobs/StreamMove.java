package dev.lodestar.jobs;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What becomes of a streaming job when a user wants something of it. Pure. */
sealed interface StreamMove {
  /** It is so already. */
  record Stay() implements StreamMove {}

  /** Whoever runs the job is told and moves it. */
  record Ask(ExecutionStatus desired, List<JobLogEntry> entries) implements StreamMove {
    public Ask {
      entries = List.copyOf(entries);
    }
  }

  /** Nobody runs the job: it moves at once. */
  record Go(ExecutionStatus desired, JobEnd end) implements StreamMove {}

  /** Errors: {@code INVALID_ARGUMENT} for a move that is not legal. */
  static StreamMove of(Job job, ExecutionStatus desired, String user, Instant now) {
    return switch (job.state()) {
      case JobState.Pending pending ->
          switch (desired) {
            case RUNNING -> new Stay();
            case SUSPENDED -> new Go(desired, suspended(user, now));
            case CANCELED -> new Go(desired, canceled(pending.cancel(now), user));
            case PENDING, COMPLETED, IDLE, FAILED, UNKNOWN -> throw illegal(job, desired);
          };
      case JobState.Running running -> ask(job, desired, user, now);
      case JobState.Idle idle -> ask(job, desired, user, now);
      case JobState.Suspended suspended ->
          switch (desired) {
            case RUNNING -> new Go(desired, resumed(user, now));
            case SUSPENDED -> new Stay();
            case CANCELED ->
                new Go(desired, canceled(new JobState.Canceled(suspended.started(), now), user));
            case PENDING, COMPLETED, IDLE, FAILED, UNKNOWN -> throw illegal(job, desired);
          };
      case JobState.Completed completed -> throw illegal(job, desired);
      case JobState.Failed failed -> throw illegal(job, desired);
      case JobState.Canceled canceled -> {
        if (desired != ExecutionStatus.CANCELED) {
          throw illegal(job, desired);
        }
        yield new Stay();
      }
    };
  }

  /** A job that another one replaces. */
  static StreamMove replaced(Job job, Instant now) {
    return of(job, ExecutionStatus.CANCELED, "the job that replaces it", now);
  }

  private static StreamMove ask(Job job, ExecutionStatus desired, String user, Instant now) {
    return switch (desired) {
      case RUNNING, SUSPENDED, CANCELED ->
          desired == job.desired()
              ? new Stay()
              : new Ask(
                  desired,
                  List.of(
                      JobLogEntry.ok(
                          now,
                          "job_updated",
                          "The job was told by %s to be %s.".formatted(user, desired.apiName()))));
      case PENDING, COMPLETED, IDLE, FAILED, UNKNOWN -> throw illegal(job, desired);
    };
  }

  private static JobEnd suspended(String user, Instant now) {
    return new JobEnd(
        new JobState.Suspended(null),
        JobHealth.OK,
        Optional.empty(),
        List.of(
            JobLogEntry.ok(now, "job_suspended", "The job was suspended by %s.".formatted(user))));
  }

  private static JobEnd resumed(String user, Instant now) {
    return new JobEnd(
        new JobState.Pending(),
        JobHealth.OK,
        Optional.empty(),
        List.of(JobLogEntry.ok(now, "job_resumed", "The job was resumed by %s.".formatted(user))));
  }

  private static JobEnd canceled(JobState.Canceled canceled, String user) {
    String message = "The job was canceled by %s; what it had read is published.".formatted(user);
    String code = JobFaults.healthCode(ErrorCode.CANCELED);
    return new JobEnd(
        canceled,
        JobHealth.error(code, message),
        Optional.empty(),
        List.of(JobLogEntry.error(canceled.ended(), code, message)));
  }

  private static ServiceException illegal(Job job, ExecutionStatus desired) {
    return new ServiceException(
        ErrorCode.INVALID_ARGUMENT,
        "desiredExecutionStatus",
        "Job %s is %s and cannot become %s; a streaming job that is not over can run, be suspended or be canceled."
            .formatted(job.id(), job.state().status().apiName(), desired.apiName()));
  }
}
