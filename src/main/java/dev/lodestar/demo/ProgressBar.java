package dev.lodestar.demo;

import java.io.PrintStream;

/**
 * How far a job is: on a terminal one line that is drawn again, elsewhere one line at the end.
 *
 * @param terminal whether the stream understands a carriage return
 */
record ProgressBar(PrintStream out, boolean terminal) {
  private static final int WIDTH = 40;

  /** Draws the bar at a fraction of 0 to 1. */
  void show(double fraction) {
    if (terminal) {
      out.print("\r" + line(fraction));
      out.flush();
    }
  }

  void finish(double fraction) {
    out.println(terminal ? "\r" + line(fraction) : line(fraction));
  }

  private static String line(double fraction) {
    var done = Math.clamp(fraction, 0.0, 1.0);
    var filled = (int) (done * WIDTH);
    var bar = "#".repeat(filled) + ".".repeat(WIDTH - filled);
    return String.format("  [%s] %3d %%", bar, (int) (done * 100));
  }
}
