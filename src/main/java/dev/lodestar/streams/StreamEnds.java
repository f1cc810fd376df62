package dev.lodestar.streams;

import dev.lodestar.error.ServiceException;
import dev.lodestar.jobs.ExecutionStatus;
import dev.lodestar.jobs.Job;
import dev.lodestar.jobs.JobHealth;
import dev.lodestar.jobs.JobLogEntry;
import dev.lodestar.jobs.JobState;
import dev.lodestar.jobs.StreamChange;
import dev.lodestar.jobs.StreamJobs;
import java.time.Instant;

/** How a streaming job stops. Pure. */
final class StreamEnds {
  private StreamEnds() {}

  static StreamChange failed(Job job, ServiceException fault, Instant now) {
    return StreamJobs.failed(started(job, now), fault, now);
  }

  /**
   * As a user wants it.
   *
   * @param wanted suspended or canceled
   */
  static StreamChange wanted(Job job, ExecutionStatus wanted, JobHealth health, Instant now) {
    return wanted == ExecutionStatus.SUSPENDED
        ? StreamChange.move(
            new JobState.Suspended(started(job, now)),
            health,
            JobLogEntry.ok(
                now, "job_suspended", "The job was suspended; what it had read is published."))
        : StreamJobs.canceled(started(job, now), now);
  }

  private static Instant started(Job job, Instant now) {
    return switch (job.state()) {
      case JobState.Running running -> running.started();
      case JobState.Idle idle -> idle.started();
      case JobState.Completed completed -> completed.started();
      case JobState.Failed failed -> failed.started();
      case JobState.Pending pending -> now;
      case JobState.Suspended suspended -> now;
      case JobState.Canceled canceled -> now;
    };
  }
}
