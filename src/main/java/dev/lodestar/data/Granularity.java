package dev.lodestar.data;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The unit that time chunks are made of. Chunks are aligned to UTC; weeks begin on Monday.
 *
 * <p>Source: control-plane specification, 9.5.
 */
public enum Granularity {
  SECOND("PT1S"),
  MINUTE("PT1M"),
  FIVE_MINUTE("PT5M"),
  TEN_MINUTE("PT10M"),
  FIFTEEN_MINUTE("PT15M"),
  THIRTY_MINUTE("PT30M"),
  HOUR("PT1H"),
  SIX_HOUR("PT6H"),
  EIGHT_HOUR("PT8H"),
  DAY("P1D"),
  WEEK("P1W"),
  MONTH("P1M"),
  QUARTER("P3M"),
  YEAR("P1Y"),
  /** One chunk for all of time. */
  ALL("ALL");

  /** The bounds that Druid gives to "all time" in SQL: what a four-digit year can say. */
  public static final Interval ETERNITY =
      new Interval(
          Instant.parse("-1000-01-01T00:00:00Z"), Instant.parse("9999-12-31T23:59:59.999Z"));

  private final String period;

  Granularity(String period) {
    this.period = period;
  }

  /** The name as the API spells it, such as {@code five_minute}. */
  public String apiName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The ISO 8601 period, or {@code ALL}. */
  public String period() {
    return period;
  }

  /** Errors: {@code INVALID_ARGUMENT} for a name that the API does not have. */
  public static Granularity ofApiName(String name, String target) {
    return Arrays.stream(values())
        .filter(granularity -> granularity.apiName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ServiceException(
                    ErrorCode.INVALID_ARGUMENT,
                    target,
                    "Granularity \"%s\" does not exist; use one of %s."
                        .formatted(
                            name,
                            Arrays.stream(values())
                                .filter(known -> known != WEEK)
                                .map(Granularity::apiName)
                                .toList())));
  }

  /** The unit of a chunk, if it is one. */
  public static Optional<Granularity> ofChunk(Interval chunk) {
    return Arrays.stream(values())
        .filter(granularity -> granularity.chunkOf(chunk.start()).equals(chunk))
        .findFirst();
  }

  /** The chunk that holds this time. */
  public Interval chunkOf(Instant time) {
    if (this == ALL) {
      return ETERNITY;
    }
    ZonedDateTime start = startOf(time.atZone(ZoneOffset.UTC));
    return new Interval(start.toInstant(), next(start).toInstant());
  }

  private ZonedDateTime startOf(ZonedDateTime time) {
    return switch (this) {
      case SECOND -> time.truncatedTo(ChronoUnit.SECONDS);
      case MINUTE -> minutes(time, 1);
      case FIVE_MINUTE -> minutes(time, 5);
      case TEN_MINUTE -> minutes(time, 10);
      case FIFTEEN_MINUTE -> minutes(time, 15);
      case THIRTY_MINUTE -> minutes(time, 30);
      case HOUR -> hours(time, 1);
      case SIX_HOUR -> hours(time, 6);
      case EIGHT_HOUR -> hours(time, 8);
      case DAY -> time.truncatedTo(ChronoUnit.DAYS);
      case WEEK ->
          time.truncatedTo(ChronoUnit.DAYS)
              .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      case MONTH -> time.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1);
      case QUARTER ->
          time.truncatedTo(ChronoUnit.DAYS)
              .withDayOfMonth(1)
              .withMonth((time.getMonthValue() - 1) / 3 * 3 + 1);
      case YEAR -> time.truncatedTo(ChronoUnit.DAYS).withDayOfYear(1);
      case ALL -> LocalDateTime.ofInstant(ETERNITY.start(), ZoneOffset.UTC).atZone(ZoneOffset.UTC);
    };
  }

  private ZonedDateTime next(ZonedDateTime start) {
    return switch (this) {
      case SECOND -> start.plusSeconds(1);
      case MINUTE -> start.plusMinutes(1);
      case FIVE_MINUTE -> start.plusMinutes(5);
      case TEN_MINUTE -> start.plusMinutes(10);
      case FIFTEEN_MINUTE -> start.plusMinutes(15);
      case THIRTY_MINUTE -> start.plusMinutes(30);
      case HOUR -> start.plusHours(1);
      case SIX_HOUR -> start.plusHours(6);
      case EIGHT_HOUR -> start.plusHours(8);
      case DAY -> start.plusDays(1);
      case WEEK -> start.plusWeeks(1);
      case MONTH -> start.plusMonths(1);
      case QUARTER -> start.plusMonths(3);
      case YEAR -> start.plusYears(1);
      case ALL -> ETERNITY.end().atZone(ZoneOffset.UTC);
    };
  }

  private static ZonedDateTime minutes(ZonedDateTime time, int step) {
    return time.truncatedTo(ChronoUnit.MINUTES).withMinute(time.getMinute() / step * step);
  }

  private static ZonedDateTime hours(ZonedDateTime time, int step) {
    return time.truncatedTo(ChronoUnit.HOURS).withHour(time.getHour() / step * step);
  }
}
