package dev.lodestar.engine;

import dev.lodestar.data.RowCounts;
import java.util.List;

/**
 * What an ingestion made.
 *
 * @param bytesRead the size of the input after decompression
 * @param problems a bounded sample, in the order of the input
 * @param rejected of the filtered rows, those of a stream that came too late or too early
 */
public record IngestResult(
    RowCounts counts,
    long bytesRead,
    List<StagedSegment> segments,
    List<RowProblem> problems,
    RejectedRows rejected) {
  public IngestResult {
    segments = List.copyOf(segments);
    problems = List.copyOf(problems);
  }

  /** Of records that do not come from a stream. */
  public IngestResult(
      RowCounts counts, long bytesRead, List<StagedSegment> segments, List<RowProblem> problems) {
    this(counts, bytesRead, segments, problems, RejectedRows.NONE);
  }
}
