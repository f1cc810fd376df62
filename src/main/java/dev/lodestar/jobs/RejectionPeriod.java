package dev.lodestar.jobs;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * An ISO 8601 period, of days and of time, such as {@code P30D} or {@code P1DT12H}.
 *
 * @param days years, months, weeks and days of the calendar in UTC
 */
record RejectionPeriod(Period days, Duration time) {
  /** What no clock of a stream gets near to. */
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

  /** Errors: {@code INVALID_ARGUMENT} for other texts and for negative periods. */
  static RejectionPeriod parse(String text, String target) {
    try {
      String upper = text.toUpperCase(Locale.ROOT);
      int split = upper.indexOf('T');
      String before = split < 0 ? upper : upper.substring(0, split);
      Period days = before.equals("P") && split > 0 ? Period.ZERO : Period.parse(before);
      Duration time = split < 0 ? Duration.ZERO : Duration.parse("P" + upper.substring(split));
      if (!days.isNegative() && !time.isNegative()) {
        return new RejectionPeriod(days, time);
      }
    } catch (DateTimeException e) {
      throw invalid(text, target, e);
    }
    throw invalid(text, target, null);
  }

  private static ServiceException invalid(String text, String target, DateTimeException cause) {
    return new ServiceException(
        ErrorCode.INVALID_ARGUMENT,
        target,
        "%s must be an ISO 8601 period that is not negative, such as P30D or PT12H; \"%s\" is none."
            .formatted(target, text),
        cause);
  }

  Instant before(Instant moment) {
    try {
      return latest(FIRST, moment.atZone(ZoneOffset.UTC).minus(days).minus(time).toInstant());
    } catch (DateTimeException | ArithmeticException e) {
      return FIRST; // So long ago that no row is older.
    }
  }

  Instant after(Instant moment) {
    try {
      Instant end = moment.atZone(ZoneOffset.UTC).plus(days).plus(time).toInstant();
      return end.isAfter(LAST) ? LAST : end;
    } catch (DateTimeException | ArithmeticException e) {
      return LAST; // So far ahead that no row is later.
    }
  }

  private static Instant latest(Instant first, Instant second) {
    return first.isAfter(second) ? first : second;
  }
}
