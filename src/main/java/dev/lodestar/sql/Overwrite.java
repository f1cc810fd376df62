package dev.lodestar.sql;

import dev.lodestar.data.Granularity;
import dev.lodestar.data.Interval;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/** What an ingestion does to the rows that its table has. */
public sealed interface Overwrite {
  /** INSERT: nothing. */
  record Nothing() implements Overwrite {}

  /** OVERWRITE ALL: they go. */
  record Everything() implements Overwrite {}

  /**
   * OVERWRITE WHERE: those of some time go.
   *
   * @param ranges ascending, apart from each other
   */
  record Times(List<Range> ranges) implements Overwrite {
    public Times {
      ranges = List.copyOf(ranges);
    }

    /** The same in absolute time. */
    public List<Interval> intervals(ZoneId zone) {
      return ranges.stream().map(range -> range.in(zone)).toList();
    }
  }

  /**
   * A range of time on the wall clock of a zone that the statement's context decides.
   *
   * @param start included; milliseconds since 1970 on that clock, or {@link Long#MIN_VALUE}
   * @param end not included; in the same unit, or {@link Long#MAX_VALUE}
   */
  record Range(long start, long end) {
    private Interval in(ZoneId zone) {
      return new Interval(
          start == Long.MIN_VALUE ? Granularity.ETERNITY.start() : instant(start, zone),
          end == Long.MAX_VALUE ? Granularity.ETERNITY.end() : instant(end, zone));
    }

    private static Instant instant(long local, ZoneId zone) {
      return LocalDateTime.ofInstant(Instant.ofEpochMilli(local), ZoneOffset.UTC)
          .atZone(zone)
          .toInstant();
    }
  }
}
