package dev.lodestar.engine.duckdb;

import dev.lodestar.data.JsonText;
import dev.lodestar.sql.SqlType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the Java value that {@link SqlType} promises out of what the driver gives. */
final class ResultValue {
  private ResultValue() {}

  static @Nullable Object read(ResultSet row, int column, SqlType type) throws SQLException {
    Object value =
        switch (type) {
          // The driver's own Timestamp depends on the zone of this process.
          case TIMESTAMP, DATE -> time(row, column);
          case VARCHAR,
              BIGINT,
              INTEGER,
              DOUBLE,
              FLOAT,
              BOOLEAN,
              VARCHAR_ARRAY,
              BIGINT_ARRAY,
              DOUBLE_ARRAY,
              FLOAT_ARRAY,
              JSON_ARRAY,
              JSON,
              HLL_SKETCH,
              THETA_SKETCH,
              QUANTILES_SKETCH,
              TUPLE_SKETCH,
              STRING_PAIR,
              VARIANCE,
              NULL ->
              row.getObject(column);
        };
    return value == null ? null : convert(value, type);
  }

  private static @Nullable Object time(ResultSet row, int column) throws SQLException {
    return switch (row.getMetaData().getColumnTypeName(column)) {
      case "DATE" -> row.getObject(column, LocalDate.class);
      case "TIMESTAMP WITH TIME ZONE" -> row.getObject(column, OffsetDateTime.class);
      default -> row.getObject(column, LocalDateTime.class);
    };
  }

  private static Object convert(Object value, SqlType type) throws SQLException {
    return switch (type) {
      case VARCHAR, JSON, NULL -> value.toString();
      case HLL_SKETCH, THETA_SKETCH, QUANTILES_SKETCH, TUPLE_SKETCH, STRING_PAIR, VARIANCE ->
          value.toString();
      case BIGINT, INTEGER -> wholeNumber(value);
      case DOUBLE, FLOAT -> value instanceof Number number ? widened(number) : bad(value, type);
      case BOOLEAN -> value instanceof Boolean truth ? truth : wholeNumber(value) != 0;
      case TIMESTAMP, DATE -> instant(value);
      case VARCHAR_ARRAY -> list(value, SqlType.VARCHAR);
      case BIGINT_ARRAY -> list(value, SqlType.BIGINT);
      case DOUBLE_ARRAY -> list(value, SqlType.DOUBLE);
      case FLOAT_ARRAY -> list(value, SqlType.FLOAT);
      case JSON_ARRAY -> list(value, SqlType.JSON);
    };
  }

  private static Long wholeNumber(Object value) {
    return switch (value) {
      // Sums of longs wrap around in Druid as they do here.
      case BigInteger big -> big.longValue();
      case BigDecimal decimal -> decimal.longValue();
      case Number number -> number.longValue();
      case Boolean truth -> truth ? 1L : 0L;
      default -> throw new IllegalStateException("no whole number: " + value.getClass());
    };
  }

  /** A float becomes the double that prints the same. */
  private static Double widened(Number number) {
    return number instanceof Float real && !real.isNaN() && !real.isInfinite()
        ? Double.valueOf(real.toString())
        : Double.valueOf(number.doubleValue());
  }

  private static Instant instant(Object value) {
    Instant time =
        switch (value) {
          case LocalDateTime local -> local.toInstant(ZoneOffset.UTC);
          case OffsetDateTime zoned -> zoned.toInstant();
          case LocalDate date -> date.atStartOfDay(ZoneOffset.UTC).toInstant();
          default -> throw new IllegalStateException("no time: " + value.getClass());
        };
    return time.truncatedTo(ChronoUnit.MILLIS);
  }

  private static List<@Nullable Object> list(Object value, SqlType element) throws SQLException {
    if (!(value instanceof Array array)) {
      throw new IllegalStateException("no array: " + value.getClass());
    }
    List<@Nullable Object> elements = new ArrayList<>();
    for (Object item : (Object[]) array.getArray()) {
      elements.add(item == null ? null : element(item, element));
    }
    return elements;
  }

  // Arrays of arrays are arrays of text to the types of results, whatever is in them.
  private static Object element(Object item, SqlType type) throws SQLException {
    return switch (item) {
      case Array nested -> list(nested, elementType(nested));
      case Object json when type == SqlType.JSON -> new JsonText(json.toString());
      default -> convert(item, type);
    };
  }

  private static SqlType elementType(Array array) throws SQLException {
    return switch (array.getBaseTypeName()) {
      case "BIGINT" -> SqlType.BIGINT;
      case "DOUBLE" -> SqlType.DOUBLE;
      case "FLOAT" -> SqlType.FLOAT;
      case "JSON" -> SqlType.JSON;
      default -> SqlType.VARCHAR;
    };
  }

  private static Object bad(Object value, SqlType type) {
    throw new IllegalStateException(value.getClass() + " where " + type + " was promised");
  }
}
