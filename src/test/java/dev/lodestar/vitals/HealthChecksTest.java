package dev.lodestar.vitals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lodestar.jobs.JobPulse;
import io.smallrye.mutiny.Uni;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each check finds, and says. */
class HealthChecksTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final AtomicLong nanos = new AtomicLong();

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void databaseThatDoesNotAnswerIsDownInTimeAndUpByItselfAgain() {
    AtomicInteger asked = new AtomicInteger();
    Duration limit = Duration.ofMillis(50);
    Uni<Finding> check =
        DatabaseCheck.finding(
            () ->
                switch (asked.getAndIncrement()) {
                  case 0 -> Uni.createFrom().nothing();
                  case 1 -> Uni.createFrom().failure(new IllegalStateException("secret address"));
                  default -> Uni.createFrom().voidItem();
                },
            3,
            limit);

    Finding silent = check.await().atMost(Duration.ofSeconds(30));
    Finding broken = check.await().atMost(Duration.ofSeconds(30));
    Finding well = check.await().atMost(Duration.ofSeconds(30));

    assertThat(silent.isUp()).isFalse();
    assertThat(silent.reason()).contains("not answered within 50 ms");
    assertThat(silent.figures()).containsEntry("waitingForConnections", 3L);
    assertThat(broken.isUp()).isFalse();
    assertThat(broken.reason()).contains("cannot be reached").doesNotContain("secret");
    assertThat(well).isEqualTo(DatabaseCheck.answered(3));
  }

  @Test
  void dataDirectoryNeedsRoom(@TempDir Path directory) {
    assertThat(DataDirectoryCheck.finding(directory, 1).isUp()).isTrue();
    assertThat(directory).isEmptyDirectory();
    Finding full = DataDirectoryCheck.room(10L << 20, 256L << 20);
    assertThat(full.isUp()).isFalse();
    assertThat(full.reason()).contains("10 MiB left", "256");
    assertThat(full.figures()).containsEntry("freeBytes", 10L << 20);
  }

  @Test
  void dataDirectoryThatIsGoneIsDown(@TempDir Path directory) {
    Finding gone = DataDirectoryCheck.finding(directory.resolve("gone"), 1);

    assertThat(gone.isUp()).isFalse();
    assertThat(gone.reason()).contains("cannot be written to").doesNotContain("gone");
  }

  @Test
  void jobsAreReadyOnceWhatWasLeftIsInOrder() {
    JobPulse pulse = new JobPulse(nanos::get);

    assertThat(JobsReadyCheck.finding(pulse).isUp()).isFalse();
    pulse.recover();
    assertThat(JobsReadyCheck.finding(pulse).isUp()).isTrue();
  }

  @Test
  void jobsAreDeadWhenNobodyLooksForThem() {
    JobPulse pulse = new JobPulse(nanos::get);
    pass(LIMIT.multipliedBy(2));
    assertThat(JobsAliveCheck.finding(pulse, LIMIT).isUp()).as("while it recovers").isTrue();
    pulse.recover();
    pass(LIMIT);
    assertThat(JobsAliveCheck.finding(pulse, LIMIT).isUp()).isTrue();

    pass(Duration.ofSeconds(1));

    assertThat(JobsAliveCheck.finding(pulse, LIMIT).isUp()).isFalse();
    assertThat(JobsAliveCheck.finding(pulse, LIMIT).reason()).contains("121 s");
    pulse.beat();
    assertThat(JobsAliveCheck.finding(pulse, LIMIT).isUp()).isTrue();
  }

  @Test
  void eventLoopThatDoesNotTurnIsFound() {
    List<Runnable> held = new ArrayList<>();
    LoopPulse pulse = new LoopPulse(List.of(Runnable::run, held::add), nanos::get);
    pulse.ask();
    pass(LIMIT);
    pulse.ask();
    pass(Duration.ofSeconds(1));

    assertThat(EventLoopsCheck.finding(pulse.silence(), LIMIT).isUp()).isFalse();
    assertThat(held).as("asked once while it does not answer").hasSize(1);
    held.getFirst().run();
    assertThat(EventLoopsCheck.finding(pulse.silence(), LIMIT).isUp()).isTrue();
  }

  @Test
  void streamsThatCannotGoOnAreToldAndDoNotMatter() {
    Finding degraded = StreamsCheck.finding(5, 2);

    assertThat(degraded.isUp()).isTrue();
    assertThat(degraded.reason()).contains("Degraded: 2 of 5");
    assertThat(StreamsCheck.finding(5, 0).reason()).doesNotContain("Degraded");
  }

  @Test
  void namesTheMigrationThatIsMissing() {
    assertThat(MigrationsCheck.finding(List.of("V99__x.sql")).isUp()).isFalse();
    assertThat(MigrationsCheck.finding(List.of("V99__x.sql")).reason()).contains("V99__x.sql");
    assertThat(MigrationsCheck.finding(List.of()).isUp()).isTrue();
  }

  @Test
  void answersWithReasonAndFigures() {
    HealthCheckResponse answer = Finding.down("It rains.").with("drops", 7).as("weather");

    assertThat(answer.getName()).isEqualTo("weather");
    assertThat(answer.getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
    assertThat(answer.getData()).hasValueSatisfying(data -> assertThat(data).hasSize(2));
  }
}
