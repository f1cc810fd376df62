package dev.lodestar.data;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.Arrays;
import java.util.Locale;

/**
 * How fine the times of an aggregate table are. Buckets are aligned to UTC; weeks begin on Monday.
 *
 * <p>Source: control-plane specification, 9.5.
 */
public enum TimeResolution {
  MILLISECOND("PT0.001S"),
  SECOND("PT1S"),
  MINUTE("PT1M"),
  FIFTEEN_MINUTE("PT15M"),
  THIRTY_MINUTE("PT30M"),
  HOUR("PT1H"),
  DAY("P1D"),
  WEEK("P1W"),
  MONTH("P1M"),
  QUARTER("P3M"),
  YEAR("P1Y"),
  /** Every row of a time chunk gets the start of the chunk. */
  ALL("ALL");

  private final String period;

  TimeResolution(String period) {
    this.period = period;
  }

  /** The name as the API spells it, such as {@code fifteen_minute}. */
  public String apiName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The ISO 8601 period, or {@code ALL}. */
  public String period() {
    return period;
  }

  /** Errors: {@code INVALID_ARGUMENT} for a name that the API does not have. */
  public static TimeResolution ofApiName(String name, String target) {
    return Arrays.stream(values())
        .filter(resolution -> resolution.apiName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ServiceException(
                    ErrorCode.INVALID_ARGUMENT,
                    target,
                    "Time resolution \"%s\" does not exist; use one of %s."
                        .formatted(
                            name, Arrays.stream(values()).map(TimeResolution::apiName).toList())));
  }
}
