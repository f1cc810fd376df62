package dev.lodestar.sql.function;

import dev.lodestar.sql.SqlType;
import dev.lodestar.sql.parse.SqlFault;
import dev.lodestar.sql.type.DruidTypes;
import dev.lodestar.sql.type.MultiValues;
import java.util.Objects;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Values on their way into and out of arrays.
 *
 * <p>Within an array the engine holds times as milliseconds and truth as 1 or 0, as Druid does; an
 * element that does not convert becomes NULL. Source: data-plane specification, 3.3 and 3.5.
 */
public final class Elements {
  private Elements() {}

  static boolean isArray(RelDataType type) {
    return type.getSqlTypeName() == SqlTypeName.ARRAY;
  }

  /** The element type of an array; any other type is that of its only element. */
  static RelDataType of(RelDataType list) {
    return isArray(list) ? Objects.requireNonNull(list.getComponentType()) : list;
  }

  /** The engine's type of elements. */
  static String engineType(RelDataType element) {
    return isArray(element) ? engineType(of(element)) + "[]" : Casts.engineType(heldType(element));
  }

  /** A value as an element of an array with that element type. */
  static String hold(BoundCall call, String value, RelDataType type, RelDataType element) {
    if (isArray(element) && isArray(type)) {
      return lists(call, value, of(type), of(element));
    }
    return isArray(element)
        ? "druid_wrap(" + hold(call, value, type, of(element)) + ")"
        : Casts.convert(call, value, sqlType(type), heldType(element));
  }

  /** An element as a value of its own type. */
  public static String release(String element, RelDataType type) {
    return switch (sqlType(type)) {
      case TIMESTAMP, DATE -> "druid_ms_time(" + element + ")";
      case BOOLEAN -> "(" + element + " <> 0)";
      case VARCHAR,
          BIGINT,
          INTEGER,
          DOUBLE,
          FLOAT,
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
          element;
    };
  }

  /** An operand as a list: an array as it is, several texts as theirs, any other value alone. */
  static String list(BoundCall call, int index) {
    RelDataType type = call.type(index);
    if (isArray(type) || call.isMultiValue(index)) {
      return call.arg(index);
    }
    return "druid_wrap(" + hold(call, call.arg(index), type, type) + ")";
  }

  /** The elements of an operand, converted to those of an array with this element type. */
  static String list(BoundCall call, int index, RelDataType element) {
    return lists(call, list(call, index), of(call.type(index)), element);
  }

  /** An operand as one element among those of the other operand. */
  static String element(BoundCall call, int index, RelDataType element) {
    return "CAST(%s AS %s)"
        .formatted(hold(call, single(call, index), call.type(index), element), engineType(element));
  }

  /** An operand as one text. */
  static String text(BoundCall call, int index) {
    return call.isMultiValue(index) ? single(call, index) : Casts.toText(call, index);
  }

  // Several texts are one as results show them.
  static String single(BoundCall call, int index) {
    return call.isMultiValue(index) ? "druid_mv_text(" + call.arg(index) + ")" : call.arg(index);
  }

  private static String lists(BoundCall call, String list, RelDataType from, RelDataType to) {
    if (engineType(from).equals(engineType(to))) {
      return list;
    }
    String converted =
        isArray(from)
            ? hold(call, "e", from, to)
            : isArray(to)
                ? "druid_wrap(e)"
                : Casts.convert(call, "e", heldType(from), heldType(to));
    return "list_transform(%s, lambda e: %s)".formatted(list, converted);
  }

  static SqlType heldType(RelDataType element) {
    return switch (sqlType(element)) {
      case TIMESTAMP, DATE, BOOLEAN, INTEGER, BIGINT -> SqlType.BIGINT;
      case NULL, VARCHAR -> SqlType.VARCHAR;
      case DOUBLE -> SqlType.DOUBLE;
      case FLOAT -> SqlType.FLOAT;
      case JSON -> SqlType.JSON;
      case VARCHAR_ARRAY -> SqlType.VARCHAR_ARRAY;
      case BIGINT_ARRAY -> SqlType.BIGINT_ARRAY;
      case DOUBLE_ARRAY -> SqlType.DOUBLE_ARRAY;
      case FLOAT_ARRAY -> SqlType.FLOAT_ARRAY;
      case JSON_ARRAY -> SqlType.JSON_ARRAY;
      case HLL_SKETCH, THETA_SKETCH, QUANTILES_SKETCH, TUPLE_SKETCH, STRING_PAIR, VARIANCE ->
          throw SqlFault.invalid("An array of sketches is not supported");
    };
  }

  static SqlType sqlType(RelDataType type) {
    return MultiValues.is(type)
        ? SqlType.VARCHAR
        : DruidTypes.toSqlType(type)
            .orElseThrow(() -> SqlFault.invalid("An array of this type is not supported"));
  }
}
