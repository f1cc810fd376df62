package dev.lodestar.query;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Times as results show them: ISO 8601 with milliseconds, in the zone of the query. */
final class TextOfTimes {
  private final DateTimeFormatter formatter;

  TextOfTimes(ZoneId zone) {
    // The capital pattern prints an offset of zero as Z, as Druid does in every zone.
    this.formatter = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSXXX").withZone(zone);
  }

  String of(Instant time) {
    return formatter.format(time);
  }
}
