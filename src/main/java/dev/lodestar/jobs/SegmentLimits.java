package dev.lodestar.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.data.Counted;
import dev.lodestar.data.Interval;
import dev.lodestar.engine.StagedSegment;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How many segments a job may make.
 *
 * <p>Our files may hold more rows than a segment of Druid does, so rows count here, not files.
 * Source: control-plane specification, 8.7; data-plane specification, 7.5.
 *
 * @param rowsPerSegment the rows of one segment; context parameter {@code rowsPerSegment}
 * @param segmentsPerChunkMax more in one time chunk fail the job; {@code maxNumSegments}
 */
record SegmentLimits(long rowsPerSegment, long segmentsPerChunkMax) {
  private static final long ROWS_PER_SEGMENT = 3_000_000;
  private static final long SEGMENTS_MAX = 25_000;
  private static final String ROWS = "rowsPerSegment";
  private static final String SEGMENTS = "maxNumSegments";

  /** The context parameters that say something about it. */
  static final List<String> PARAMETERS = List.of(ROWS, SEGMENTS);

  /** Errors: {@code INVALID_ARGUMENT} that names the parameter. */
  static SegmentLimits of(Function<String, @Nullable JsonNode> context) {
    return new SegmentLimits(
        positive(ROWS, context.apply(ROWS), ROWS_PER_SEGMENT),
        positive(SEGMENTS, context.apply(SEGMENTS), Long.MAX_VALUE));
  }

  /** What a table that lookups read allows: one segment. */
  SegmentLimits whereReadByLookups(List<String> lookups) {
    return lookups.isEmpty() ? this : new SegmentLimits(rowsPerSegment, 1);
  }

  /** Errors: {@code TOO_MANY_SEGMENTS_IN_TIME_CHUNK}, {@code TOO_MANY_PARTITIONS}. */
  void check(List<StagedSegment> segments) {
    Map<Interval, Long> rows =
        segments.stream()
            .collect(
                Collectors.groupingBy(
                    StagedSegment::chunk, Collectors.summingLong(StagedSegment::rowCount)));
    long all = 0;
    for (Map.Entry<Interval, Long> chunk : rows.entrySet()) {
      long needed = Math.ceilDiv(chunk.getValue(), rowsPerSegment);
      if (needed > segmentsPerChunkMax) {
        throw new ServiceException(
            ErrorCode.TOO_MANY_SEGMENTS_IN_TIME_CHUNK,
            null,
            "The time chunk %s would have %s (segments: %d), and %s (segments: %d) is the limit: tables that lookups read have one segment, and others what maxNumSegments says. Store fewer rows or raise rowsPerSegment."
                .formatted(
                    chunk.getKey(),
                    Counted.of(chunk.getValue(), "row"),
                    needed,
                    Counted.of(rowsAllowed(), "row"),
                    segmentsPerChunkMax));
      }
      all += needed;
    }
    if (all > SEGMENTS_MAX) {
      throw new ServiceException(
          ErrorCode.TOO_MANY_PARTITIONS,
          null,
          "The job would make %d segments of %d rows, and %d is the limit; choose coarser time chunks or raise rowsPerSegment."
              .formatted(all, rowsPerSegment, SEGMENTS_MAX));
    }
  }

  private long rowsAllowed() {
    return segmentsPerChunkMax > Long.MAX_VALUE / rowsPerSegment
        ? Long.MAX_VALUE
        : segmentsPerChunkMax * rowsPerSegment;
  }

  private static long positive(String name, @Nullable JsonNode value, long absent) {
    if (value == null || value.isNull()) {
      return absent;
    }
    if (!value.canConvertToExactIntegral() || !value.canConvertToLong() || value.asLong() < 1) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          "context." + name,
          "Context parameter %s must be a whole number from 1.".formatted(name));
    }
    return value.asLong();
  }
}
