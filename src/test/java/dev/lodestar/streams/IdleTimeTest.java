package dev.lodestar.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** When a stream is silent for long. */
class IdleTimeTest {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** A clock that goes when it is told to. */
  private static final class SettableClock extends Clock {
    private Instant now = Instant.parse("2026-01-05T10:00:00Z");

    void pass(Duration time) {
      now = now.plus(time);
    }

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
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void silenceIsLongAfterItsLimitUntilSomethingIsHeard() {
    SettableClock clock = new SettableClock();
    IdleTime idle = new IdleTime(clock, LIMIT);

    clock.pass(LIMIT);
    assertThat(idle.isLong()).isFalse();
    clock.pass(Duration.ofMillis(1));
    assertThat(idle.isLong()).isTrue();

    idle.heard();
    assertThat(idle.isLong()).isFalse();
    clock.pass(LIMIT.plusMillis(1));
    assertThat(idle.isLong()).isTrue();
  }
}
