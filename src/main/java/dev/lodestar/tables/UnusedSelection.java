package dev.lodestar.tables;

import dev.lodestar.data.Interval;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which hidden segments to list. They come by time, then version, then partition.
 *
 * <p>Source: control-plane specification, 9.10.
 *
 * @param interval only those that overlap it
 * @param after the id of the last segment of the page before; from the beginning when absent
 */
public record UnusedSelection(
    Interval interval, int limit, @Nullable String after, boolean isDescending) {
  private static final Comparator<UnusedSegment> BY_PLACE =
      Comparator.comparing((UnusedSegment segment) -> segment.chunk().start())
          .thenComparing(segment -> segment.chunk().end())
          .thenComparing(UnusedSegment::version)
          .thenComparing(UnusedSegment::partitionNumber);

  public UnusedSelection {
    if (limit < 1) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          "limit",
          "limit must be at least 1; it is %d.".formatted(limit));
    }
  }

  /** A page of these. */
  List<UnusedSegment> page(List<UnusedSegment> all) {
    Comparator<UnusedSegment> order = isDescending ? BY_PLACE.reversed() : BY_PLACE;
    List<UnusedSegment> sorted = all.stream().sorted(order).toList();
    if (after == null) {
      return sorted.stream().limit(limit).toList();
    }
    int last = sorted.stream().map(UnusedSegment::id).toList().indexOf(after);
    if (last < 0) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          "lastSegmentId",
          "Segment %s is not among the unused segments; list them from the beginning."
              .formatted(after));
    }
    return sorted.stream().skip(last + 1L).limit(limit).toList();
  }
}
