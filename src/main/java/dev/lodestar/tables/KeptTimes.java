package dev.lodestar.tables;

import dev.lodestar.data.Interval;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.joda.time.DateTime;
import org.joda.time.DateTimeZone;
import org.joda.time.format.ISOPeriodFormat;
import org.jspecify.annotations.Nullable;

/**
 * The times whose rows a rule of a storage policy keeps, as of one moment.
 *
 * <p>A segment goes as a whole, when no moment of its time chunk is kept. Source: control-plane
 * specification, 9.7.
 *
 * @param from every later moment is kept, whatever the intervals say; never after now, because
 *     future rows always stay
 * @param intervals what is kept besides
 */
record KeptTimes(Instant from, List<Interval> intervals) {
  private static final KeptTimes ALL = new KeptTimes(Instant.MIN, List.of());

  KeptTimes {
    intervals = List.copyOf(intervals);
  }

  /** What stays in a table of this policy. */
  static KeptTimes retained(@Nullable StoragePolicy policy, Instant now) {
    return of(Optional.ofNullable(policy).map(StoragePolicy::retain), now);
  }

  /** What synchronous queries see of a table of this policy. */
  static KeptTimes cached(@Nullable StoragePolicy policy, Instant now) {
    return of(Optional.ofNullable(policy).map(StoragePolicy::cached), now);
  }

  private static KeptTimes of(Optional<StoragePolicy.Rule> rule, Instant now) {
    return rule.map(
            some ->
                new KeptTimes(
                    Optional.ofNullable(some.period())
                        .map(period -> before(now, period))
                        .orElse(now),
                    some.parsedIntervals()))
        .orElse(ALL);
  }

  /** A period that goes back beyond the calendar keeps everything. */
  private static Instant before(Instant now, String period) {
    try {
      return Instant.ofEpochMilli(
          new DateTime(now.toEpochMilli(), DateTimeZone.UTC)
              .minus(ISOPeriodFormat.standard().parsePeriod(period))
              .getMillis());
    } catch (ArithmeticException | IllegalArgumentException e) {
      return Instant.MIN;
    }
  }

  /** Whether a segment of this time chunk stays. */
  boolean keeps(Interval chunk) {
    return chunk.end().isAfter(from) || intervals.stream().anyMatch(chunk::overlaps);
  }

  boolean isEverything() {
    return from.equals(Instant.MIN);
  }
}
