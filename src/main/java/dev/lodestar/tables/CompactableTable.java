package dev.lodestar.tables;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A table and its visible segments of one moment.
 *
 * @param outdated the segments that were written before the partitioning was changed
 */
public record CompactableTable(Table table, List<Segment> segments, Set<UUID> outdated) {
  public CompactableTable {
    segments = List.copyOf(segments);
    outdated = Set.copyOf(outdated);
  }
}
