package dev.lodestar.sql.function;

import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import org.joda.time.DateTimeZone;
import org.joda.time.format.DateTimeFormat;
import org.joda.time.format.DateTimeFormatter;
import org.joda.time.format.ISODateTimeFormat;
import org.jspecify.annotations.Nullable;

/** Joda-Time's patterns and ISO forms, in milliseconds since the epoch. */
final class JodaTimes {
  private static final int CACHED_MAX = 1000;
  private static final DateTimeFormatter ISO =
      ISODateTimeFormat.dateOptionalTimeParser().withLocale(Locale.ROOT);
  private static final DateTimeFormatter ISO_WITH_OFFSET =
      ISODateTimeFormat.dateTimeParser().withLocale(Locale.ROOT);
  private static final ConcurrentHashMap<String, DateTimeFormatter> PATTERNS =
      new ConcurrentHashMap<>();

  private JodaTimes() {}

  /** ISO 8601 or {@code yyyy-MM-dd HH:mm:ss}; the zone counts when the text has none. */
  static @Nullable Long parseIso(String text, String zone) {
    String iso = text.length() > 10 && text.charAt(10) == ' ' ? replaceSpace(text) : text;
    if (iso.startsWith("T")) {
      return null;
    }
    boolean offset = iso.indexOf('T') > 0;
    return millis(offset ? ISO_WITH_OFFSET : ISO, iso, zone);
  }

  static @Nullable Long parse(String text, String pattern, String zone) {
    return millis(formatter(pattern), text, zone);
  }

  static String format(long millis, String pattern, String zone) {
    return formatter(pattern).withZone(zone(zone)).print(millis);
  }

  private static @Nullable Long millis(DateTimeFormatter formatter, String text, String zone) {
    try {
      return formatter.withZone(zone(zone)).parseMillis(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static String replaceSpace(String text) {
    return text.substring(0, 10) + 'T' + text.substring(11);
  }

  private static DateTimeZone zone(String id) {
    return DateTimeZone.forID(id.equals("Z") ? "UTC" : id);
  }

  private static DateTimeFormatter formatter(String pattern) {
    if (PATTERNS.size() > CACHED_MAX) {
      PATTERNS.clear();
    }
    return PATTERNS.computeIfAbsent(
        pattern, text -> DateTimeFormat.forPattern(text).withLocale(Locale.ENGLISH));
  }
}
