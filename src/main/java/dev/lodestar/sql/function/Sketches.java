package dev.lodestar.sql.function;

import dev.lodestar.sql.SqlType;
import dev.lodestar.sql.type.ComplexType;
import java.util.List;
import java.util.OptionalDouble;
import java.util.StringJoiner;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeName;

/** What declarations of functions over sketches share: types, literals and the engine's calls. */
final class Sketches {
  static final SqlReturnTypeInference HLL = call -> ComplexType.of(SqlType.HLL_SKETCH);
  static final SqlReturnTypeInference THETA = call -> ComplexType.of(SqlType.THETA_SKETCH);
  static final SqlReturnTypeInference QUANTILES = call -> ComplexType.of(SqlType.QUANTILES_SKETCH);
  static final SqlReturnTypeInference TUPLE = call -> ComplexType.of(SqlType.TUPLE_SKETCH);

  private static final List<String> HLL_TYPES = List.of("HLL_4", "HLL_6", "HLL_8");
  private static final long SIZE_DEFAULT = 16_384;
  private static final long SIZE_MIN = 16;
  private static final long SIZE_MAX = 1 << 26;

  private Sketches() {}

  static boolean is(RelDataType type, SqlType kind) {
    return type instanceof ComplexType complex && complex.kind() == kind;
  }

  /** An operand that has to be a sketch of a kind. */
  static String sketch(BoundCall call, int index, SqlType kind) {
    if (call.type(index).getSqlTypeName() == SqlTypeName.NULL) {
      return "CAST(NULL AS VARCHAR)";
    }
    if (!is(call.type(index), kind)) {
      throw call.fault(index, "A value of type %s is needed here".formatted(kind.nativeName()));
    }
    return call.arg(index);
  }

  /** The operands from one on, as sketches with commas between them. */
  static String joined(BoundCall call, int from, SqlType kind) {
    return joined(call, from, call.size(), kind);
  }

  /** The same of the operands before another one. */
  static String joined(BoundCall call, int from, int end, SqlType kind) {
    if (from >= end) {
      throw call.fault(0, "At least one sketch is needed");
    }
    StringJoiner all = new StringJoiner(" || ',' || ", "(", ")");
    for (int i = from; i < end; i++) {
      all.add("coalesce(" + sketch(call, i, kind) + ", '')");
    }
    return all.toString();
  }

  /** The first operand's sketches, collected with commas between them. */
  static String collectedSketches(BoundCall call) {
    return "coalesce(string_agg(%s, ',')%s, '')".formatted(call.arg(0), call.over());
  }

  /** The first operand's values, each once, as Java functions read them. */
  static String collectedValues(BoundCall call) {
    if (call.isMultiValue(0)) {
      return "coalesce(CAST(to_json(list_distinct(flatten(list(druid_mv_values(%s))%s))) AS VARCHAR), '')"
          .formatted(call.render(call.operand(0)), call.over());
    }
    return kind(call, 0).equals("S")
        ? "coalesce(CAST(to_json(list(DISTINCT %s)%s) AS VARCHAR), '')"
            .formatted(call.arg(0), call.over())
        : "coalesce(array_to_string(list(DISTINCT %s)%s, ','), '')"
            .formatted(number(call, 0), call.over());
  }

  /** All numbers of the first operand, with commas between them. */
  static String collectedNumbers(BoundCall call) {
    return "coalesce(array_to_string(list(%s)%s, ','), '')".formatted(real(call), call.over());
  }

  /** The first operand as a DOUBLE. */
  static String real(BoundCall call) {
    if (!Typing.isNumber(call.type(0)) && call.type(0).getSqlTypeName() != SqlTypeName.NULL) {
      throw call.fault(0, "A number is needed here");
    }
    return "CAST(" + call.arg(0) + " AS DOUBLE)";
  }

  /** How the engine's functions call an operand's values: texts, whole numbers or others. */
  static String kind(BoundCall call, int index) {
    RelDataType type = call.type(index);
    if (Typing.isText(type) || type.getSqlTypeName() == SqlTypeName.NULL) {
      return "S";
    }
    if (Typing.isInteger(type) || Typing.isTime(type) || isBoolean(type)) {
      return "L";
    }
    if (Typing.isNumber(type)) {
      return "D";
    }
    throw call.fault(index, "Texts, numbers, times or a matching sketch are needed here");
  }

  /** A value that is not text, as the number that is hashed for it. */
  static String number(BoundCall call, int index) {
    RelDataType type = call.type(index);
    if (Typing.isTime(type)) {
      return "epoch_ms(" + call.arg(index) + ")";
    }
    return Typing.isInteger(type) || isBoolean(type)
        ? "CAST(" + call.arg(index) + " AS BIGINT)"
        : "CAST(" + call.arg(index) + " AS DOUBLE)";
  }

  static long lgK(BoundCall call, int index) {
    return index < call.size() ? WholeLiterals.between(call, index, "lgK", 4, 21) : 12;
  }

  static String hllType(BoundCall call, int index) {
    if (index >= call.size()) {
      return "'HLL_4'";
    }
    return call.text(index)
        .filter(HLL_TYPES::contains)
        .map(Literals::text)
        .orElseThrow(
            () -> call.fault(index, "The sketch type has to be 'HLL_4', 'HLL_6' or 'HLL_8'"));
  }

  /** The nominal entries of theta and tuple sketches. */
  static long size(BoundCall call, int index) {
    return index < call.size()
        ? WholeLiterals.powerOfTwo(call, index, "size", SIZE_MIN, SIZE_MAX)
        : SIZE_DEFAULT;
  }

  static long k(BoundCall call, int index) {
    return index < call.size() ? WholeLiterals.powerOfTwo(call, index, "k", 2, 32_768) : 128;
  }

  /** A fraction from 0 to 1, written out. */
  static double fraction(BoundCall call, int index) {
    OptionalDouble value = number(call.operand(index));
    if (value.isEmpty() || value.getAsDouble() < 0 || value.getAsDouble() > 1) {
      throw call.fault(index, "The fraction has to be a number literal from 0 to 1");
    }
    return value.getAsDouble();
  }

  /** The value of a number literal. */
  static OptionalDouble number(SqlNode node) {
    SqlNode bare = node.getKind() == SqlKind.CAST ? ((SqlCall) node).operand(0) : node;
    return bare instanceof SqlNumericLiteral literal
        ? OptionalDouble.of(literal.getValueAs(Double.class))
        : OptionalDouble.empty();
  }

  private static boolean isBoolean(RelDataType type) {
    return type.getSqlTypeName() == SqlTypeName.BOOLEAN;
  }
}
