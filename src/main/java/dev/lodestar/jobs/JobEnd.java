package dev.lodestar.jobs;

import java.util.List;
import java.util.Optional;

/**
 * How a job ends: its last state and what is to be known about it.
 *
 * @param entries log entries, in their order
 */
record JobEnd(
    JobState state, JobHealth health, Optional<JobTotals> totals, List<JobLogEntry> entries) {
  JobEnd {
    entries = List.copyOf(entries);
  }
}
