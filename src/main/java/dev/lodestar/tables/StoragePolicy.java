package dev.lodestar.tables;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lodestar.data.Granularity;
import dev.lodestar.data.Interval;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.joda.time.DateTime;
import org.joda.time.DateTimeZone;
import org.joda.time.Period;
import org.joda.time.format.ISOPeriodFormat;
import org.jspecify.annotations.Nullable;

/**
 * Which rows stay in the table and which are kept close.
 *
 * <p>Source: control-plane specification, 9.7.
 *
 * @param retain rows that stay; all when absent. Future rows stay in any case
 * @param cached rows that synchronous queries see; all when absent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StoragePolicy(@Nullable Rule retain, @Nullable Rule cached) {
  /** From here a year has 366 days, its first quarter 91: periods are measured generously. */
  private static final DateTime LEAP_YEAR = new DateTime(2024, 1, 1, 0, 0, DateTimeZone.UTC);

  /**
   * Checks that whole time chunks can be dropped in time.
   *
   * <p>Errors: {@code INVALID_ARGUMENT} when the period of {@code retain} is finer.
   */
  void requireNoFinerThan(Granularity partitioning) {
    if (retain != null) {
      retain.requireNoFinerThan(partitioning);
    }
  }

  /** By what a row's time is judged. */
  public enum RuleType {
    @JsonProperty("period")
    PERIOD,
    @JsonProperty("intervals")
    INTERVALS
  }

  /**
   * A test of {@code __time}.
   *
   * @param period ISO 8601, counted back from now; a rule of type intervals may have one besides
   * @param intervals ISO 8601 {@code start/end}
   */
  @Schema(name = "StoragePolicyRule")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Rule(RuleType type, @Nullable String period, @Nullable List<String> intervals) {
    public Rule {
      if (intervals != null && intervals.stream().anyMatch(Objects::isNull)) {
        throw invalid("A storage policy rule needs ISO 8601 texts in \"intervals\", not null.");
      }
      intervals = intervals == null ? null : List.copyOf(intervals);
      if (type == null) {
        throw invalid("A storage policy rule needs a \"type\": period or intervals.");
      }
      if (type == RuleType.PERIOD && period == null) {
        throw invalid("A storage policy rule of type period needs a \"period\" such as P3M.");
      }
      if (type == RuleType.INTERVALS && (intervals == null || intervals.isEmpty())) {
        throw invalid("A storage policy rule of type intervals needs \"intervals\".");
      }
      if (period != null) {
        requirePeriod(period);
      }
      parse(intervals);
    }

    /** The intervals of the rule; a rule of type period has none. */
    List<Interval> parsedIntervals() {
      return type == RuleType.INTERVALS ? parse(intervals) : List.of();
    }

    private static List<Interval> parse(@Nullable List<String> intervals) {
      return intervals == null
          ? List.of()
          : intervals.stream().map(text -> Interval.parse(text, "storagePolicy")).toList();
    }

    private static void requirePeriod(String text) {
      try {
        if (length(text).isNegative()) {
          throw invalid("Storage policy period \"%s\" is negative.".formatted(text));
        }
      } catch (IllegalArgumentException e) {
        throw new ServiceException(
            ErrorCode.INVALID_ARGUMENT,
            "storagePolicy",
            "Storage policy period \"%s\" is not ISO 8601.".formatted(text),
            e);
      }
    }

    /** How long a period is, as near as its months and years let one say. */
    private static Duration length(String period) {
      Period parsed = ISOPeriodFormat.standard().parsePeriod(period);
      try {
        return Duration.ofMillis(parsed.toDurationFrom(LEAP_YEAR).getMillis());
      } catch (ArithmeticException | IllegalArgumentException e) {
        return ChronoUnit.FOREVER.getDuration();
      }
    }

    private void requireNoFinerThan(Granularity partitioning) {
      if (period == null) {
        return;
      }
      Duration chunk = shortest(partitioning);
      if (length(period).compareTo(chunk) < 0) {
        throw new ServiceException(
            ErrorCode.INVALID_ARGUMENT,
            "storagePolicy.retain.period",
            "Storage policy period \"%s\" is finer than the partitioning \"%s\", and whole time chunks are kept or dropped; take a longer period or a finer partitioningGranularity."
                .formatted(period, partitioning.apiName()));
      }
    }

    private static Duration shortest(Granularity partitioning) {
      return switch (partitioning) {
        case ALL -> ChronoUnit.FOREVER.getDuration();
        case MONTH -> Duration.ofDays(28);
        case QUARTER -> Duration.ofDays(90);
        case YEAR -> Duration.ofDays(365);
        case SECOND,
            MINUTE,
            FIVE_MINUTE,
            TEN_MINUTE,
            FIFTEEN_MINUTE,
            THIRTY_MINUTE,
            HOUR,
            SIX_HOUR,
            EIGHT_HOUR,
            DAY,
            WEEK ->
            length(partitioning.period());
      };
    }

    private static ServiceException invalid(String message) {
      return new ServiceException(ErrorCode.INVALID_ARGUMENT, "storagePolicy", message);
    }
  }
}
