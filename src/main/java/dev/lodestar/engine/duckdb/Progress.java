package dev.lodestar.engine.duckdb;

import dev.lodestar.engine.IngestControl;

/** Reports shares that never go back. Safe for threads. */
final class Progress {
  private final IngestControl control;
  private double reported;

  Progress(IngestControl control) {
    this.control = control;
  }

  synchronized double reported() {
    return reported;
  }

  synchronized void report(double share) {
    if (share > reported) {
      reported = Math.min(share, 1);
      control.progress(reported);
    }
  }
}
