package dev.lodestar.api;

import dev.lodestar.tables.UnusedSegment;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A segment that can be restored: {@code interval} and {@code version} are what restore_data takes.
 *
 * <p>Source: control-plane specification, 9.10.
 *
 * @param lastUpdatedOnTimestamp when it stopped being visible
 */
@Schema(name = "UnusedSegment")
public record UnusedSegmentView(
    String id,
    String tableName,
    String interval,
    String version,
    int partitionNumber,
    long sizeBytes,
    Instant createdOnTimestamp,
    Instant lastUpdatedOnTimestamp) {

  /** A page of segments. */
  @Schema(name = "UnusedSegmentList")
  public record Page(List<UnusedSegmentView> values) {
    public Page {
      values = List.copyOf(values);
    }
  }

  static UnusedSegmentView of(UnusedSegment segment) {
    return new UnusedSegmentView(
        segment.id(),
        segment.tableName(),
        segment.chunk().toString(),
        segment.version(),
        segment.partitionNumber(),
        segment.sizeBytes(),
        segment.created(),
        segment.hidden());
  }
}
