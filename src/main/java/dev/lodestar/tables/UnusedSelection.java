package dev.lodestar.tables;

import dev.lodestar.data.Interval;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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

  private static final String TIME = "[+-]?\\d+-[0-9T:.-]+Z";
  private static final Pattern ID =
      Pattern.compile(
          "(?<table>.*)_(?<start>%s)_(?<end>%s)_(?<version>%s)(_(?<partition>\\d+))?"
              .formatted(TIME, TIME, TIME));

  public UnusedSelection {
    if (limit < 1) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          "limit",
          "limit must be at least 1; it is %d.".formatted(limit));
    }
  }

  /** A page of these; the segment that it comes after may be gone or restored meanwhile. */
  List<UnusedSegment> page(List<UnusedSegment> all) {
    Comparator<UnusedSegment> order = isDescending ? BY_PLACE.reversed() : BY_PLACE;
    Stream<UnusedSegment> sorted = all.stream().sorted(order);
    if (after == null) {
      return sorted.limit(limit).toList();
    }
    UnusedSegment last = place(after);
    return sorted.filter(segment -> order.compare(segment, last) > 0).limit(limit).toList();
  }

  private static UnusedSegment place(String id) {
    Matcher parts = ID.matcher(id);
    try {
      if (parts.matches()) {
        String partition = parts.group("partition");
        return new UnusedSegment(
            parts.group("table"),
            new Interval(Instant.parse(parts.group("start")), Instant.parse(parts.group("end"))),
            parts.group("version"),
            partition == null ? 0 : Integer.parseInt(partition),
            0,
            Instant.EPOCH,
            Instant.EPOCH);
      }
    } catch (DateTimeException | IllegalArgumentException e) {
      throw noSegment(id, e);
    }
    throw noSegment(id, null);
  }

  private static ServiceException noSegment(String id, @Nullable Exception cause) {
    return new ServiceException(
        ErrorCode.INVALID_ARGUMENT,
        "lastSegmentId",
        "\"%s\" is not the id of a segment; send the last one of the page before.".formatted(id),
        cause);
  }
}
