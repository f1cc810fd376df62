package dev.lodestar.jobs;

import dev.lodestar.data.UserStamp;
import java.util.Optional;
import java.util.UUID;

/**
 * A job as it is now.
 *
 * @param revision grows with each move of the state; a move that names another one loses
 * @param desired what the user wants it to do: run, or be canceled
 * @param totals present once the job has read its input to the end
 */
public record Job(
    UUID id,
    JobType type,
    JobState state,
    long revision,
    ExecutionStatus desired,
    JobDefinition definition,
    UserStamp created,
    UserStamp modified,
    JobHealth health,
    Optional<JobTotals> totals) {
  /** How often a job that does not stream ran before and was interrupted, when it runs now. */
  long restarts() {
    return revision / 2;
  }

  Job withTotals(JobTotals read) {
    return new Job(
        id,
        type,
        state,
        revision,
        desired,
        definition,
        created,
        modified,
        health,
        Optional.of(read));
  }
}
