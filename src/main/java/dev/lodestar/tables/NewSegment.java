package dev.lodestar.tables;

import dev.lodestar.data.Checksum;
import dev.lodestar.data.Column;
import dev.lodestar.data.Interval;
import dev.lodestar.data.StoredLeaf;
import dev.lodestar.data.TextLists;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** A segment whose file is in its place and that waits to become visible. */
public record NewSegment(
    UUID id,
    Interval chunk,
    long rowCount,
    long sizeBytes,
    Instant minTime,
    Instant maxTime,
    List<Column> columns,
    TextLists lists,
    Set<StoredLeaf> leaves,
    Checksum checksum) {
  public NewSegment {
    columns = List.copyOf(columns);
    leaves = Set.copyOf(leaves);
  }
}
