package dev.lodestar.sql.function;

import dev.lodestar.sql.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlUtil;

/** Renderings that functions of arrays and functions of several texts share. */
final class Lists {
  private Lists() {}

  static String literal(BoundCall call) {
    RelDataType element = Elements.of(call.resultType());
    List<String> elements = new ArrayList<>();
    for (int i = 0; i < call.size(); i++) {
      if (SqlUtil.isNullLiteral(call.operand(i), false)) {
        elements.add("NULL");
        continue;
      }
      elements.add(Elements.hold(call, Elements.single(call, i), call.type(i), element));
    }
    return "CAST([%s] AS %s[])"
        .formatted(String.join(", ", elements), Elements.engineType(element));
  }

  /** The element at a place, which the engine counts from 1. */
  static String at(BoundCall call, int more) {
    String element =
        "list_extract(%s, least(greatest(%s, %d), 2147483647) + %d)"
            .formatted(Elements.list(call, 0), whole(call, 1), -more, more);
    return Elements.release(element, call.resultType());
  }

  static String position(BoundCall call, int less) {
    String position =
        "list_position(%s, %s)".formatted(comparable(call, 0, 1), comparableElement(call, 0, 1));
    return less == 0 ? position : "(" + position + " - " + less + ")";
  }

  /** A list with one more element. */
  static String with(BoundCall call, int list, int element, String macro) {
    return "%s(%s, %s)"
        .formatted(
            macro,
            Elements.list(call, list),
            Elements.element(call, element, Elements.of(call.type(list))));
  }

  static String concat(BoundCall call) {
    return "druid_list_concat(%s, %s)"
        .formatted(Elements.list(call, 0), Elements.list(call, 1, Elements.of(call.type(0))));
  }

  static String slice(BoundCall call) {
    return "druid_list_slice(%s, %s, %s)"
        .formatted(Elements.list(call, 0), whole(call, 1), whole(call, 2));
  }

  static String contains(BoundCall call, String list) {
    return isList(call, 1)
        ? "druid_list_contains_all(%s, %s)"
            .formatted(list, Elements.list(call, 1, Elements.of(call.type(0))))
        : "druid_list_contains(%s, %s)"
            .formatted(comparable(call, list, 0, 1), comparableElement(call, 0, 1));
  }

  static String overlap(BoundCall call, String list) {
    return "druid_list_overlap(%s, %s)"
        .formatted(list, Elements.list(call, 1, Elements.of(call.type(0))));
  }

  /** SCALAR_IN_ARRAY, whose array is its second operand. */
  static String in(BoundCall call) {
    return "list_contains(%s, %s)".formatted(comparable(call, 1, 0), comparableElement(call, 1, 0));
  }

  /** The texts of a list's elements. */
  static String texts(BoundCall call, int index) {
    return texts(call, Elements.list(call, index), call.type(index));
  }

  static String text(BoundCall call, String list) {
    return "druid_list_text(%s, %s)".formatted(texts(call, list, call.type(0)), call.arg(1));
  }

  static String split(BoundCall call) {
    call.text(1).ifPresent(pattern -> RegexFunctions.check(call, pattern));
    return call.isMultiValue(0)
        ? "flatten(list_transform(%s, lambda e: druid_split(e, %s)))"
            .formatted(call.arg(0), call.arg(1))
        : "druid_split(%s, %s)".formatted(call.arg(0), call.arg(1));
  }

  private static String texts(BoundCall call, String list, RelDataType type) {
    SqlType held = Elements.isArray(type) ? Elements.heldType(Elements.of(type)) : SqlType.VARCHAR;
    return held == SqlType.VARCHAR
        ? list
        : "list_transform(%s, lambda e: %s)"
            .formatted(list, Casts.convert(call, "e", held, SqlType.VARCHAR));
  }

  private static boolean isList(BoundCall call, int index) {
    return Elements.isArray(call.type(index)) || call.isMultiValue(index);
  }

  private static String comparable(BoundCall call, int list, int element) {
    return comparable(call, Elements.list(call, list), list, element);
  }

  // 2.5 is not among [1, 2]: whole numbers are compared as reals with a real.
  private static String comparable(BoundCall call, String rendered, int list, int element) {
    return realAmongWhole(call, list, element) ? "CAST(" + rendered + " AS DOUBLE[])" : rendered;
  }

  private static String comparableElement(BoundCall call, int list, int element) {
    return realAmongWhole(call, list, element)
        ? "CAST(" + call.arg(element) + " AS DOUBLE)"
        : Elements.element(call, element, Elements.of(call.type(list)));
  }

  private static boolean realAmongWhole(BoundCall call, int list, int element) {
    RelDataType type = call.type(element);
    return Typing.isInteger(Elements.of(call.type(list)))
        && Typing.isNumber(type)
        && !Typing.isInteger(type);
  }

  private static String whole(BoundCall call, int index) {
    return Casts.convert(call, call.arg(index), Elements.sqlType(call.type(index)), SqlType.BIGINT);
  }
}
