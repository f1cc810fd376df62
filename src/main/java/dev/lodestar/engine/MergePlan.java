package dev.lodestar.engine;

import dev.lodestar.data.Granularity;
import dev.lodestar.data.StoredLeaf;
import dev.lodestar.data.TextLists;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

  /** The same when so many rows are left of them. */
  public MergePlan withRows(long left) {
    return new MergePlan(scan, left, partitioning, clusteringColumns, lists, leaves);
  }

  /** Whether the rows of another plan may stand in the same segments. */
  public boolean isAlike(MergePlan other) {
    return scan.columns().equals(other.scan.columns())
        && partitioning == other.partitioning
        && clusteringColumns.equals(other.clusteringColumns);
  }

  /** The rows of both, which are alike. */
  public MergePlan plus(MergePlan other) {
    TextLists both =
        new TextLists(
            union(lists.stored(), other.lists.stored()),
            union(lists.several(), other.lists.several()));
    List<SegmentScan.FileGroup> files =
        Stream.concat(scan.groups().stream(), other.scan.groups().stream()).toList();
    return new MergePlan(
        SegmentScan.of(scan.columns(), both.stored(), Set.of(), files),
        rowCount + other.rowCount,
        partitioning,
        clusteringColumns,
        both,
        union(leaves, other.leaves));
  }

  private static <T> Set<T> union(Set<T> one, Set<T> other) {
    return Stream.concat(one.stream(), other.stream()).collect(Collectors.toSet());
  }
}
