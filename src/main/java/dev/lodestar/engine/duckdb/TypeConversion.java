package dev.lodestar.engine.duckdb;

import dev.lodestar.data.DataType.Storage;
import java.util.List;
import java.util.Locale;

/**
 * How a value of one type becomes a value of another: never an error, NULL where it does not fit.
 *
 * <p>Numbers lose their fraction when they become longs ({@code 1.9} is 1, as in Java, where DuckDB
 * rounds to 2); true and false are 1 and 0; text without an offset is UTC; a long that becomes a
 * time counts milliseconds. Source: data-plane specification, 2.
 */
final class TypeConversion {
  private TypeConversion() {}

  /** What {@link #convert} renders calls of. */
  static List<String> macros() {
    return List.of(
        """
        CREATE MACRO lodestar_long(t) AS coalesce(
          CASE WHEN NOT contains(t, '.') AND NOT contains(t, 'e') AND NOT contains(t, 'E')
            THEN TRY_CAST(t AS BIGINT) END,
          CASE WHEN t IS NULL THEN NULL WHEN t = 'true' THEN 1 WHEN t = 'false' THEN 0
            ELSE TRY_CAST(trunc(TRY_CAST(t AS DOUBLE)) AS BIGINT) END)
        """,
        """
        CREATE MACRO lodestar_double(t) AS coalesce(TRY_CAST(t AS DOUBLE),
          CASE WHEN t = 'true' THEN 1e0 WHEN t = 'false' THEN 0e0 END)
        """,
        // Milliseconds beyond this range would overflow DuckDB's microseconds.
        """
        CREATE MACRO lodestar_time_of_millis(ms) AS
          CASE WHEN ms BETWEEN -9000000000000000 AND 9000000000000000
            THEN make_timestamp_ms(ms) END
        """,
        """
        CREATE MACRO lodestar_timestamp(t) AS CASE WHEN TRY_CAST(t AS BIGINT) IS NOT NULL
          THEN lodestar_time_of_millis(TRY_CAST(t AS BIGINT))
          ELSE date_trunc('millisecond', timezone('UTC', TRY_CAST(t AS TIMESTAMPTZ))) END
        """,
        """
        CREATE MACRO lodestar_texts(j) AS CASE WHEN j IS NULL THEN NULL
          WHEN json_type(j) = 'ARRAY' THEN from_json(j, '["VARCHAR"]')
          ELSE [json_extract_string(j, '$')] END
        """);
  }

  /** The type that holds values of this storage in a segment. */
  static String engineType(Storage storage) {
    return switch (storage) {
      case STRING, OPAQUE -> "VARCHAR";
      case LONG -> "BIGINT";
      case DOUBLE -> "DOUBLE";
      case FLOAT -> "FLOAT";
      case TIMESTAMP -> "TIMESTAMP";
      case JSON -> "JSON";
      case STRING_ARRAY -> "VARCHAR[]";
      case LONG_ARRAY -> "BIGINT[]";
      case DOUBLE_ARRAY -> "DOUBLE[]";
      case FLOAT_ARRAY -> "FLOAT[]";
    };
  }

  /** Whether a list, or all of it, was lost on the way from JSON. */
  static String lostElements(String raw, String converted) {
    return "(%s IS NOT NULL AND list_count(lodestar_texts(%s)) > list_count(%s))"
        .formatted(raw, raw, converted);
  }

  /**
   * Converts an expression.
   *
   * @param source its type, as DuckDB prints it
   */
  static String convert(String sql, String source, Storage target) {
    Kind kind = Kind.of(source);
    boolean asItIs = source.equals(engineType(target)) && target != Storage.TIMESTAMP;
    if (kind == Kind.NULL || asItIs) {
      return "CAST(%s AS %s)".formatted(sql, engineType(target));
    }
    return switch (target) {
      case STRING, OPAQUE ->
          kind == Kind.LIST || kind == Kind.OTHER
              ? "CAST(to_json(%s) AS VARCHAR)".formatted(sql)
              : "TRY_CAST(%s AS VARCHAR)".formatted(sql);
      case LONG -> toLong(sql, kind);
      case DOUBLE -> toDouble(sql, kind);
      case FLOAT -> "TRY_CAST(%s AS FLOAT)".formatted(toDouble(sql, kind));
      case TIMESTAMP -> toTimestamp(sql, kind);
      case JSON ->
          kind == Kind.TEXT ? "TRY_CAST(%s AS JSON)".formatted(sql) : "to_json(%s)".formatted(sql);
      case STRING_ARRAY -> toList(sql, source, kind, Storage.STRING);
      case LONG_ARRAY -> toList(sql, source, kind, Storage.LONG);
      case DOUBLE_ARRAY -> toList(sql, source, kind, Storage.DOUBLE);
      case FLOAT_ARRAY -> toList(sql, source, kind, Storage.FLOAT);
    };
  }

  private static String toLong(String sql, Kind kind) {
    return switch (kind) {
      case TEXT -> "lodestar_long(%s)".formatted(sql);
      case JSON -> "lodestar_long(json_extract_string(%s, '$'))".formatted(sql);
      case FRACTION -> "TRY_CAST(trunc(%s) AS BIGINT)".formatted(sql);
      case TIME, ZONED_TIME, DATE -> "epoch_ms(TRY_CAST(%s AS TIMESTAMP))".formatted(sql);
      case WHOLE, BOOLEAN, LIST, NULL, OTHER -> "TRY_CAST(%s AS BIGINT)".formatted(sql);
    };
  }

  private static String toDouble(String sql, Kind kind) {
    return switch (kind) {
      case TEXT -> "lodestar_double(%s)".formatted(sql);
      case JSON -> "lodestar_double(json_extract_string(%s, '$'))".formatted(sql);
      case TIME, ZONED_TIME, DATE ->
          "CAST(epoch_ms(TRY_CAST(%s AS TIMESTAMP)) AS DOUBLE)".formatted(sql);
      case WHOLE, FRACTION, BOOLEAN, LIST, NULL, OTHER -> "TRY_CAST(%s AS DOUBLE)".formatted(sql);
    };
  }

  private static String toTimestamp(String sql, Kind kind) {
    return switch (kind) {
      case TEXT -> "lodestar_timestamp(%s)".formatted(sql);
      case JSON -> "lodestar_timestamp(json_extract_string(%s, '$'))".formatted(sql);
      case WHOLE, FRACTION -> "lodestar_time_of_millis(%s)".formatted(toLong(sql, kind));
      case ZONED_TIME -> "date_trunc('millisecond', timezone('UTC', %s))".formatted(sql);
      case TIME, DATE, BOOLEAN, LIST, NULL, OTHER ->
          "date_trunc('millisecond', TRY_CAST(%s AS TIMESTAMP))".formatted(sql);
    };
  }

  private static String toList(String sql, String source, Kind kind, Storage element) {
    String type = engineType(element);
    return switch (kind) {
      case JSON ->
          "list_transform(lodestar_texts(%s), lambda x: %s)"
              .formatted(sql, convert("x", "VARCHAR", element));
      case LIST ->
          "list_transform(%s, lambda x: %s)"
              .formatted(sql, convert("x", source.substring(0, source.length() - 2), element));
      case TEXT, WHOLE, FRACTION, BOOLEAN, TIME, ZONED_TIME, DATE ->
          "CASE WHEN %s IS NOT NULL THEN [%s] END".formatted(sql, convert(sql, source, element));
      case NULL, OTHER -> "TRY_CAST(%s AS %s[])".formatted(sql, type);
    };
  }

  /** The types of DuckDB, as far as conversions tell them apart. */
  private enum Kind {
    TEXT,
    JSON,
    WHOLE,
    FRACTION,
    BOOLEAN,
    TIME,
    ZONED_TIME,
    DATE,
    LIST,
    NULL,
    OTHER;

    static Kind of(String type) {
      if (type.endsWith("[]")) {
        return LIST;
      }
      if (type.startsWith("DECIMAL")) {
        return FRACTION;
      }
      return switch (type.toUpperCase(Locale.ROOT)) {
        case "VARCHAR" -> TEXT;
        case "JSON" -> JSON;
        case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT" -> WHOLE;
        case "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT" -> WHOLE;
        case "FLOAT", "DOUBLE" -> FRACTION;
        case "BOOLEAN" -> BOOLEAN;
        case "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS" -> TIME;
        case "TIMESTAMP WITH TIME ZONE" -> ZONED_TIME;
        case "DATE" -> DATE;
        case "NULL", "\"NULL\"" -> NULL;
        default -> OTHER;
      };
    }
  }
}
