package dev.lodestar.sql.function;

import static dev.lodestar.sql.function.Declaration.function;
import static dev.lodestar.sql.function.Declaration.standard;

import java.util.List;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.SqlTypeFamily;

/** Arithmetic, text joining and casts. */
final class Operators {
  private static final String NUMBER = "BIGINT for integers, else DOUBLE";

  static final List<DruidFunction> ALL =
      List.of(
          standard("x + y", SqlStdOperatorTable.PLUS)
              .returns(NUMBER + "; a time plus INTERVAL is TIMESTAMP")
              .renders(Arithmetic::plus)
              .example("2 + 3", "5"),
          standard("x - y", SqlStdOperatorTable.MINUS)
              .returns(NUMBER + "; a time minus INTERVAL is TIMESTAMP")
              .renders(Arithmetic::minus)
              .example("2 - 3.5", "-1.5"),
          standard("x * y", SqlStdOperatorTable.MULTIPLY)
              .returns(NUMBER)
              .nulls("P; integers wrap around at 64 bits")
              .renders(Arithmetic::times)
              .example("4 * 2500000000", "10000000000"),
          standard("x / y", SqlStdOperatorTable.DIVIDE)
              .returns(NUMBER + "; integers truncate")
              .nulls("P; integer division by zero fails")
              .renders(Arithmetic::divide)
              .example("-7 / 2", "-3"),
          standard("x % y", SqlStdOperatorTable.PERCENT_REMAINDER)
              .returns(NUMBER)
              .nulls("P; the sign follows x")
              .renders("({0} % {1})")
              .example("-78 % 10", "-8"),
          standard("-x", SqlStdOperatorTable.UNARY_MINUS)
              .returns("type of x")
              .renders(Arithmetic::negated)
              .example("-(3)", "-3"),
          standard("+x", SqlStdOperatorTable.UNARY_PLUS)
              .returns("type of x")
              .renders("{0}")
              .example("+(3)", "3"),
          standard("x || y")
              .returns("VARCHAR")
              .operator(SqlStdOperatorTable.CONCAT, Typing.VARCHAR, Arithmetic.ANY_TWO)
              .renders(call -> "(" + Casts.toText(call, 0) + " || " + Casts.toText(call, 1) + ")")
              .example("'a' || 1", "a1"),
          standard("CAST(x AS type)", SqlStdOperatorTable.CAST, DruidCast.INSTANCE)
              .returns("type")
              .nulls("P; a value that cannot be converted gives NULL")
              .renders(Casts::render)
              .example("CAST(1571.0 AS VARCHAR)", "1571.0"),
          function("CONCAT(x, y, ...)")
              .returns("VARCHAR", Typing.VARCHAR)
              .takes(OperandTypes.ONE_OR_MORE)
              .renders(Arithmetic::concat)
              .example("CONCAT('foo', ' ', 2)", "foo 2"),
          function("TEXTCAT(x, y)")
              .returns("VARCHAR", Typing.VARCHAR)
              .takes(OperandTypes.family(SqlTypeFamily.ANY, SqlTypeFamily.ANY))
              .renders(Arithmetic::concat)
              .example("TEXTCAT('PR', ', USA')", "PR, USA"));

  private Operators() {}
}
