package dev.lodestar.jobs;

import dev.lodestar.data.RowCounts;
import dev.lodestar.engine.IngestResult;
import dev.lodestar.engine.RejectedRows;
import dev.lodestar.engine.StagedSegment;

/**
 * What a job read and stored.
 *
 * @param rowsPersisted rows that are visible because of the job
 * @param bytesProcessed size of the input after decompression
 * @param rejected of the filtered rows, those of a stream that came too late or too early
 */
public record JobTotals(
    RowCounts rows, long rowsPersisted, long bytesProcessed, RejectedRows rejected) {
  public static final JobTotals NONE = new JobTotals(RowCounts.NONE, 0, 0, RejectedRows.NONE);

  JobTotals(RowCounts rows, long rowsPersisted, long bytesProcessed) {
    this(rows, rowsPersisted, bytesProcessed, RejectedRows.NONE);
  }

  /** With what one more batch of a stream brought; its bytes are those of the records. */
  public JobTotals plus(IngestResult batch, long bytes) {
    long stored = batch.segments().stream().mapToLong(StagedSegment::rowCount).sum();
    return new JobTotals(
        rows.plus(batch.counts()),
        rowsPersisted + stored,
        bytesProcessed + bytes,
        rejected.plus(batch.rejected()));
  }

  /** With records that hold nothing and are left out. */
  public JobTotals plusEmpty(long records) {
    return new JobTotals(
        rows.plus(new RowCounts(0, 0, records, 0)), rowsPersisted, bytesProcessed, rejected);
  }
}
