package dev.lodestar.engine;

import dev.lodestar.data.UpsertRule;
import dev.lodestar.engine.SegmentScan.FileGroup;
import java.util.List;

/**
 * Rows that take the place of the stored ones with the same key, and of each other.
 *
 * @param rule whose newest row is kept; of rows with the same version the one of the later file
 * @param files in their order; within one of them no key is there twice
 */
public record UpsertedRows(UpsertRule rule, List<FileGroup> files) {
  public UpsertedRows {
    files = List.copyOf(files);
  }
}
