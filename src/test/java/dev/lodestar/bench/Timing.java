package dev.lodestar.bench;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** How long something took, and what it took of the processors. */
record Timing(Duration wall, Duration cpu) {
  double ratioTo(Timing other) {
    return (double) wall.toNanos() / other.wall.toNanos();
  }

  /** The value that this share of all is not above. */
  static long percentile(List<Long> values, double share) {
    List<Long> sorted = values.stream().sorted().toList();
    return sorted.get((int) Math.min(sorted.size() - 1L, (long) (share * sorted.size())));
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%.2f s (%.2f s CPU)", wall.toMillis() / 1e3, cpu.toMillis() / 1e3);
  }
}
