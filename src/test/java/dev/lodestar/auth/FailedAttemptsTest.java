package dev.lodestar.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class FailedAttemptsTest {
  private final SettableClock clock = new SettableClock();
  private final FailedAttempts attempts = new FailedAttempts(3, Duration.ofMinutes(1), clock);

  private static final class SettableClock extends Clock {
    private Instant now = Instant.parse("2026-01-05T10:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private void guess(String address, int count) {
    for (int i = 0; i < count; i++) {
      assertThat(attempts.note(address, i)).as("guess %d", i).isEmpty();
    }
  }

  @Test
  void letsAnAddressWaitThatGuessedTooOften() {
    guess("a", 3);
    clock.now = clock.now.plusSeconds(20);

    assertThat(attempts.note("a", 99)).contains(Duration.ofSeconds(40));
    assertThat(attempts.note("b", 99)).isEmpty();
  }

  @Test
  void countsTheSameCredentialsOnce() {
    for (int i = 0; i < 100; i++) {
      assertThat(attempts.note("a", 7)).isEmpty();
    }
    guess("a", 2);

    assertThat(attempts.note("a", 8)).isPresent();
    assertThat(attempts.note("a", 7)).as("known to be wrong").isEmpty();
  }

  @Test
  void forgetsWhenTheTimeIsOver() {
    guess("a", 3);
    clock.now = clock.now.plus(Duration.ofMinutes(1)).minusMillis(1);
    assertThat(attempts.note("a", 9)).contains(Duration.ofMillis(1));

    clock.now = clock.now.plusMillis(1);

    guess("a", 3);
    assertThat(attempts.note("a", 9)).isPresent();
  }

  @Test
  void remembersABoundedNumberOfAddresses() {
    guess("first", 3);
    for (int i = 0; i < 20_000; i++) {
      attempts.note("address-" + i, 1);
    }

    assertThat(attempts.addresses()).isEqualTo(10_000);
    assertThat(attempts.note("first", 9)).as("forgotten").isEmpty();
  }
}
