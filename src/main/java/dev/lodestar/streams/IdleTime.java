package dev.lodestar.streams;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Knows for how long there was nothing to read. Used by one thread. */
final class IdleTime {
  private final Clock clock;
  private final Duration limit;
  private Instant heardAt;

  /**
   * Begins now.
   *
   * @param limit how long a silence is none
   */
  IdleTime(Clock clock, Duration limit) {
    this.clock = clock;
    this.limit = limit;
    this.heardAt = clock.instant();
  }

  void heard() {
    heardAt = clock.instant();
  }

  boolean isLong() {
    return clock.instant().isAfter(heardAt.plus(limit));
  }
}
