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
import org.jspecify.annotations.Nullable;

/**
 * One immutable file of a table's rows within one time chunk.
 *
 * @param id also the file's name in the segment store
 * @param columns what the file holds, with the types it holds them in
 * @param lists the text columns that it holds as lists
 * @param leaves of its JSON columns, the leaves that it holds once more as columns
 * @param checksum of the file; null for hot ones and for files from before there were checksums
 */
public record Segment(
    UUID id,
    UUID tableId,
    Interval chunk,
    long rowCount,
    long sizeBytes,
    Instant minTime,
    Instant maxTime,
    List<Column> columns,
    TextLists lists,
    Set<StoredLeaf> leaves,
    @Nullable Checksum checksum) {
  public Segment {
    columns = List.copyOf(columns);
    leaves = Set.copyOf(leaves);
  }
}
