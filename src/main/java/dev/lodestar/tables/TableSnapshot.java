package dev.lodestar.tables;

import java.util.List;

/** A table and the segments that are visible at one moment. */
public record TableSnapshot(Table table, List<Segment> segments) {
  public TableSnapshot {
    segments = List.copyOf(segments);
  }
}
