package dev.lodestar.sql.function;

import static dev.lodestar.sql.function.Declaration.function;
import static dev.lodestar.sql.function.Declaration.standard;

import dev.lodestar.sql.SqlType;
import dev.lodestar.sql.type.DruidTypes;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;

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
  private static final String VAR_POP = "var_pop(CAST({0} AS DOUBLE)){over}";
  private static final String STDDEV_POP = "stddev_pop(CAST({0} AS DOUBLE)){over}";

  // Of a single value Druid says 0, where the engine has no variance of a sample.
  private static final String VAR_SAMP =
      "coalesce(var_samp(CAST({0} AS DOUBLE)){over}, " + VAR_POP + ")";
  private static final String STDDEV_SAMP =
      "coalesce(stddev_samp(CAST({0} AS DOUBLE)){over}, " + STDDEV_POP + ")";

  static final List<DruidFunction> ALL =
      List.of(
          standard("COUNT(*), COUNT([DISTINCT] x)", SqlStdOperatorTable.COUNT)
              .returns("BIGINT")
              .nulls("0 for no rows")
              .renders(Aggregates::count)
              .example("COUNT(DISTINCT s) FROM example", "2"),
          function("SUM(x)")
              .returns("BIGINT for integers, else DOUBLE", ReturnTypes.AGG_SUM)
              .aggregates(SqlKind.SUM, Typing.NUMBER)
              .acceptsDistinctWhenExact()
              .nulls("NULL for no rows")
              .renders(Aggregates::sum)
              .example("SUM(x) FROM example", "7"),
          extreme("MIN(x)", SqlKind.MIN, "min", "MIN(x) FROM example", "1"),
          extreme("MAX(x)", SqlKind.MAX, "max", "MAX(x) FROM example", "4"),
          function("AVG(x)")
              .returns("DOUBLE", Typing.MAYBE_DOUBLE)
              .aggregates(SqlKind.AVG, Typing.NUMBER)
              .acceptsDistinctWhenExact()
              .nulls("NULL for no rows")
              .renders("avg({distinct}CAST({0} AS DOUBLE)){over}")
              .example("AVG(x) FROM example WHERE x < 3", "1.5"),
          function("ANY_VALUE(x[, maxBytes[, aggregateMultipleValues]])")
              .returns("type of x", SAME)
              .aggregates(
                  SqlKind.ANY_VALUE,
                  Typing.families(1, SqlTypeFamily.ANY, SqlTypeFamily.ANY, SqlTypeFamily.ANY))
              .nulls("may be NULL")
              .renders(Aggregates::anyValue)
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
          spread("VAR_POP(x)", VAR_POP, "VAR_POP(x) FROM example WHERE x < 3", "0.25"),
          spread("VAR_SAMP(x)", VAR_SAMP, "VAR_SAMP(x) FROM example WHERE x < 3", "0.5"),
          spread("VARIANCE(x)", VAR_SAMP, "VARIANCE(x) FROM example WHERE x < 3", "0.5"),
          spread("STDDEV_POP(x)", STDDEV_POP, "STDDEV_POP(x) FROM example WHERE x < 3", "0.5"),
          spread("STDDEV_SAMP(x)", STDDEV_SAMP, "STDDEV_SAMP(x) FROM example WHERE x = 1", "0.0"),
          spread("STDDEV(x)", STDDEV_SAMP, "STDDEV(x) FROM example WHERE x > 100", "NULL"),
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

  private static String count(BoundCall call) {
    if (call.size() > 1 && call.exactDistinct() && !call.distinct().isEmpty()) {
      return countRows(call);
    }
    if (call.size() > 1) {
      throw call.fault(1, "COUNT takes one expression; count a concatenation of several");
    }
    // COUNT(*) has no operand with a type.
    return call.distinct().isEmpty()
        ? "count(%s)%s".formatted(call.arg(0), call.over())
        : DistinctCounts.of(call, SqlType.HLL_SKETCH);
  }

  // Rows with a NULL in any of the expressions do not count.
  private static String countRows(BoundCall call) {
    List<String> values = IntStream.range(0, call.size()).mapToObj(call::arg).toList();
    return "count(DISTINCT CASE WHEN %s THEN row(%s) END)%s"
        .formatted(
            values.stream().map(v -> v + " IS NOT NULL").collect(Collectors.joining(" AND ")),
            String.join(", ", values),
            call.over());
  }

  private static String sum(BoundCall call) {
    return Typing.isInteger(call.type(0))
        ? "druid_wrapped(sum(%s%s)%s)"
            .formatted(call.distinct(), FilteredSums.operand(call), call.over())
        : "sum(%sCAST(%s AS DOUBLE))%s".formatted(call.distinct(), call.arg(0), call.over());
  }

  private static String anyValue(BoundCall call) {
    long limit = WholeLiterals.textBytes(call, 1);
    if (call.size() > 2 && !(call.operand(2) instanceof SqlLiteral flag && isBoolean(flag))) {
      throw call.fault(2, "aggregateMultipleValues has to be TRUE or FALSE");
    }
    boolean firstText =
        call.isMultiValue(0)
            && call.size() > 2
            && ((SqlLiteral) call.operand(2)).getValue() == Boolean.FALSE;
    String value =
        firstText
            ? "list_extract(druid_mv_values(" + call.render(call.operand(0)) + "), 1)"
            : call.arg(0);
    return cut(call, "first(%s%s)%s".formatted(value, call.arrival(), call.over()), limit);
  }

  private static boolean isBoolean(SqlLiteral literal) {
    return literal.getTypeName() == SqlTypeName.BOOLEAN;
  }

  /** Texts are cut, other values are not. */
  private static String cut(BoundCall call, String value, long limit) {
    return Typing.isText(call.type(0)) ? "druid_cut(%s, %d)".formatted(value, limit) : value;
  }

  private static DruidFunction extreme(
      String signature, SqlKind kind, String engine, String example, String value) {
    String title = engine.equals("max") ? "Max" : "Min";
    return function(signature)
        .returns("type of x", SAME)
        .aggregates(kind, OperandTypes.ANY)
        .acceptsDistinct()
        .nulls("NULL for no rows; numbers, times and booleans only")
        .renders(
            call -> {
              checkOrdered(call, title);
              return engine + "(" + call.arg(0) + ")" + call.over();
            })
        .example(example, value);
  }

  private static void checkOrdered(BoundCall call, String title) {
    RelDataType type = call.type(0);
    boolean ordered =
        Typing.isNumber(type)
            || Typing.isTime(type)
            || type.getSqlTypeName() == SqlTypeName.BOOLEAN
            || type.getSqlTypeName() == SqlTypeName.NULL;
    if (!ordered) {
      String name = DruidTypes.toSqlType(type).map(SqlType::nativeName).orElse("COMPLEX");
      throw call.fault(0, "%s aggregation is not supported for '%s' type".formatted(title, name));
    }
  }

  // The plain forms get __time as their second operand before validation.
  private static DruidFunction byTime(
      String signature, String engine, String example, String value) {
    return function(signature)
        .returns("type of x, VARCHAR for a stored pair", MeasureStates.VALUE)
        .aggregates(
            SqlKind.OTHER_FUNCTION,
            Typing.families(2, SqlTypeFamily.ANY, SqlTypeFamily.DATETIME, SqlTypeFamily.ANY))
        .nulls("NULL for no rows; NULL values count, NULL times do not")
        .renders(
            call -> {
              long bytes = WholeLiterals.textBytes(call, 2);
              if (Sketches.is(call.type(0), SqlType.STRING_PAIR)) {
                return "druid_cut(%s, %d)".formatted(MeasureStates.pairValue(call, engine), bytes);
              }
              String found =
                  "%s(%s, %s)%s".formatted(engine, call.arg(0), call.arg(1), call.over());
              return cut(call, found, bytes);
            })
        .example(example, value);
  }

  private static DruidFunction spread(
      String signature, String engine, String example, String value) {
    Rendering plain = Rendering.template(engine);
    return function(signature)
        .returns("DOUBLE", Typing.MAYBE_DOUBLE)
        .aggregates(SqlKind.OTHER_FUNCTION, MeasureStates.NUMBER_OR_VARIANCE)
        .nulls("NULL for no rows")
        .renders(
            call ->
                Sketches.is(call.type(0), SqlType.VARIANCE)
                    ? MeasureStates.spread(call, signature.substring(0, signature.indexOf('(')))
                    : plain.render(call))
        .example(example, value);
  }

  private static DruidFunction bits(String signature, String engine, String example, String value) {
    return function(signature)
        .returns("BIGINT", Typing.MAYBE_BIGINT)
        .aggregates(SqlKind.OTHER_FUNCTION, OperandTypes.INTEGER)
        .acceptsDistinct()
        .nulls("NULL for no rows")
        .renders(engine + "({distinct}{0}){over}")
        .example(example, value);
  }
}
