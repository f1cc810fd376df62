package dev.lodestar.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lodestar.data.UserReference;
import dev.lodestar.data.UserStamp;
import dev.lodestar.reactive.EventLoop;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Which jobs are forgotten, and when. */
@QuarkusTest
class JobHistoryTest {
  private static final UserReference USER = new UserReference("somebody", "1");
  private static final Instant NOW = Instant.parse("2020-06-01T00:00:00Z");
  private static final Instant OLD = NOW.minus(Duration.ofDays(91));

  @Inject JobStore store;
  @Inject JobHistoryStore history;
  @Inject EventLoop eventLoop;

  private record Limits(long historyMax) implements JobConfig {
    @Override
    public int restartsMax() {
      return 10;
    }

    @Override
    public int slots() {
      return 1;
    }

    @Override
    public int waitingMax() {
      return 1_000;
    }

    @Override
    public int logEntriesMax() {
      return 10;
    }

    @Override
    public Duration historyKeptFor() {
      return Duration.ofDays(90);
    }

    @Override
    public Duration progressInterval() {
      return Duration.ofSeconds(1);
    }
  }

  private static <T> T done(Uni<T> work) {
    return work.await().atMost(Duration.ofSeconds(60));
  }

  private UUID stored(JobType type, JobState state) {
    UUID id = UUID.randomUUID();
    Instant time = OLD.minusSeconds(60);
    Job job =
        new Job(
            id,
            type,
            state,
            0,
            ExecutionStatus.RUNNING,
            new JobDefinition(
                "{}", null, null, null, null, "forgotten", TableLock.SHARED, List.of(), List.of()),
            new UserStamp(USER, time),
            new UserStamp(USER, time),
            JobHealth.OK,
            Optional.empty());
    JobLogEntry entry = JobLogEntry.ok(time, "job_submitted", "It was submitted.");
    done(eventLoop.run(() -> store.insert(job, List.of(entry), () -> Uni.createFrom().voidItem())));
    return id;
  }

  private boolean exists(UUID id) {
    return done(eventLoop.run(() -> store.identified(id))).isPresent();
  }

  private int purge(long historyMax) {
    JobHistory purge =
        new JobHistory(history, eventLoop, new Limits(historyMax), Clock.systemUTC());
    return done(purge.purge(NOW));
  }

  @Test
  void forgetsOldFinishedIngestionsWithTheirLogsOnceThereAreMany() {
    UUID completed = stored(JobType.BATCH, new JobState.Completed(OLD, OLD));
    UUID failed = stored(JobType.SQL, new JobState.Failed(OLD, OLD));
    UUID young = stored(JobType.SQL, new JobState.Completed(OLD, NOW.minus(Duration.ofDays(90))));
    UUID deletion = stored(JobType.DELETE_DATA, new JobState.Completed(OLD, OLD));
    long finished = done(eventLoop.run(history::finished));

    assertThat(purge(finished)).isZero();
    assertThat(exists(completed)).isTrue();
    int gone = purge(finished - 1);

    assertThat(gone).isEqualTo(2);
    assertThat(exists(completed)).isFalse();
    assertThat(exists(failed)).isFalse();
    assertThat(exists(young)).isTrue();
    assertThat(exists(deletion)).isTrue();
    assertThat(done(eventLoop.run(() -> store.logs(completed, 10)))).isEmpty();
    assertThat(done(eventLoop.run(() -> store.logs(young, 10)))).hasSize(1);
    assertThat(purge(0)).isZero();
  }
}
