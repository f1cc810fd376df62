package dev.lodestar.sql.function;

import dev.lodestar.sql.SqlType;
import dev.lodestar.sql.type.DruidTypes;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlUtil;

/**
 * Conversions between types. A value that cannot be converted gives NULL.
 *
 * <p>Source: data-plane specification, 3.3. A DATE is held as the instant of its midnight.
 */
public final class Casts {
  private Casts() {}

  static String render(BoundCall call) {
    RelDataType target = call.resultType();
    SqlType to =
        DruidTypes.toSqlType(target)
            .orElseThrow(() -> call.fault(1, "CAST to this type is not supported"));
    if (SqlUtil.isNullLiteral(call.operand(0), false)) {
      return "CAST(NULL AS " + engineType(to) + ")";
    }
    if ((to == SqlType.TIMESTAMP || to == SqlType.DATE) && call.text(0).isPresent()) {
      return constantTime(call, call.text(0).get(), to);
    }
    SqlType from =
        DruidTypes.toSqlType(call.type(0))
            .orElseThrow(() -> call.fault(0, "CAST of this value is not supported"));
    Optional<String> number = JsonFunctions.number(call, call.operand(0), to);
    if (number.isPresent()) {
      return number.get();
    }
    return to.isArray() && call.isMultiValue(0)
        ? convert(call, "druid_mv(" + call.arg(0) + ")", SqlType.VARCHAR_ARRAY, to)
        : convert(call, call.arg(0), from, to);
  }

  // Computed here, so that the engine compares with a constant. A text that stands where a time has
  // to be and is none is a mistake; one that the user casts is NULL.
  private static String constantTime(BoundCall call, String text, SqlType to) {
    ZoneId zone = call.timeZone();
    Long millis = JodaTimes.parseIso(text.strip(), zone.getId());
    if (millis == null) {
      if (call.isImplicit()) {
        throw call.fault(0, "Illegal TIMESTAMP constant '%s'".formatted(text));
      }
      return "CAST(NULL AS TIMESTAMP)";
    }
    Instant instant = Instant.ofEpochMilli(millis);
    return Literals.instant(
        to == SqlType.DATE
            ? instant.atZone(zone).toLocalDate().atStartOfDay(zone).toInstant()
            : instant);
  }

  /** An operand as text, for functions that take anything. */
  static String toText(BoundCall call, int index) {
    SqlType from =
        DruidTypes.toSqlType(call.type(index))
            .orElseThrow(() -> call.fault(index, "This value has no text form"));
    return convert(call, call.arg(index), from, SqlType.VARCHAR);
  }

  /** A fragment of one type as a fragment of another. */
  static String convert(BoundCall call, String value, SqlType from, SqlType to) {
    if (from == to) {
      return value;
    }
    if (from == SqlType.NULL) {
      return "CAST(NULL AS " + engineType(to) + ")";
    }
    if (from.isSketch() || to.isSketch()) {
      throw call.fault(0, "A sketch cannot be converted; only its own functions read it");
    }
    if (from.isArray() && !to.isArray() && to != SqlType.JSON && to != SqlType.NULL) {
      return convert(call, "druid_only(" + value + ")", elementOf(from), to);
    }
    ZoneId zone = call.timeZone();
    return switch (to) {
      case VARCHAR -> toVarchar(value, from, zone);
      case BIGINT, INTEGER -> toBigint(value, from);
      case DOUBLE, FLOAT -> toDouble(value, from, to);
      case BOOLEAN -> toBoolean(value, from);
      case TIMESTAMP -> toTimestamp(value, from, zone);
      case DATE -> Zones.floorToDay(toTimestamp(value, from, zone), zone);
      case JSON -> "CAST(to_json(" + value + ") AS JSON)";
      case NULL -> value;
      case VARCHAR_ARRAY, BIGINT_ARRAY, DOUBLE_ARRAY, FLOAT_ARRAY, JSON_ARRAY ->
          toArray(call, value, from, to);
      case HLL_SKETCH, THETA_SKETCH, QUANTILES_SKETCH, TUPLE_SKETCH, STRING_PAIR, VARIANCE ->
          throw sketch(to);
    };
  }

  /** The engine's name of a type. */
  public static String engineType(SqlType type) {
    return switch (type) {
      case VARCHAR, NULL -> "VARCHAR";
      case BIGINT, INTEGER -> "BIGINT";
      case DOUBLE -> "DOUBLE";
      case FLOAT -> "FLOAT";
      case BOOLEAN -> "BOOLEAN";
      case TIMESTAMP, DATE -> "TIMESTAMP";
      case JSON -> "JSON";
      case HLL_SKETCH, THETA_SKETCH, QUANTILES_SKETCH, TUPLE_SKETCH, STRING_PAIR, VARIANCE ->
          "VARCHAR";
      case VARCHAR_ARRAY -> "VARCHAR[]";
      case BIGINT_ARRAY -> "BIGINT[]";
      case DOUBLE_ARRAY -> "DOUBLE[]";
      case FLOAT_ARRAY -> "FLOAT[]";
      case JSON_ARRAY -> "JSON[]";
    };
  }

  private static String toVarchar(String value, SqlType from, ZoneId zone) {
    return switch (from) {
      case HLL_SKETCH, THETA_SKETCH, QUANTILES_SKETCH, TUPLE_SKETCH, STRING_PAIR, VARIANCE ->
          throw sketch(from);
      case BIGINT, INTEGER, BOOLEAN -> "CAST(" + value + " AS VARCHAR)";
      case DOUBLE -> "druid_double_text(" + value + ")";
      case FLOAT -> "druid_double_text(CAST(" + value + " AS DOUBLE))";
      case TIMESTAMP ->
          "strftime(%s, '%%Y-%%m-%%d %%H:%%M:%%S')".formatted(Zones.toLocal(value, zone));
      case DATE -> "strftime(%s, '%%Y-%%m-%%d')".formatted(Zones.toLocal(value, zone));
      case JSON -> "druid_json_text(" + value + ")";
      case VARCHAR_ARRAY, BIGINT_ARRAY, DOUBLE_ARRAY, FLOAT_ARRAY, JSON_ARRAY ->
          "CAST(to_json(" + value + ") AS VARCHAR)";
      case VARCHAR, NULL -> value;
    };
  }

  private static String toBigint(String value, SqlType from) {
    return switch (from) {
      case HLL_SKETCH, THETA_SKETCH, QUANTILES_SKETCH, TUPLE_SKETCH, STRING_PAIR, VARIANCE ->
          throw sketch(from);
      case VARCHAR -> "druid_text_bigint(" + value + ")";
      case JSON -> "druid_text_bigint(druid_json_text(" + value + "))";
      case DOUBLE, FLOAT -> "TRY_CAST(trunc(" + value + ") AS BIGINT)";
      case TIMESTAMP, DATE -> "epoch_ms(" + value + ")";
      case BOOLEAN -> "CAST(" + value + " AS BIGINT)";
      case BIGINT, INTEGER, NULL -> value;
      case VARCHAR_ARRAY, BIGINT_ARRAY, DOUBLE_ARRAY, FLOAT_ARRAY, JSON_ARRAY ->
          "TRY_CAST(druid_only(" + value + ") AS BIGINT)";
    };
  }

  private static String toDouble(String value, SqlType from, SqlType to) {
    String type = engineType(to);
    return switch (from) {
      case HLL_SKETCH, THETA_SKETCH, QUANTILES_SKETCH, TUPLE_SKETCH, STRING_PAIR, VARIANCE ->
          throw sketch(from);
      case VARCHAR -> ofDouble("druid_text_double(" + value + ")", to);
      case JSON -> ofDouble("druid_text_double(druid_json_text(" + value + "))", to);
      case TIMESTAMP, DATE -> "CAST(epoch_ms(" + value + ") AS " + type + ")";
      case BOOLEAN -> "CAST(CAST(" + value + " AS BIGINT) AS " + type + ")";
      case DOUBLE, FLOAT, BIGINT, INTEGER, NULL -> "CAST(" + value + " AS " + type + ")";
      case VARCHAR_ARRAY, BIGINT_ARRAY, DOUBLE_ARRAY, FLOAT_ARRAY, JSON_ARRAY ->
          "TRY_CAST(druid_only(" + value + ") AS " + type + ")";
    };
  }

  private static String ofDouble(String value, SqlType to) {
    return to == SqlType.DOUBLE ? value : "CAST(" + value + " AS " + engineType(to) + ")";
  }

  private static String toBoolean(String value, SqlType from) {
    return switch (from) {
      case HLL_SKETCH, THETA_SKETCH, QUANTILES_SKETCH, TUPLE_SKETCH, STRING_PAIR, VARIANCE ->
          throw sketch(from);
      case VARCHAR -> "(lower(" + value + ") = 'true')";
      case JSON -> "(lower(druid_json_text(" + value + ")) = 'true')";
      case BIGINT, INTEGER, DOUBLE, FLOAT -> "(" + value + " > 0)";
      case TIMESTAMP, DATE -> "(epoch_ms(" + value + ") > 0)";
      case BOOLEAN, NULL -> value;
      case VARCHAR_ARRAY, BIGINT_ARRAY, DOUBLE_ARRAY, FLOAT_ARRAY, JSON_ARRAY ->
          "TRY_CAST(druid_only(" + value + ") AS BOOLEAN)";
    };
  }

  private static String toTimestamp(String value, SqlType from, ZoneId zone) {
    return switch (from) {
      case HLL_SKETCH, THETA_SKETCH, QUANTILES_SKETCH, TUPLE_SKETCH, STRING_PAIR, VARIANCE ->
          throw sketch(from);
      case VARCHAR -> Times.parse(value, zone);
      case JSON -> Times.parse("druid_json_text(" + value + ")", zone);
      case BIGINT, INTEGER -> "druid_ms_time(" + value + ")";
      case BOOLEAN -> "druid_ms_time(CAST(" + value + " AS BIGINT))";
      case DOUBLE, FLOAT -> "druid_ms_time(TRY_CAST(trunc(" + value + ") AS BIGINT))";
      case TIMESTAMP, DATE, NULL -> value;
      case VARCHAR_ARRAY, BIGINT_ARRAY, DOUBLE_ARRAY, FLOAT_ARRAY, JSON_ARRAY ->
          "TRY_CAST(druid_only(" + value + ") AS TIMESTAMP)";
    };
  }

  private static String toArray(BoundCall call, String value, SqlType from, SqlType to) {
    if (from == SqlType.JSON) {
      return "TRY_CAST(" + value + " AS " + engineType(to) + ")";
    }
    SqlType element = from.isArray() ? elementOf(from) : from;
    String list = from.isArray() ? value : "druid_wrap(" + value + ")";
    return "list_transform(%s, lambda e: %s)"
        .formatted(list, convert(call, "e", element, elementOf(to)));
  }

  private static SqlType elementOf(SqlType array) {
    return switch (array) {
      case BIGINT_ARRAY -> SqlType.BIGINT;
      case DOUBLE_ARRAY -> SqlType.DOUBLE;
      case FLOAT_ARRAY -> SqlType.FLOAT;
      case JSON_ARRAY -> SqlType.JSON;
      case VARCHAR_ARRAY,
          VARCHAR,
          BIGINT,
          INTEGER,
          DOUBLE,
          FLOAT,
          BOOLEAN,
          TIMESTAMP,
          DATE,
          JSON,
          HLL_SKETCH,
          THETA_SKETCH,
          QUANTILES_SKETCH,
          TUPLE_SKETCH,
          STRING_PAIR,
          VARIANCE,
          NULL ->
          SqlType.VARCHAR;
    };
  }

  private static IllegalStateException sketch(SqlType type) {
    return new IllegalStateException(type + " was let through to a conversion");
  }
}
