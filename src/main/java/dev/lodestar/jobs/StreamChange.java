package dev.lodestar.jobs;

import java.util.List;
import java.util.Optional;

/**
 * What changes about a streaming job.
 *
 * @param next where it moves; empty to stay where it is
 * @param health how it does now; empty for no change
 * @param totals what is published of it; empty for no change
 * @param entries new log entries, in their order
 */
public record StreamChange(
    Optional<JobState> next,
    Optional<JobHealth> health,
    Optional<JobTotals> totals,
    List<JobLogEntry> entries) {
  public StreamChange {
    entries = List.copyOf(entries);
  }

  public static StreamChange move(JobState next, JobHealth health, JobLogEntry entry) {
    return new StreamChange(
        Optional.of(next), Optional.of(health), Optional.empty(), List.of(entry));
  }
}
