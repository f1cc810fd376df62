package dev.lodestar.sql.function;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.sql.type.SqlTypeName;
import org.joda.time.DateTimeZone;
import org.joda.time.Interval;
import org.joda.time.chrono.ISOChronology;
import org.joda.time.format.DateTimeFormat;

/** Renderings of the time functions: literals are read and checked here, once per statement. */
final class TimeFunctionRules {
  /** Like all periods they count from 1970: the century of 2013 began then. */
  private static final Map<String, TimePeriod> LONG_UNITS =
      Map.of(
          "decade", TimePeriod.months(120),
          "century", TimePeriod.months(1_200),
          "millennium", TimePeriod.months(12_000));

  /** Patterns that the engine prints by itself, letter by letter the same. */
  private static final Map<String, String> NATIVE_FORMATS =
      Map.of(
          "yyyy-MM-dd HH:mm:ss", "%Y-%m-%d %H:%M:%S",
          "yyyy-MM-dd", "%Y-%m-%d",
          "yyyy-MM-dd'T'HH:mm:ss", "%Y-%m-%dT%H:%M:%S",
          "HH:mm:ss", "%H:%M:%S",
          "HH:mm", "%H:%M",
          "HH", "%H",
          "yyyy-MM", "%Y-%m",
          "yyyy", "%Y");

  /** Some 290,000 years: what fits into 64 bits as microseconds. */
  private static final long FAR_MILLIS = 9_223_372_000_000_000L;

  private TimeFunctionRules() {}

  static String currentDate(BoundCall call) {
    ZoneId zone = Times.zone(call);
    return Literals.instant(call.now().atZone(zone).toLocalDate().atStartOfDay(zone).toInstant());
  }

  static String timeParse(BoundCall call) {
    ZoneId zone = zone(call, 2);
    if (!present(call, 1)) {
      return Times.parse(call.arg(0), zone);
    }
    return "druid_ms_time(druid_time_pattern(%s, %s, %s))"
        .formatted(call.arg(0), pattern(call, 1), Literals.text(zone.getId()));
  }

  static String timeFormat(BoundCall call) {
    ZoneId zone = zone(call, 2);
    if (!present(call, 1)) {
      return Zones.isUtc(zone)
          ? "strftime(%s, '%%Y-%%m-%%dT%%H:%%M:%%S.%%gZ')".formatted(Times.time(call, 0))
          : jodaFormat(call, Literals.text("yyyy-MM-dd'T'HH:mm:ss.SSSZZ"), zone);
    }
    String pattern = pattern(call, 1);
    String format = NATIVE_FORMATS.get(text(call, 1));
    return format == null
        ? jodaFormat(call, pattern, zone)
        : "strftime(%s, '%s')".formatted(Zones.toLocal(Times.time(call, 0), zone), format);
  }

  private static String jodaFormat(BoundCall call, String pattern, ZoneId zone) {
    return "druid_time_format(epoch_ms(%s), %s, %s)"
        .formatted(Times.time(call, 0), pattern, Literals.text(zone.getId()));
  }

  static String timeFloor(BoundCall call) {
    TimePeriod period = bucket(call, 1);
    return present(call, 2)
        ? period.floor(Times.time(call, 0), zone(call, 3), call.arg(2))
        : period.floor(Times.time(call, 0), zone(call, 3));
  }

  static String timeCeil(BoundCall call) {
    TimePeriod period = bucket(call, 1);
    return present(call, 2)
        ? period.ceil(Times.time(call, 0), zone(call, 3), call.arg(2))
        : period.ceil(Times.time(call, 0), zone(call, 3));
  }

  static String dateTrunc(BoundCall call) {
    String unit = text(call, 0).toLowerCase(Locale.ROOT);
    ZoneId zone = Times.zone(call);
    String singular = unit.equals("milliseconds") ? "millisecond" : unit;
    return Optional.ofNullable(LONG_UNITS.get(unit))
        .or(() -> TimePeriod.ofUnit(singular.toUpperCase(Locale.ROOT)))
        .orElseThrow(() -> call.fault(0, "The unit '%s' is not known".formatted(unit)))
        .floor(Times.time(call, 1), zone);
  }

  static String timeShift(BoundCall call) {
    String text = text(call, 1);
    TimePeriod period =
        TimePeriod.parseSigned(text)
            .orElseThrow(() -> call.fault(1, "'%s' is not an ISO 8601 period".formatted(text)));
    return period.add(Times.time(call, 0), call.arg(2), zone(call, 3));
  }

  static String timeExtract(BoundCall call) {
    String unit = text(call, 1).toUpperCase(Locale.ROOT);
    return Times.extract(call, 1, unit, Times.time(call, 0), zone(call, 2));
  }

  // Inclusive of the last millisecond instead of exclusive of the end: the time is printed once.
  static String timeInInterval(BoundCall call) {
    String text = text(call, 1);
    try {
      DateTimeZone zone = DateTimeZone.forID(jodaId(Times.zone(call)));
      Interval interval = new Interval(text, ISOChronology.getInstance(zone));
      return "(%s BETWEEN %s AND %s)"
          .formatted(
              Times.time(call, 0),
              end(interval.getStartMillis()),
              end(interval.getEndMillis() - 1));
    } catch (IllegalArgumentException e) {
      throw call.fault(1, "'%s' is not an ISO 8601 interval".formatted(text));
    }
  }

  // "All time" is longer than what the engine can hold.
  private static String end(long millis) {
    return Literals.instant(Instant.ofEpochMilli(Math.clamp(millis, -FAR_MILLIS, FAR_MILLIS)));
  }

  private static TimePeriod bucket(BoundCall call, int index) {
    TimePeriod period = period(call, index).withDaysAsHours();
    if (!period.isBucket()) {
      throw call.fault(index, "A period that mixes months with days or hours has no buckets");
    }
    return period;
  }

  private static TimePeriod period(BoundCall call, int index) {
    String text = text(call, index);
    return TimePeriod.parse(text)
        .orElseThrow(
            () -> call.fault(index, "'%s' is not a positive ISO 8601 period".formatted(text)));
  }

  private static String pattern(BoundCall call, int index) {
    String pattern = text(call, index);
    try {
      DateTimeFormat.forPattern(pattern);
    } catch (IllegalArgumentException e) {
      throw call.fault(index, "'%s' is not a time pattern".formatted(pattern));
    }
    return Literals.text(pattern);
  }

  private static ZoneId zone(BoundCall call, int index) {
    if (!present(call, index)) {
      return Times.zone(call);
    }
    String id = text(call, index);
    try {
      ZoneId zone = ZoneId.of(id);
      DateTimeZone.forID(jodaId(zone));
      return zone;
    } catch (DateTimeException | IllegalArgumentException e) {
      throw call.fault(index, "'%s' is not a time zone".formatted(id));
    }
  }

  /** The name by which Joda-Time knows a zone. */
  static String jodaId(ZoneId zone) {
    return zone.getId().equals("Z") ? "UTC" : zone.getId();
  }

  private static boolean present(BoundCall call, int index) {
    return index < call.size()
        && call.type(index).getSqlTypeName() != SqlTypeName.NULL
        && !isNull(call, index);
  }

  // The validator casts a bare NULL to the declared type.
  private static boolean isNull(BoundCall call, int index) {
    return org.apache.calcite.sql.SqlUtil.isNullLiteral(call.operand(index), true);
  }

  private static String text(BoundCall call, int index) {
    return call.text(index)
        .orElseThrow(() -> call.fault(index, "This argument has to be a text literal"));
  }
}
