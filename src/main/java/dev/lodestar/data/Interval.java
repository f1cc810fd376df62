package dev.lodestar.data;

import java.time.Instant;
import java.util.Objects;

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

  public boolean overlaps(Interval other) {
    return start.isBefore(other.end) && other.start.isBefore(end);
  }

  @Override
  public String toString() {
    return start + "/" + end;
  }
}
