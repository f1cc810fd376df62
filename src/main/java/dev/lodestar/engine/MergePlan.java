package dev.lodestar.engine;

import dev.lodestar.data.Granularity;
import dev.lodestar.data.StoredLeaf;
import dev.lodestar.data.TextLists;
import java.util.List;
import java.util.Set;

/**
 * Segments whose rows are to be written anew, without any change but of their order.
 *
 * @param scan the segments; its columns are those of the new segments
 * @param rowCount how many rows they have: as many must be written
 * @param partitioning the unit of the new time chunks
 * @param clusteringColumns the order of rows within a chunk, before {@code __time}
 * @param lists the text columns that become lists: {@code multiValues} of the scan
 * @param leaves of the JSON columns, the leaves that the segments hold as columns of their own; the
 *     new ones may hold more
 */
public record MergePlan(
    SegmentScan scan,
    long rowCount,
    Granularity partitioning,
    List<String> clusteringColumns,
    TextLists lists,
    Set<StoredLeaf> leaves) {
  public MergePlan {
    clusteringColumns = List.copyOf(clusteringColumns);
    leaves = Set.copyOf(leaves);
  }
}
