package dev.lodestar.jobs;

import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.UUID;

/** Whoever runs streaming jobs; this package stores and plans them only. */
public interface StreamingJobs {
  /** The code of log entries that say how far a job is. */
  String PROGRESS = "stream_progress";

  /**
   * Checks that a job can read what its source names, without contacting anybody.
   *
   * <p>Errors: {@code INVALID_ARGUMENT}.
   */
  Uni<Void> requireReadable(JobSource.Connection source);

  /** Looks at the stored jobs soon: one is new, or somebody wants something of one. */
  void wake();

  /** Ends when a job has done what is wanted of it, or after a while without that. */
  Uni<Void> settled(UUID jobId);

  /** Forgets how far a job's table has read, and reads on from the job's {@code readFromPoint}. */
  Uni<Void> reset(Job job);

  /** Publishes what was read for a table by now; does nothing for a table without a stream. */
  Uni<Void> publish(UUID tableId);

  /** How far a job is, with its rows by what became of them, and the lag of each partition. */
  Optional<String> summary(UUID jobId);

  /** What a job has read up to now, published or not; empty when it does not run. */
  Optional<JobTotals> totals(UUID jobId);
}
