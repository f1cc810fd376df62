package dev.lodestar.bench;

import java.time.Duration;
import java.util.Locale;

/** How long something took, and what it took of the processors. */
record Timing(Duration wall, Duration cpu) {
  double ratioTo(Timing other) {
    return (double) wall.toNanos() / other.wall.toNanos();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%.2f s (%.2f s CPU)", wall.toMillis() / 1e3, cpu.toMillis() / 1e3);
  }
}
