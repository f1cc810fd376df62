package dev.lodestar.tables;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * The texts of versions: times in UTC with exactly three digits of a second, so that the order of
 * the texts is that of the times.
 */
final class SegmentVersion {
  private static final DateTimeFormatter TEXT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private SegmentVersion() {}

  /**
   * A version that is newer than another, also when both are founded in the same millisecond or the
   * clock was set back: it is the time now, or the first millisecond after the other.
   */
  static String after(Optional<String> newest, Instant now) {
    return TEXT.format(
        newest
            .map(version -> Instant.parse(version).plusMillis(1))
            .filter(now::isBefore)
            .orElse(now));
  }
}
