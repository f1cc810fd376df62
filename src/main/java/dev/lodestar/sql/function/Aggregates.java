package dev.lodestar.sql.function;

import static dev.lodestar.sql.function.Declaration.function;
import static dev.lodestar.sql.function.Declaration.standard;

import java.util.List;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeFamily;

/**
 * Aggregates. NULL inputs are skipped unless said otherwise; casts stand outside FILTER and OVER.
 *
 * <p>Examples run over the rows {@code (1, 'a'), (2, 'b'), (4, 'b'), (NULL, NULL)} of a table
 * {@code example} with the columns {@code x}, {@code s} and {@code __time}, one day apart from
 * 2024-01-01.
 */
final class Aggregates {
  private static final SqlReturnTypeInference SAME =
      call -> call.getTypeFactory().createTypeWithNullability(call.getOperandType(0), true);
  private static final SqlReturnTypeInference COUNT = ReturnTypes.BIGINT;

  static final List<DruidFunction> ALL =
      List.of(
          standard("COUNT(*), COUNT([DISTINCT] x)", SqlStdOperatorTable.COUNT)
              .returns("BIGINT")
              .nulls("0 for no rows")
              .renders("count({distinct}{*}){over}")
              .example("COUNT(DISTINCT s) FROM example", "2"),
          function("SUM(x)")
              .returns("BIGINT for integers, else DOUBLE", ReturnTypes.AGG_SUM)
              .aggregates(SqlKind.SUM, Typing.NUMBER)
              .nulls("NULL for no rows")
              .renders(Aggregates::sum)
              .example("SUM(x) FROM example", "7"),
          extreme("MIN(x)", SqlKind.MIN, "min", "MIN(x) FROM example", "1"),
          extreme("MAX(x)", SqlKind.MAX, "max", "MAX(x) FROM example", "4"),
          function("AVG(x)")
              .returns("DOUBLE", Typing.MAYBE_DOUBLE)
              .aggregates(SqlKind.AVG, Typing.NUMBER)
              .nulls("NULL for no rows")
              .renders("avg({distinct}CAST({0} AS DOUBLE)){over}")
              .example("AVG(x) FROM example WHERE x < 3", "1.5"),
          approximate("APPROX_COUNT_DISTINCT(x)"),
          approximate("APPROX_COUNT_DISTINCT_BUILTIN(x)"),
          function("APPROX_COUNT_DISTINCT_DS_HLL(x[, lgK[, type]])")
              .returns("BIGINT", COUNT)
              .aggregates(
                  SqlKind.OTHER_FUNCTION,
                  Typing.families(
                      1, SqlTypeFamily.ANY, SqlTypeFamily.INTEGER, SqlTypeFamily.CHARACTER))
              .nulls("0 for no rows")
              .renders("approx_count_distinct({0}){over}")
              .example("APPROX_COUNT_DISTINCT_DS_HLL(s, 12) FROM example", "2"),
          function("ANY_VALUE(x[, maxBytes])")
              .returns("type of x", SAME)
              .aggregates(
                  SqlKind.ANY_VALUE, Typing.families(1, SqlTypeFamily.ANY, SqlTypeFamily.INTEGER))
              .nulls("may be NULL")
              .renders("first({0}){over}")
              .example("ANY_VALUE(s) FROM example WHERE x = 1", "a"),
          byTime("EARLIEST(x[, maxBytes])", "arg_min_null", "EARLIEST(s) FROM example", "a"),
          byTime(
              "EARLIEST_BY(x, ts[, maxBytes])",
              "arg_min_null",
              "EARLIEST_BY(x, __time) FROM example",
              "1"),
          byTime("LATEST(x[, maxBytes])", "arg_max_null", "LATEST(s) FROM example", "NULL"),
          byTime(
              "LATEST_BY(x, ts[, maxBytes])",
              "arg_max_null",
              "LATEST_BY(x, __time) FROM example WHERE x > 0",
              "4"),
          spread("VAR_POP(x)", "var_pop", "VAR_POP(x) FROM example WHERE x < 3", "0.25"),
          spread("VAR_SAMP(x)", "var_samp", "VAR_SAMP(x) FROM example WHERE x < 3", "0.5"),
          spread("VARIANCE(x)", "var_samp", "VARIANCE(x) FROM example WHERE x < 3", "0.5"),
          spread("STDDEV_POP(x)", "stddev_pop", "STDDEV_POP(x) FROM example WHERE x < 3", "0.5"),
          spread(
              "STDDEV_SAMP(x)", "stddev_samp", "STDDEV_SAMP(x) FROM example WHERE x = 1", "NULL"),
          spread("STDDEV(x)", "stddev_samp", "STDDEV(x) FROM example WHERE x = 1", "NULL"),
          bits("BIT_AND(x)", "bit_and", "BIT_AND(x) FROM example", "0"),
          bits("BIT_OR(x)", "bit_or", "BIT_OR(x) FROM example", "7"),
          bits("BIT_XOR(x)", "bit_xor", "BIT_XOR(x) FROM example", "7"),
          standard("GROUPING(x, y, ...)", SqlStdOperatorTable.GROUPING)
              .returns("BIGINT")
              .nulls("never NULL; bit 1 for a column that is not grouped")
              .renders("CAST(grouping({*}) AS BIGINT)")
              .example(
                  "GROUPING(s) FROM example GROUP BY GROUPING SETS ((s), ()) ORDER BY 1 DESC LIMIT 1",
                  "1"));

  private Aggregates() {}

  private static String sum(BoundCall call) {
    return Typing.isInteger(call.type(0))
        ? "CAST(sum(%s%s)%s AS BIGINT)".formatted(call.distinct(), call.arg(0), call.over())
        : "sum(%sCAST(%s AS DOUBLE))%s".formatted(call.distinct(), call.arg(0), call.over());
  }

  private static DruidFunction extreme(
      String signature, SqlKind kind, String engine, String example, String value) {
    return function(signature)
        .returns("type of x", SAME)
        .aggregates(kind, OperandTypes.ANY)
        .nulls("NULL for no rows")
        .renders(
            call -> {
              if (!Typing.isNumber(call.type(0)) && !Typing.isTime(call.type(0))) {
                throw call.fault(
                    0,
                    kind + " takes numbers and times; for text use EARLIEST, LATEST or ANY_VALUE");
              }
              return engine + "(" + call.arg(0) + ")" + call.over();
            })
        .example(example, value);
  }

  private static DruidFunction approximate(String signature) {
    return function(signature)
        .returns("BIGINT", COUNT)
        .aggregates(SqlKind.OTHER_FUNCTION, OperandTypes.ANY)
        .nulls("0 for no rows")
        .renders("approx_count_distinct({0}){over}")
        .example(signature.replace("(x)", "(s)") + " FROM example", "2");
  }

  // The plain forms get __time as their second operand before validation.
  private static DruidFunction byTime(
      String signature, String engine, String example, String value) {
    return function(signature)
        .returns("type of x", SAME)
        .aggregates(
            SqlKind.OTHER_FUNCTION,
            Typing.families(2, SqlTypeFamily.ANY, SqlTypeFamily.DATETIME, SqlTypeFamily.INTEGER))
        .nulls("NULL for no rows; NULL values count, NULL times do not")
        .renders(engine + "({0}, {1}){over}")
        .example(example, value);
  }

  private static DruidFunction spread(
      String signature, String engine, String example, String value) {
    return function(signature)
        .returns("DOUBLE", Typing.MAYBE_DOUBLE)
        .aggregates(SqlKind.OTHER_FUNCTION, Typing.NUMBER)
        .nulls("NULL for no rows")
        .renders(engine + "(CAST({0} AS DOUBLE)){over}")
        .example(example, value);
  }

  private static DruidFunction bits(String signature, String engine, String example, String value) {
    return function(signature)
        .returns("BIGINT", Typing.MAYBE_BIGINT)
        .aggregates(SqlKind.OTHER_FUNCTION, OperandTypes.INTEGER)
        .nulls("NULL for no rows")
        .renders(engine + "({0}){over}")
        .example(example, value);
  }
}
