package dev.lodestar.sql.function;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * Times in the engine are UTC; these move them to the clock of a zone and back.
 *
 * <p>UTC costs nothing and a fixed offset one addition; only named zones ask the engine's calendar.
 */
final class Zones {
  private Zones() {}

  /** What a clock in the zone shows. */
  static String toLocal(String utc, ZoneId zone) {
    if (!zone.getRules().isFixedOffset()) {
      return "timezone(%s, timezone('UTC', %s))".formatted(Literals.text(zone.getId()), utc);
    }
    return shift(utc, offset(zone));
  }

  /** When a clock in the zone shows this. */
  static String toUtc(String local, ZoneId zone) {
    if (!zone.getRules().isFixedOffset()) {
      return "timezone('UTC', timezone(%s, %s))".formatted(Literals.text(zone.getId()), local);
    }
    return shift(local, -offset(zone));
  }

  /** The last midnight of the zone. */
  static String floorToDay(String utc, ZoneId zone) {
    return toUtc("date_trunc('day', " + toLocal(utc, zone) + ")", zone);
  }

  static boolean isUtc(ZoneId zone) {
    return zone.getRules().isFixedOffset() && offset(zone) == 0;
  }

  private static String shift(String time, int seconds) {
    return seconds == 0 ? time : "(%s + to_seconds(%d))".formatted(time, seconds);
  }

  private static int offset(ZoneId zone) {
    ZoneOffset offset = zone.getRules().getOffset(Instant.EPOCH);
    return offset.getTotalSeconds();
  }
}
