package dev.lodestar.tables;

import dev.lodestar.data.Granularity;
import dev.lodestar.data.Interval;
import java.util.List;
import java.util.Set;

/**
 * A change of which segments there are, without any new row.
 *
 * <p>Source: control-plane specification, 8.13.
 */
public sealed interface DataChange {
  /** The times that it touches; whole segments are touched. */
  List<Interval> intervals();

  /**
   * Takes away every segment that overlaps the intervals.
   *
   * @param versions only segments of these; of all when empty
   * @param isSoft whether the segments stay restorable; otherwise those that were restorable before
   *     go as well
   */
  record Delete(List<Interval> intervals, Set<String> versions, boolean isSoft)
      implements DataChange {
    public Delete {
      intervals = List.copyOf(intervals);
      versions = Set.copyOf(versions);
    }
  }

  /**
   * Takes away the table with all its segments.
   *
   * @param isSoft whether a table that is made under the same name later can restore them
   */
  record Drop(boolean isSoft) implements DataChange {
    @Override
    public List<Interval> intervals() {
      return List.of(Granularity.ETERNITY);
    }
  }

  /**
   * Brings back segments that lie within the interval and were taken away.
   *
   * @param versions only segments of these; when empty, the newest of each time
   */
  record Restore(Interval interval, Set<String> versions) implements DataChange {
    public Restore {
      versions = Set.copyOf(versions);
    }

    @Override
    public List<Interval> intervals() {
      return List.of(interval);
    }
  }

  /**
   * What a change came to.
   *
   * @param segments how many were hidden, deleted or restored
   * @param rows in them
   * @param gone segments that no row refers to any more; their files can go
   */
  record Outcome(int segments, long rows, List<SegmentReference> gone) {
    public Outcome {
      gone = List.copyOf(gone);
    }
  }
}
