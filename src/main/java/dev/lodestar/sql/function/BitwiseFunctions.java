package dev.lodestar.sql.function;

import static dev.lodestar.sql.function.Declaration.function;

import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.SqlTypeFamily;

/**
 * Functions of the bits of integers.
 *
 * <p>Source: data-plane specification, 9.2. Doubles lose their fraction and have to fit into 64
 * bits; of a text and a number the text counts as a number; texts alone give NULL.
 */
final class BitwiseFunctions {
  static final List<DruidFunction> ALL =
      List.of(
          two("BITWISE_AND(a, b)", "({0} & {1})", "BITWISE_AND(12, 10)", "8"),
          two("BITWISE_OR(a, b)", "({0} | {1})", "BITWISE_OR(12, 10)", "14"),
          two("BITWISE_XOR(a, b)", "xor({0}, {1})", "BITWISE_XOR(12, 10)", "6"),
          two(
              "BITWISE_SHIFT_LEFT(a, n)",
              "druid_shift_left({0}, {1})",
              "BITWISE_SHIFT_LEFT(2, 3)",
              "16"),
          two(
              "BITWISE_SHIFT_RIGHT(a, n)",
              "druid_shift_right({0}, {1})",
              "BITWISE_SHIFT_RIGHT(16, 3)",
              "2"),
          one("BITWISE_COMPLEMENT(a)", "(~ {0})", "BITWISE_COMPLEMENT(12)", "-13"),
          function("BITWISE_CONVERT_DOUBLE_TO_LONG_BITS(x)")
              .returns("BIGINT", Typing.MAYBE_BIGINT)
              .takes(OperandTypes.ANY)
              .nulls("P; NULL for text")
              .renders(
                  call ->
                      Typing.isNumber(call.type(0))
                          ? "druid_double_bits(CAST(" + call.arg(0) + " AS DOUBLE))"
                          : "CAST(NULL AS BIGINT)")
              .example("BITWISE_CONVERT_DOUBLE_TO_LONG_BITS(2.0)", "4611686018427387904"),
          function("BITWISE_CONVERT_LONG_BITS_TO_DOUBLE(x)")
              .returns("DOUBLE", Typing.MAYBE_DOUBLE)
              .takes(OperandTypes.ANY)
              .nulls("P; NULL for text")
              .renders(
                  call ->
                      Typing.isNumber(call.type(0))
                          ? "druid_bits_double(" + whole(call, 0) + ")"
                          : "CAST(NULL AS DOUBLE)")
              .example("BITWISE_CONVERT_LONG_BITS_TO_DOUBLE(4643176031446892544)", "255.0"));

  private BitwiseFunctions() {}

  private static DruidFunction two(
      String signature, String template, String example, String value) {
    return function(signature)
        .returns("BIGINT", Typing.MAYBE_BIGINT)
        .takes(OperandTypes.family(SqlTypeFamily.ANY, SqlTypeFamily.ANY))
        .nulls("P; NULL for two texts")
        .renders(
            call ->
                isText(call.type(0)) && isText(call.type(1))
                    ? "CAST(NULL AS BIGINT)"
                    : template.replace("{0}", whole(call, 0)).replace("{1}", whole(call, 1)))
        .example(example, value);
  }

  private static DruidFunction one(
      String signature, String template, String example, String value) {
    return function(signature)
        .returns("BIGINT", Typing.MAYBE_BIGINT)
        .takes(OperandTypes.ANY)
        .nulls("P; NULL for text")
        .renders(
            call ->
                isText(call.type(0))
                    ? "CAST(NULL AS BIGINT)"
                    : template.replace("{0}", whole(call, 0)))
        .example(example, value);
  }

  private static boolean isText(RelDataType type) {
    return Typing.isText(type);
  }

  /** An operand as BIGINT; a double that does not fit fails the query. */
  private static String whole(BoundCall call, int index) {
    RelDataType type = call.type(index);
    if (Typing.isInteger(type)) {
      return call.arg(index);
    }
    if (isText(type)) {
      return "druid_text_bigint(" + call.arg(index) + ")";
    }
    if (Typing.isNumber(type)) {
      return "CAST(trunc(" + call.arg(index) + ") AS BIGINT)";
    }
    if (type.getSqlTypeName() == org.apache.calcite.sql.type.SqlTypeName.NULL) {
      return "CAST(NULL AS BIGINT)";
    }
    throw call.fault(index, "Bitwise functions take numbers");
  }
}
