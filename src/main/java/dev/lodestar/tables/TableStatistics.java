package dev.lodestar.tables;

/** What a table's visible segments add up to. */
public record TableStatistics(long segmentCount, long rowCount, long sizeBytes) {
  public static final TableStatistics EMPTY = new TableStatistics(0, 0, 0);

  TableStatistics plus(TableStatistics other) {
    return new TableStatistics(
        segmentCount + other.segmentCount, rowCount + other.rowCount, sizeBytes + other.sizeBytes);
  }
}
