package dev.lodestar.sql.function;

import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import org.joda.time.Period;
import org.joda.time.format.ISOPeriodFormat;

/**
 * A calendar period such as P1M or PT45M, as arithmetic of the engine.
 *
 * <p>Months and days move the calendar of a zone, milliseconds the time line. Buckets count from
 * 1970-01-01 in the zone; a single week begins on a Monday.
 */
record TimePeriod(int months, int days, long millis, boolean weeks) {
  private static final long SECOND = 1000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final Map<String, TimePeriod> UNITS =
      Map.of(
          "MILLISECOND", millis(1),
          "SECOND", millis(SECOND),
          "MINUTE", millis(MINUTE),
          "HOUR", millis(HOUR),
          "DAY", new TimePeriod(0, 1, 0, false),
          "WEEK", new TimePeriod(0, 7, 0, true),
          "MONTH", months(1),
          "QUARTER", months(3),
          "YEAR", months(12));

  static TimePeriod months(int months) {
    return new TimePeriod(months, 0, 0, false);
  }

  static TimePeriod millis(long millis) {
    return new TimePeriod(0, 0, millis, false);
  }

  static Optional<TimePeriod> ofUnit(String unit) {
    return Optional.ofNullable(UNITS.get(unit));
  }

  /** An ISO period; empty for text that is none, or not longer than nothing. */
  static Optional<TimePeriod> parse(String text) {
    return parseSigned(text)
        .filter(parsed -> parsed.months >= 0 && parsed.days >= 0 && parsed.millis >= 0)
        .filter(parsed -> !parsed.isZero());
  }

  /** The same for moving times, where a period may be negative or nothing. */
  static Optional<TimePeriod> parseSigned(String text) {
    try {
      Period period = ISOPeriodFormat.standard().parsePeriod(text);
      return Optional.of(
          new TimePeriod(
              Math.addExact(Math.multiplyExact(period.getYears(), 12), period.getMonths()),
              Math.addExact(Math.multiplyExact(period.getWeeks(), 7), period.getDays()),
              period.getHours() * HOUR
                  + period.getMinutes() * MINUTE
                  + period.getSeconds() * SECOND
                  + period.getMillis(),
              period.getWeeks() == 1 && period.getDays() == 0));
    } catch (IllegalArgumentException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private boolean isZero() {
    return months == 0 && days == 0 && millis == 0;
  }

  /** Whether buckets of this period are defined: months, days and time do not mix. */
  boolean isBucket() {
    return (months > 0 ? 1 : 0) + (days > 0 ? 1 : 0) + (millis > 0 ? 1 : 0) == 1;
  }

  /**
   * The same, but of days and hours mixed makes hours: such buckets take no heed of the calendar.
   */
  TimePeriod withDaysAsHours() {
    return days > 0 && millis > 0
        ? new TimePeriod(months, 0, millis + days * 24L * HOUR, false)
        : this;
  }

  /** A time moved by {@code count} periods. */
  String add(String time, String count, ZoneId zone) {
    String moved = time;
    if (months != 0 || days != 0) {
      String local = Zones.toLocal(time, zone);
      if (months != 0) {
        local = "(%s + to_months(CAST(%s AS INTEGER)))".formatted(local, times(months, count));
      }
      if (days != 0) {
        local = "(%s + to_days(CAST(%s AS INTEGER)))".formatted(local, times(days, count));
      }
      moved = Zones.toUtc(local, zone);
    }
    return millis == 0
        ? moved
        : "(%s + to_milliseconds(%s))".formatted(moved, times(millis, count));
  }

  private static String times(long size, String count) {
    if (count.equals("1")) {
      return Long.toString(size);
    }
    return size == 1 ? count : "(%s * %d)".formatted(count, size);
  }

  /** The start of the bucket that holds a time. */
  String floor(String time, ZoneId zone) {
    return bucket(time, zone, defaultOrigin());
  }

  /** The same with buckets counted from an origin, a UTC fragment. */
  String floor(String time, ZoneId zone, String origin) {
    return floorWith(time, zone, Zones.toLocal(origin, zone), false);
  }

  /** The first bucket start that is not before a time. */
  String ceil(String time, ZoneId zone) {
    return floor(almostNext(time, zone), zone);
  }

  /** The same with buckets counted from an origin. */
  String ceil(String time, ZoneId zone, String origin) {
    return floor(almostNext(time, zone), zone, origin);
  }

  // One bucket on and back one millisecond: a time on a border stays, any other moves on.
  private String almostNext(String time, ZoneId zone) {
    return "(" + add(time, "1", zone) + " - to_milliseconds(1))";
  }

  private String bucket(String time, ZoneId zone, String localOrigin) {
    return floorWith(time, zone, localOrigin, true);
  }

  private String floorWith(String time, ZoneId zone, String localOrigin, boolean plain) {
    if (millis > 0 && (Zones.isUtc(zone) || (plain && MINUTE % millis == 0))) {
      return local(time, localOrigin, plain);
    }
    if (millis > 0 && !zone.getRules().isFixedOffset()) {
      // Through the local clock an hour that occurs twice would lose its second half.
      return "druid_floor_in(%s, %s, %s, %s)"
          .formatted(time, Literals.text(zone.getId()), interval(), localOrigin);
    }
    return Zones.toUtc(local(Zones.toLocal(time, zone), localOrigin, plain), zone);
  }

  private String local(String time, String origin, boolean plain) {
    if (months > 0 && !plain) {
      // The engine's own buckets of months begin on the first, whatever the origin.
      return "druid_floor_months(%s, %s, %d)".formatted(time, origin, months);
    }
    String unit = unitName();
    return plain && !unit.isEmpty()
        ? "date_trunc('%s', %s)".formatted(unit, time)
        : "time_bucket(%s, %s, %s)".formatted(interval(), time, origin);
  }

  private String interval() {
    if (months > 0) {
      return "to_months(" + months + ")";
    }
    return days > 0 ? "to_days(" + days + ")" : "to_milliseconds(" + millis + ")";
  }

  private String defaultOrigin() {
    return weeks ? "TIMESTAMP '1969-12-29 00:00:00'" : "TIMESTAMP '1970-01-01 00:00:00'";
  }

  /** The engine's name of this period when it is one calendar unit, else nothing. */
  String unitName() {
    return UNITS.entrySet().stream()
        .filter(unit -> unit.getValue().equals(this))
        .map(unit -> unit.getKey().toLowerCase(java.util.Locale.ROOT))
        .findFirst()
        .orElse("");
  }
}
