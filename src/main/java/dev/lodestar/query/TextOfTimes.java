package dev.lodestar.query;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times as results show them: ISO 8601 with milliseconds, in the zone of the query. */
final class TextOfTimes {
  private final DateTimeFormatter formatter;

  TextOfTimes(ZoneId zone) {
    this.formatter =
        DateTimeFormatter.ofPattern(
                zone.equals(ZoneOffset.UTC)
                    ? "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'"
                    : "uuuu-MM-dd'T'HH:mm:ss.SSSxxx")
            .withZone(zone);
  }

  String of(Instant time) {
    return formatter.format(time);
  }
}
