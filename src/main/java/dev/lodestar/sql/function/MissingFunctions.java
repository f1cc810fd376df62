package dev.lodestar.sql.function;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Functions of Druid and Polaris that Lodestar knows by name and does not have. */
public final class MissingFunctions {
  private static final String OTHER_LIBRARY =
      "it belongs to a library that this server does not have";
  private static final String TIMESERIES = "time series objects are not stored";

  public static final List<Missing> ALL =
      List.of(
          new Missing("TDIGEST_QUANTILE", OTHER_LIBRARY),
          new Missing("TDIGEST_GENERATE_SKETCH", OTHER_LIBRARY),
          new Missing("SPECTATOR_COUNT", OTHER_LIBRARY),
          new Missing("SPECTATOR_PERCENTILE", OTHER_LIBRARY),
          new Missing("TIMESERIES", TIMESERIES),
          new Missing("DOWNSAMPLED_SUM_TIMESERIES", TIMESERIES),
          new Missing("DELTA_TIMESERIES", TIMESERIES),
          new Missing("TIMESERIES_SIZE", TIMESERIES),
          new Missing("TIMEWEIGHTED_AVERAGE", TIMESERIES));

  private MissingFunctions() {}

  /** Why there is no such function, if it is one of these. */
  public static Optional<String> reason(String name) {
    String wanted = name.toUpperCase(Locale.ROOT);
    return ALL.stream()
        .filter(missing -> missing.name().equals(wanted))
        .map(Missing::reason)
        .findFirst();
  }

  /** A name and what stands in the way. */
  public record Missing(String name, String reason) {}
}
