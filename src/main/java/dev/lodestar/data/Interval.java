package dev.lodestar.data;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.joda.time.chrono.ISOChronology;

/** A half-open range of time, {@code [start, end)}, UTC, milliseconds. */
public record Interval(Instant start, Instant end) {
  public Interval {
    Objects.requireNonNull(start, "start");
    Objects.requireNonNull(end, "end");
    if (!start.isBefore(end)) {
      throw new IllegalArgumentException("interval " + start + "/" + end + " is empty");
    }
  }

  public boolean contains(Instant time) {
    return !time.isBefore(start) && time.isBefore(end);
  }

  /** Whether every moment of the other one lies in this one. */
  public boolean covers(Interval other) {
    return !other.start.isBefore(start) && !other.end.isAfter(end);
  }

  /** The shortest interval that covers all of these, which must not be none. */
  public static Interval hull(List<Interval> intervals) {
    return new Interval(
        intervals.stream().map(Interval::start).min(Comparator.naturalOrder()).orElseThrow(),
        intervals.stream().map(Interval::end).max(Comparator.naturalOrder()).orElseThrow());
  }

  /**
   * Reads ISO 8601 text, {@code start/end}, {@code start/period} or {@code period/end}, UTC.
   *
   * <p>Errors: {@code INVALID_ARGUMENT} that names the target; an empty interval is refused.
   */
  public static Interval parse(String text, String target) {
    try {
      org.joda.time.Interval parsed =
          new org.joda.time.Interval(text, ISOChronology.getInstanceUTC());
      return new Interval(
          Instant.ofEpochMilli(parsed.getStartMillis()),
          Instant.ofEpochMilli(parsed.getEndMillis()));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          target,
          "Interval \"%s\" is not an ISO 8601 interval with its end after its start, such as 2026-01-01/2026-02-01."
              .formatted(text),
          e);
    }
  }

  public boolean overlaps(Interval other) {
    return start.isBefore(other.end) && other.start.isBefore(end);
  }

  @Override
  public String toString() {
    return start + "/" + end;
  }
}
