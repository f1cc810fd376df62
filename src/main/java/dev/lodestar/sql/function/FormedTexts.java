package dev.lodestar.sql.function;

import dev.lodestar.data.DataType;
import dev.lodestar.sql.EngineFunction;
import dev.lodestar.sql.SqlType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Text that has one form only, by the data type of its column: equal values are equal texts.
 *
 * <p>Source: data-plane specification, 3.1; docs/decisions/0052-points-and-addresses.md.
 */
public final class FormedTexts {
  private static final int LATITUDE_MAX = 90;
  private static final int LONGITUDE_MAX = 180;

  static final List<EngineFunction> ALL =
      List.of(
          EngineFunctions.of(
              "ip_address",
              SqlType.VARCHAR,
              a -> IpTexts.address(String.valueOf(a[0])).orElse(null),
              SqlType.VARCHAR),
          EngineFunctions.of(
              "ip_prefix",
              SqlType.VARCHAR,
              a -> IpTexts.prefix(String.valueOf(a[0])).orElse(null),
              SqlType.VARCHAR),
          EngineFunctions.of(
              "geo", SqlType.VARCHAR, a -> parsedPoint(String.valueOf(a[0])), SqlType.VARCHAR),
          EngineFunctions.of(
              "build_geo",
              SqlType.VARCHAR,
              a ->
                  a[0] instanceof Double latitude && a[1] instanceof Double longitude
                      ? point(latitude, longitude)
                      : null,
              SqlType.DOUBLE,
              SqlType.DOUBLE));

  private FormedTexts() {}

  /**
   * The engine's expression of a text in the form of a type, NULL where it is none.
   *
   * @param sql an expression of text
   */
  public static String of(DataType type, String sql) {
    return function(type).map(name -> name + "(" + sql + ")").orElse(sql);
  }

  private static Optional<String> function(DataType type) {
    return switch (type) {
      case GEO -> Optional.of("druid_geo");
      case IP_ADDRESS -> Optional.of("druid_ip_address");
      case IP_PREFIX -> Optional.of("druid_ip_prefix");
      case BIGINT,
          COMPLEX_JSON,
          DOUBLE,
          FLOAT,
          HLL_SKETCH,
          JSON,
          LONG,
          LONG_STRING_PAIR,
          DOUBLE_ARRAY,
          FLOAT_ARRAY,
          LONG_ARRAY,
          STRING_ARRAY,
          QUANTILES_DOUBLES_SKETCH,
          STRING,
          THETA_SKETCH,
          INGEST_TIMESERIES,
          TIMESTAMP,
          VARCHAR,
          VARIANCE ->
          Optional.empty();
    };
  }

  private static @Nullable String parsedPoint(String text) {
    String[] parts = text.split(",", -1);
    if (parts.length != 2) {
      return null;
    }
    try {
      return point(Double.parseDouble(parts[0].strip()), Double.parseDouble(parts[1].strip()));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static @Nullable String point(double latitude, double longitude) {
    // Not a number is within no bounds; adding zero makes of minus zero plain zero.
    return Math.abs(latitude) <= LATITUDE_MAX && Math.abs(longitude) <= LONGITUDE_MAX
        ? (latitude + 0.0) + "," + (longitude + 0.0)
        : null;
  }
}
