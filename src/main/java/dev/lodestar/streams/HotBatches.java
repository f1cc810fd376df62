package dev.lodestar.streams;

import dev.lodestar.jobs.JobLogEntry;
import dev.lodestar.jobs.JobTotals;
import dev.lodestar.tables.HotSegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a job has made visible and not begun to publish yet. Used by one thread. */
final class HotBatches {
  private final Map<StreamPartition, StreamPosition> next = new HashMap<>();
  private List<HotSegment> segments = new ArrayList<>();
  private List<JobLogEntry> entries = new ArrayList<>();
  private long sequence;
  private long rows;
  private boolean changed;

  /**
   * Everything that one transaction is to store.
   *
   * @param sequence the last batch that is in it
   * @param next where partitions are to be read on, of those that had records
   * @param totals of the job up to there
   */
  record Publication(
      long sequence,
      List<HotSegment> segments,
      Map<StreamPartition, StreamPosition> next,
      JobTotals totals,
      List<JobLogEntry> entries) {
    Publication {
      segments = List.copyOf(segments);
      next = Map.copyOf(next);
      entries = List.copyOf(entries);
    }
  }

  void add(long batch, List<HotSegment> made, Map<StreamPartition, StreamPosition> positions) {
    sequence = Math.max(sequence, batch);
    segments.addAll(made);
    made.forEach(hot -> rows += hot.segment().rowCount());
    next.putAll(positions);
    changed = true;
  }

  void log(JobLogEntry entry) {
    entries.add(entry);
    changed = true;
  }

  boolean isEmpty() {
    return !changed;
  }

  int segmentCount() {
    return segments.size();
  }

  long rows() {
    return rows;
  }

  /** Hands over what there is, and begins anew. */
  Publication take(JobTotals totals) {
    Publication taken = new Publication(sequence, segments, next, totals, entries);
    segments = new ArrayList<>();
    entries = new ArrayList<>();
    next.clear();
    rows = 0;
    changed = false;
    return taken;
  }
}
