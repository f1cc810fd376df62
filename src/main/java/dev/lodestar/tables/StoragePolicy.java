package dev.lodestar.tables;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.joda.time.Interval;
import org.joda.time.format.ISOPeriodFormat;
import org.jspecify.annotations.Nullable;

/**
 * Which rows stay in the table and which are kept close.
 *
 * <p>Source: control-plane specification, 9.7.
 *
 * @param retain rows that stay; all when absent
 * @param cached rows that synchronous queries see; all when absent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StoragePolicy(@Nullable Rule retain, @Nullable Rule cached) {

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
   * @param period ISO 8601, counted back from now
   * @param intervals ISO 8601 {@code start/end}
   */
  @Schema(name = "StoragePolicyRule")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Rule(RuleType type, @Nullable String period, @Nullable List<String> intervals) {
    public Rule {
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
        requireIso("period", period, () -> ISOPeriodFormat.standard().parsePeriod(period));
      }
      for (String interval : intervals == null ? List.<String>of() : intervals) {
        requireIso("interval", interval, () -> Interval.parse(interval));
      }
    }

    private static void requireIso(String what, String text, Runnable parse) {
      try {
        parse.run();
      } catch (IllegalArgumentException e) {
        throw new ServiceException(
            ErrorCode.INVALID_ARGUMENT,
            "storagePolicy",
            "Storage policy %s \"%s\" is not ISO 8601.".formatted(what, text),
            e);
      }
    }

    private static ServiceException invalid(String message) {
      return new ServiceException(ErrorCode.INVALID_ARGUMENT, "storagePolicy", message);
    }
  }
}
