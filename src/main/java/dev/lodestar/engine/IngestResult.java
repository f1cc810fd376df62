package dev.lodestar.engine;

import dev.lodestar.data.RowCounts;
import java.util.List;

/**
 * What an ingestion made.
 *
 * @param bytesRead the size of the input after decompression
 * @param problems a bounded sample, in the order of the input
 */
public record IngestResult(
    RowCounts counts, long bytesRead, List<StagedSegment> segments, List<RowProblem> problems) {
  public IngestResult {
    segments = List.copyOf(segments);
    problems = List.copyOf(problems);
  }
}
