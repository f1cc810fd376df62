package dev.lodestar.jobs;

import dev.lodestar.data.Interval;
import java.util.List;
import java.util.Optional;

/**
 * What a job needs of its table for itself while it runs.
 *
 * <p>Jobs that append share a table. A job that takes rows away runs beside none that appends, and
 * beside none that takes rows of the same times away.
 *
 * @param exclusive the times whose rows go; empty for a job that appends
 */
public record TableLock(Optional<Interval> exclusive) {
  public static final TableLock SHARED = new TableLock(Optional.empty());

  static TableLock of(List<Interval> replaced) {
    return replaced.isEmpty() ? SHARED : new TableLock(Optional.of(Interval.hull(replaced)));
  }
}
