package dev.lodestar.api;

import dev.lodestar.jobs.JobState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When a job started and ended, as far as it did. */
record JobTimes(@Nullable Instant started, @Nullable Instant completed) {
  static JobTimes of(JobState state) {
    return switch (state) {
      case JobState.Pending pending -> new JobTimes(null, null);
      case JobState.Running running -> new JobTimes(running.started(), null);
      case JobState.Idle idle -> new JobTimes(idle.started(), null);
      case JobState.Suspended suspended -> new JobTimes(suspended.started(), null);
      case JobState.Completed completed -> new JobTimes(completed.started(), completed.ended());
      case JobState.Failed failed -> new JobTimes(failed.started(), failed.ended());
      case JobState.Canceled canceled -> new JobTimes(canceled.started(), canceled.ended());
    };
  }
}
