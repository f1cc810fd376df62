package dev.lodestar.engine;

import java.util.List;

/**
 * Rows that are to be stored in the place of those with the same key.
 *
 * @param rows the new ones
 * @param added what becomes of the new rows: each merges some of their files
 * @param stored the segments that are there, each as the merge of its one file
 */
public record UpsertPlan(UpsertedRows rows, List<MergePlan> added, List<MergePlan> stored) {
  public UpsertPlan {
    added = List.copyOf(added);
    stored = List.copyOf(stored);
  }
}
