package dev.lodestar.query.metadata;

import dev.lodestar.data.DataType;
import org.jspecify.annotations.Nullable;

/**
 * How metadata describes a type.
 *
 * @param dataType Druid's name of it
 * @param jdbcType a constant of {@code java.sql.Types}
 * @param precision decimal digits of a number, else null
 * @param scale digits after the point of a whole number, else null
 */
record ColumnTypeText(
    String dataType, long jdbcType, @Nullable Long precision, @Nullable Long scale) {
  // The constants of java.sql.Types, which no package but the engine's may know.
  private static final int JDBC_BIGINT = -5;
  private static final int JDBC_FLOAT = 6;
  private static final int JDBC_DOUBLE = 8;
  private static final int JDBC_VARCHAR = 12;
  private static final int JDBC_TIMESTAMP = 93;
  private static final int JDBC_OTHER = 1111;
  private static final int JDBC_ARRAY = 2003;

  /** What BIGINT holds. */
  private static final long LONG_DIGITS = 19;

  /** What DOUBLE and FLOAT hold, as the SQL layer reports them. */
  private static final long REAL_DIGITS = 15;

  static ColumnTypeText of(DataType type) {
    return switch (type) {
      // Points and addresses are text to queries.
      case STRING, VARCHAR, GEO, IP_ADDRESS, IP_PREFIX -> plain("VARCHAR", JDBC_VARCHAR);
      case LONG, BIGINT -> new ColumnTypeText("BIGINT", JDBC_BIGINT, LONG_DIGITS, 0L);
      case DOUBLE -> new ColumnTypeText("DOUBLE", JDBC_DOUBLE, REAL_DIGITS, null);
      case FLOAT -> new ColumnTypeText("FLOAT", JDBC_FLOAT, REAL_DIGITS, null);
      case TIMESTAMP -> plain("TIMESTAMP", JDBC_TIMESTAMP);
      case STRING_ARRAY, LONG_ARRAY, DOUBLE_ARRAY, FLOAT_ARRAY -> plain("ARRAY", JDBC_ARRAY);
      case JSON, COMPLEX_JSON -> complex("json");
      case HLL_SKETCH -> complex("HLLSketch");
      case THETA_SKETCH -> complex("thetaSketch");
      case QUANTILES_DOUBLES_SKETCH -> complex("quantilesDoublesSketch");
      case LONG_STRING_PAIR -> complex("serializablePairLongString");
      case VARIANCE -> complex("variance");
      case INGEST_TIMESERIES -> complex("ingest_timeseries");
    };
  }

  boolean isText() {
    return jdbcType == JDBC_VARCHAR;
  }

  boolean isTime() {
    return jdbcType == JDBC_TIMESTAMP;
  }

  boolean isNumber() {
    return precision != null;
  }

  private static ColumnTypeText plain(String dataType, int jdbcType) {
    return new ColumnTypeText(dataType, jdbcType, null, null);
  }

  private static ColumnTypeText complex(String name) {
    return plain("COMPLEX<%s>".formatted(name), JDBC_OTHER);
  }
}
