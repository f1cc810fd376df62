package dev.lodestar.sql.function;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Arrays before and after one another: element by element, NULL before all others, the shorter of
 * two that begin alike first. The engine would put NULL last, and has no BETWEEN for lists.
 *
 * <p>Source: data-plane specification, 3.5.
 */
public final class ArrayComparisons {
  private ArrayComparisons() {}

  /** A value that sorts as an array does; NULL for NULL. */
  public static String key(String array) {
    return "druid_list_key(" + array + ")";
  }

  static boolean isOfArrays(BoundCall call) {
    return Elements.isArray(call.type(0)) && Elements.isArray(call.type(1));
  }

  static String compare(BoundCall call, String operator) {
    List<String> arrays = alike(call, 2);
    boolean equality = operator.equals("=") || operator.equals("<>");
    return equality
        ? "(%s %s %s)".formatted(arrays.get(0), operator, arrays.get(1))
        : "(%s %s %s)".formatted(key(arrays.get(0)), operator, key(arrays.get(1)));
  }

  static String between(BoundCall call, String operator) {
    List<String> arrays = alike(call, 3);
    return "(%s %s %s AND %s)"
        .formatted(key(arrays.get(0)), operator, key(arrays.get(1)), key(arrays.get(2)));
  }

  /** A part of a call as an array of the call's own type, if it has elements without one. */
  static String typed(BoundCall call, SqlNode part) {
    String text = call.render(part);
    RelDataType wanted = call.resultType();
    if (!Elements.isArray(wanted) || SqlUtil.isNullLiteral(part, false)) {
      return text;
    }
    RelDataType given = call.typeOf(part);
    return Elements.isArray(given) && Elements.of(given).getSqlTypeName() == SqlTypeName.NULL
        ? "CAST(%s AS %s)".formatted(text, Elements.engineType(wanted))
        : text;
  }

  // What has elements without a type, ARRAY[] and ARRAY[NULL], takes that of the others.
  private static List<String> alike(BoundCall call, int size) {
    RelDataType wanted = Elements.of(call.type(0));
    for (int i = 1; i < size && wanted.getSqlTypeName() == SqlTypeName.NULL; i++) {
      wanted = Elements.of(call.type(i));
    }
    List<String> arrays = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      boolean untyped = Elements.of(call.type(i)).getSqlTypeName() == SqlTypeName.NULL;
      arrays.add(untyped ? Elements.list(call, i, wanted) : call.arg(i));
    }
    return arrays;
  }
}
