package dev.lodestar.engine;

/** What the figures of an ingested query count. */
public enum RecordCounting {
  /** The rows of the query. */
  ROWS,
  /** The records that the rows were made of, which the column {@code __count} has for each row. */
  MERGED,
  /** The same, where the query leaves out records, which are counted too. */
  MERGED_AND_FILTERED
}
