package dev.lodestar.streams;

import java.time.Duration;

/**
 * How long a batch waits for more records after its first ones.
 *
 * <p>Waiting makes batches fewer and rows older. A batch that comes after silence does not wait;
 * the next ones wait as long as the last one took to become visible, so that a job works half of
 * the time at most, within bounds. Used by one thread; times are those of {@link System#nanoTime}.
 */
final class Linger {
  /** With shorter waits there are more files than queries and publications like. */
  private static final long LEAST_NANOS = Duration.ofMillis(15).toNanos();

  /** Silence: whoever sends so seldom gains nothing from waiting. */
  private static final long SILENCE_NANOS = Duration.ofMillis(250).toNanos();

  private final long mostNanos;
  private long lastCostNanos;
  private long lastEnd;

  /**
   * A wait that was never used.
   *
   * @param most the bound above
   * @param now when it was made
   */
  Linger(Duration most, long now) {
    this.mostNanos = most.toNanos();
    this.lastEnd = now - SILENCE_NANOS;
  }

  /** For a batch whose first records came now, in nanoseconds. */
  long of(long now) {
    return now - lastEnd >= SILENCE_NANOS
        ? 0
        : Math.min(mostNanos, Math.max(LEAST_NANOS, lastCostNanos));
  }

  /** A batch was made visible between these times. */
  void worked(long begun, long ended) {
    lastCostNanos = ended - begun;
    lastEnd = ended;
  }
}
