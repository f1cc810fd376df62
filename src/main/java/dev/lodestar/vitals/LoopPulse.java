package dev.lodestar.vitals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/** Asks threads that must never block for a sign of life. Safe for threads. */
final class LoopPulse {
  private final List<Asked> loops;
  private final LongSupplier nanoTime;

  private static final class Asked {
    final Executor loop;
    long since;
    boolean isWaiting;

    Asked(Executor loop) {
      this.loop = loop;
    }
  }

  LoopPulse(List<? extends Executor> loops, LongSupplier nanoTime) {
    this.loops = loops.stream().map(loop -> new Asked(loop)).toList();
    this.nanoTime = nanoTime;
  }

  /** Asks each that has answered before. */
  void ask() {
    for (Asked asked : due()) {
      asked.loop.execute(() -> answered(asked));
    }
  }

  private synchronized List<Asked> due() {
    List<Asked> due = new ArrayList<>();
    for (Asked asked : loops) {
      if (!asked.isWaiting) {
        asked.isWaiting = true;
        asked.since = nanoTime.getAsLong();
        due.add(asked);
      }
    }
    return due;
  }

  private synchronized void answered(Asked asked) {
    asked.isWaiting = false;
  }

  /** How long the one has not answered that has waited longest. */
  synchronized Duration silence() {
    long now = nanoTime.getAsLong();
    return Duration.ofNanos(
        loops.stream()
            .filter(asked -> asked.isWaiting)
            .mapToLong(asked -> now - asked.since)
            .max()
            .orElse(0));
  }
}
