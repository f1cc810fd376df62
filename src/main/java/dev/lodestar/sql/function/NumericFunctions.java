package dev.lodestar.sql.function;

import static dev.lodestar.sql.function.Declaration.function;
import static dev.lodestar.sql.function.Declaration.standard;

import java.util.List;
import org.apache.calcite.sql.SqlBasicFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.SqlTypeFamily;

/** Functions of numbers. */
final class NumericFunctions {
  private static final String SAME = "BIGINT for integers, else DOUBLE";

  static final List<DruidFunction> ALL =
      List.of(
          function("ABS(x)")
              .returns(SAME, Typing.SAME_NUMBER)
              .takes(Typing.NUMBER)
              .renders(
                  call ->
                      Typing.isInteger(call.type(0))
                          ? "druid_abs(" + call.arg(0) + ")"
                          : "abs(" + call.arg(0) + ")")
              .example("ABS(-27)", "27"),
          standard("CEIL(x), CEIL(ts TO unit)", SqlStdOperatorTable.CEIL)
              .returns("type of x")
              .renders(call -> rounded(call, "ceil"))
              .example("CEIL(21.25)", "22.0"),
          standard("FLOOR(x), FLOOR(ts TO unit)", SqlStdOperatorTable.FLOOR)
              .returns("type of x")
              .renders(call -> rounded(call, "floor"))
              .example("FLOOR(-2.25)", "-3.0"),
          function("ROUND(x[, digits])")
              .returns(SAME, Typing.SAME_NUMBER)
              .takes(Typing.families(1, SqlTypeFamily.NUMERIC, SqlTypeFamily.INTEGER))
              .nulls("P; half away from zero")
              .renders(NumericFunctions::round)
              .example("ROUND(34.56, -1)", "30.0"),
          function("TRUNCATE(x[, digits])")
              .alias("TRUNC")
              .returns("DOUBLE", Typing.DOUBLE)
              .takes(Typing.families(1, SqlTypeFamily.NUMERIC, SqlTypeFamily.INTEGER))
              .nulls("P; toward zero")
              .renders(
                  call ->
                      call.size() == 1
                          ? "druid_whole_double(CAST(" + call.arg(0) + " AS DOUBLE))"
                          : "druid_truncate(CAST(%s AS DOUBLE), %s)"
                              .formatted(call.arg(0), call.arg(1)))
              .example("TRUNCATE(2.25, 1)", "2.2"),
          function("MOD(x, y)")
              .returns(SAME, Typing.MAYBE_WIDE_NUMBER)
              .takes(Typing.NUMBER_NUMBER)
              .nulls("P; the sign follows x")
              .renders("({0} % {1})")
              .example("MOD(78, 10)", "8"),
          function("DIV(x, y)")
              .returns("BIGINT", Typing.BIGINT)
              .takes(Typing.NUMBER_NUMBER)
              .renders(call -> "(" + whole(call, 0) + " // " + whole(call, 1) + ")")
              .example("DIV(78, 10)", "7"),
          function("SAFE_DIVIDE(x, y)")
              .returns(SAME, Typing.MAYBE_WIDE_NUMBER)
              .takes(Typing.NUMBER_NUMBER)
              .nulls("P; NULL when y is 0")
              .renders(NumericFunctions::safeDivide)
              .example("SAFE_DIVIDE(78, 0)", "NULL"),
          real("POWER(x, p)", "pow(CAST({0} AS DOUBLE), {1})", "POWER(10, 2)", "100.0"),
          real("SQRT(x)", "sqrt({0})", "SQRT(25)", "5.0"),
          real("EXP(x)", "exp({0})", "EXP(0)", "1.0"),
          real("LN(x)", "ln({0})", "LN(76)", "4.330733340286331"),
          real("LOG10(x)", "log10({0})", "LOG10(76)", "1.8808135922807914"),
          real("SIN(x)", "sin({0})", "SIN(0)", "0.0"),
          real("COS(x)", "cos({0})", "COS(0)", "1.0"),
          real("TAN(x)", "tan({0})", "TAN(0)", "0.0"),
          real("COT(x)", "cot({0})", "ROUND(COT(1), 6)", "0.642093"),
          real("ASIN(x)", "asin({0})", "ASIN(1)", "1.5707963267948966"),
          real("ACOS(x)", "acos({0})", "ACOS(0)", "1.5707963267948966"),
          real("ATAN(x)", "atan({0})", "ATAN(1)", "0.7853981633974483"),
          real("ATAN2(y, x)", "atan2({0}, {1})", "ATAN2(1, -1)", "2.356194490192345"),
          real("DEGREES(x)", "degrees({0})", "DEGREES(0)", "0.0"),
          real("RADIANS(x)", "radians({0})", "RADIANS(180)", "3.141592653589793"),
          function("BUILD_GEO(latitude, longitude)")
              .returns("VARCHAR", Typing.MAYBE_VARCHAR)
              .takes(Typing.NUMBER_NUMBER)
              .nulls("P; NULL for what is no place on earth")
              .renders("druid_build_geo(CAST({0} AS DOUBLE), CAST({1} AS DOUBLE))")
              .example("BUILD_GEO(37.5, -122.25)", "37.5,-122.25"),
          standard(
                  "PI",
                  SqlBasicFunction.create(
                          "PI", Typing.DOUBLE, OperandTypes.NILADIC, SqlFunctionCategory.NUMERIC)
                      .withSyntax(SqlSyntax.FUNCTION_ID))
              .returns("DOUBLE")
              .nulls("never NULL; without brackets")
              .renders("pi()")
              .example("PI", "3.141592653589793"));

  private NumericFunctions() {}

  private static DruidFunction real(String signature, String sql, String example, String value) {
    return function(signature)
        .returns("DOUBLE", Typing.DOUBLE)
        .takes(signature.contains(",") ? Typing.NUMBER_NUMBER : Typing.NUMBER)
        .renders(sql)
        .example(example, value);
  }

  private static String rounded(BoundCall call, String function) {
    if (call.size() == 2) {
      SqlNode unit = call.operand(1);
      return function.equals("floor") ? Times.floorTo(call, unit) : Times.ceilTo(call, unit);
    }
    return Typing.isInteger(call.type(0)) ? call.arg(0) : function + "(" + call.arg(0) + ")";
  }

  private static String round(BoundCall call) {
    String digits = call.size() == 1 ? "0" : "CAST(" + call.arg(1) + " AS INTEGER)";
    return Typing.isInteger(call.type(0))
        ? "CAST(round(%s, %s) AS BIGINT)".formatted(call.arg(0), digits)
        : "druid_round(CAST(%s AS DOUBLE), %s)".formatted(call.arg(0), digits);
  }

  private static String safeDivide(BoundCall call) {
    return Typing.isInteger(call.type(0)) && Typing.isInteger(call.type(1))
        ? "(%s // nullif(%s, 0))".formatted(call.arg(0), call.arg(1))
        : "druid_safe_divide(CAST(%s AS DOUBLE), CAST(%s AS DOUBLE))"
            .formatted(call.arg(0), call.arg(1));
  }

  private static String whole(BoundCall call, int index) {
    return Typing.isInteger(call.type(index))
        ? call.arg(index)
        : "CAST(trunc(" + call.arg(index) + ") AS BIGINT)";
  }
}
