package dev.lodestar.metrics;

import java.time.Duration;
import java.util.stream.LongStream;

/** The bounds by which durations are told apart, from a millisecond to a minute or an hour. */
final class Buckets {
  /** What somebody waits for. */
  static final Duration[] SHORT =
      milliseconds(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000);

  /** What runs by itself. */
  static final Duration[] LONG =
      milliseconds(
          10, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000, 900_000,
          3_600_000);

  private Buckets() {}

  private static Duration[] milliseconds(long... bounds) {
    return LongStream.of(bounds).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
  }
}
