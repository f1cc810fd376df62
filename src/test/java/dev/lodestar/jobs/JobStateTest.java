package dev.lodestar.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class JobStateTest {
  private static final Instant START = Instant.parse("2026-01-05T10:00:00Z");
  private static final Instant END = Instant.parse("2026-01-05T10:00:09Z");

  @Test
  void runsFromPendingToCompleted() {
    JobState.Running running = new JobState.Pending().start(START);

    assertThat(running.complete(END)).isEqualTo(new JobState.Completed(START, END));
  }

  @Test
  void keepsItsStartWhenItFailsOrIsCanceled() {
    JobState.Running running = new JobState.Running(START);

    assertThat(running.fail(END)).isEqualTo(new JobState.Failed(START, END));
    assertThat(running.cancel(END)).isEqualTo(new JobState.Canceled(START, END));
  }

  @Test
  void isCanceledWithoutEverHavingStarted() {
    assertThat(new JobState.Pending().cancel(END)).isEqualTo(new JobState.Canceled(null, END));
  }

  @Test
  void waitsAgainAfterACrash() {
    assertThat(new JobState.Running(START).restart().status()).isEqualTo(ExecutionStatus.PENDING);
  }

  @Test
  void isOverExactlyWhenCompletedFailedOrCanceled() {
    assertThat(ExecutionStatus.values())
        .filteredOn(ExecutionStatus::isTerminal)
        .containsExactlyInAnyOrder(
            ExecutionStatus.COMPLETED, ExecutionStatus.FAILED, ExecutionStatus.CANCELED);
  }
}
