package dev.lodestar.tables;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lodestar.data.Granularity;
import dev.lodestar.data.TimeResolution;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.joda.time.Period;
import org.joda.time.format.ISOPeriodFormat;
import org.jspecify.annotations.Nullable;

/**
 * How times are floored when rows are rolled up: to a named unit, or to a period of a zone.
 *
 * <p>Source: control-plane specification, 9.5. Errors: {@code INVALID_ARGUMENT}.
 *
 * @param granularity the unit, of type simple
 * @param period ISO 8601, of type period; months, days and times do not mix in it
 * @param timeZone whose calendar the period follows; UTC when absent
 * @param origin where periods are counted from; 1970 in the zone when absent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record QueryGranularity(
    Kind type,
    @Nullable TimeResolution granularity,
    @Nullable String period,
    @Nullable String timeZone,
    @Nullable String origin) {
  private static final String TARGET = "queryGranularity";
  private static final int[] DAYS = {365, 30, 7, 1};
  private static final double DAY_SECONDS = 86_400;

  /** How it is said. */
  public enum Kind {
    @JsonProperty("simple")
    SIMPLE,
    @JsonProperty("period")
    PERIOD
  }

  public QueryGranularity {
    if (type == null) {
      throw invalid("A queryGranularity needs a \"type\": simple or period.");
    }
    if (type == Kind.SIMPLE && granularity == null) {
      throw invalid(
          "A queryGranularity of type simple needs a \"granularity\", such as hour or day.");
    }
    if (type == Kind.PERIOD) {
      requirePeriod(period);
    }
    if (timeZone != null) {
      requireZone(timeZone);
    }
    if (origin != null) {
      requireTime(origin);
    }
  }

  /** A unit of UTC. */
  public static QueryGranularity of(TimeResolution resolution) {
    return new QueryGranularity(Kind.SIMPLE, resolution, null, null, null);
  }

  /** Whether every row of a time chunk gets one time. */
  @JsonIgnore
  public boolean isAll() {
    return type == Kind.SIMPLE && granularity == TimeResolution.ALL;
  }

  /** What times are floored to; nothing where they stay as they are, or are all one. */
  public Optional<String> flooredTo() {
    return switch (type) {
      case PERIOD -> Optional.ofNullable(period);
      case SIMPLE ->
          Optional.ofNullable(granularity)
              .filter(unit -> unit != TimeResolution.MILLISECOND && unit != TimeResolution.ALL)
              .map(TimeResolution::period);
    };
  }

  /** The origin as a time. */
  public Optional<Instant> originTime() {
    return Optional.ofNullable(origin).map(QueryGranularity::requireTime);
  }

  /** Whether time chunks of this unit are at least as long; true where the two do not compare. */
  public boolean fits(Granularity partitioning) {
    Optional<String> floored = flooredTo();
    if (partitioning == Granularity.ALL || floored.isEmpty() || isOdd(floored.get())) {
      return true;
    }
    return seconds(partitioning.period()) >= seconds(floored.get());
  }

  private static boolean isOdd(String period) {
    return Stream.concat(
            Arrays.stream(Granularity.values()).map(Granularity::period),
            Arrays.stream(TimeResolution.values()).map(TimeResolution::period))
        .noneMatch(period::equals);
  }

  /** About how long a period is: enough to tell units apart. */
  private static double seconds(String text) {
    Period period = ISOPeriodFormat.standard().parsePeriod(text);
    int days =
        period.getYears() * DAYS[0]
            + period.getMonths() * DAYS[1]
            + period.getWeeks() * DAYS[2]
            + period.getDays() * DAYS[3];
    Period times = period.withYears(0).withMonths(0).withWeeks(0).withDays(0);
    return days * DAY_SECONDS + times.toStandardDuration().getMillis() / 1000.0;
  }

  private static void requirePeriod(@Nullable String text) {
    if (text == null) {
      throw invalid("A queryGranularity of type period needs a \"period\", such as PT1H30M.");
    }
    Period period;
    try {
      period = ISOPeriodFormat.standard().parsePeriod(text);
    } catch (IllegalArgumentException e) {
      throw invalid("The period \"%s\" of queryGranularity is not ISO 8601.".formatted(text));
    }
    boolean negative = Arrays.stream(period.getValues()).anyMatch(part -> part < 0);
    boolean months = period.getYears() != 0 || period.getMonths() != 0;
    boolean days = period.getWeeks() != 0 || period.getDays() != 0;
    boolean times =
        period.getHours() != 0
            || period.getMinutes() != 0
            || period.getSeconds() != 0
            || period.getMillis() != 0;
    if (negative || (months ? 1 : 0) + (days ? 1 : 0) + (times ? 1 : 0) != 1) {
      throw invalid(
          "The period \"%s\" of queryGranularity has to be longer than nothing and either of years and months, of weeks and days, or of hours and less."
              .formatted(text));
    }
  }

  private static void requireZone(String zone) {
    try {
      ZoneId.of(zone);
    } catch (DateTimeException e) {
      throw invalid("The timeZone \"%s\" of queryGranularity does not exist.".formatted(zone));
    }
  }

  private static Instant requireTime(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw invalid(
          "The origin \"%s\" of queryGranularity is not a time such as 1970-01-01T00:00:00Z."
              .formatted(text));
    }
  }

  private static ServiceException invalid(String message) {
    return new ServiceException(ErrorCode.INVALID_ARGUMENT, TARGET, message);
  }
}
