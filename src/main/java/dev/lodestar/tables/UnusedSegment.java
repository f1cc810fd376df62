package dev.lodestar.tables;

import dev.lodestar.data.Interval;
import java.time.Instant;

/**
 * A segment that was replaced or deleted and can be restored.
 *
 * @param hidden when it stopped being visible
 */
public record UnusedSegment(
    String tableName,
    Interval chunk,
    String version,
    int partitionNumber,
    long sizeBytes,
    Instant created,
    Instant hidden) {

  /** Druid's form: {@code table_start_end_version}, and {@code _n} but for the first partition. */
  public String id() {
    String id = "%s_%s_%s_%s".formatted(tableName, chunk.start(), chunk.end(), version);
    return partitionNumber == 0 ? id : id + "_" + partitionNumber;
  }
}
