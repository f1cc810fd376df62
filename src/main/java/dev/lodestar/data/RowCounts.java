package dev.lodestar.data;

/**
 * What became of the rows that a job read: four outcomes that exclude each other.
 *
 * <p>Their sum is the number of records in the input.
 *
 * @param processed read in full and stored
 * @param processedWithWarnings stored, with at least one value that did not fit its type and is
 *     NULL now
 * @param skippedByFilter left out because the filter was not true
 * @param skippedByError left out because the record could not be read
 */
public record RowCounts(
    long processed, long processedWithWarnings, long skippedByFilter, long skippedByError) {
  public static final RowCounts NONE = new RowCounts(0, 0, 0, 0);

  public long total() {
    return processed + processedWithWarnings + skippedByFilter + skippedByError;
  }

  /** Rows that a detail table gains. */
  public long stored() {
    return processed + processedWithWarnings;
  }

  public RowCounts plus(RowCounts other) {
    return new RowCounts(
        processed + other.processed,
        processedWithWarnings + other.processedWithWarnings,
        skippedByFilter + other.skippedByFilter,
        skippedByError + other.skippedByError);
  }
}
