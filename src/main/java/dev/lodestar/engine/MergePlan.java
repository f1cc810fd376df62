package dev.lodestar.engine;

import dev.lodestar.data.Granularity;
import dev.lodestar.data.TextLists;
import java.util.List;

/**
 * Segments whose rows are to be written anew, without any change but of their order.
 *
 * @param scan the segments; its columns are those of the new segments
 * @param rowCount how many rows they have: as many must be written
 * @param partitioning the unit of the new time chunks
 * @param clusteringColumns the order of rows within a chunk, before {@code __time}
 * @param lists the text columns that become lists: {@code multiValues} of the scan
 */
public record MergePlan(
    SegmentScan scan,
    long rowCount,
    Granularity partitioning,
    List<String> clusteringColumns,
    TextLists lists) {
  public MergePlan {
    clusteringColumns = List.copyOf(clusteringColumns);
  }
}
