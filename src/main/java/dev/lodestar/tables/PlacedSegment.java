package dev.lodestar.tables;

/**
 * A visible segment and its place in its time chunk.
 *
 * @param version the overwrite generation, an ISO time
 * @param partitionNumber counted from 0 within chunk and version
 * @param isHot whether its rows are visible and not published yet
 */
public record PlacedSegment(Segment segment, String version, int partitionNumber, boolean isHot) {
  static PlacedSegment of(HotSegment hot) {
    return new PlacedSegment(hot.segment(), hot.created() + "-" + hot.sequence(), 0, true);
  }
}
