package dev.lodestar.engine.duckdb;

/**
 * Engine SQL that reads a job's files.
 *
 * <p>Shape: one row per record, with a column for each declared field, already of its type; beside
 * it {@link #lost} of the field, true where a value did not fit its type; {@link #BLANK} and {@link
 * #LISTS}.
 */
sealed interface RecordSource permits NdJsonSource, ParquetSource {
  /** True in a row that may stand for an unreadable record, as every field is NULL. */
  String BLANK = "__lodestar_blank";

  /** True in a row where a field that is planned as a single text looks like a list. */
  String LISTS = "__lodestar_lists";

  /** The number of the record within its file, from 1. */
  String RECORD = "__lodestar_record";

  static String lost(int field) {
    return "__lodestar_lost_" + field;
  }

  /** A SELECT over all files. */
  String everything();

  /** A SELECT over one file that has {@link #RECORD} too, in the order of the file. */
  String numbered(int file);
}
