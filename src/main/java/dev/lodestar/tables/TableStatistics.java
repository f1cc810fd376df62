package dev.lodestar.tables;

/**
 * What a table's visible segments add up to.
 *
 * @param compactedBytes of the segments that were merged from others
 * @param precachedBytes of the segments that synchronous queries see
 */
public record TableStatistics(
    long segmentCount, long rowCount, long sizeBytes, long compactedBytes, long precachedBytes) {
  public static final TableStatistics EMPTY = new TableStatistics(0, 0, 0, 0, 0);

  TableStatistics withPrecached(long bytes) {
    return new TableStatistics(segmentCount, rowCount, sizeBytes, compactedBytes, bytes);
  }
}
