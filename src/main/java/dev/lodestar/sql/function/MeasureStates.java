package dev.lodestar.sql.function;

import static dev.lodestar.sql.function.Declaration.function;

import dev.lodestar.sql.SqlType;
import dev.lodestar.sql.type.ComplexType;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * What aggregates leave in the measures of aggregate tables: states that combine with others of
 * their kind, and how they are read.
 *
 * <p>The functions here have names that nobody writes by accident: an ingestion puts them where its
 * query has an aggregate whose state is stored (see {@code sql.parse.StoredStates}). Source:
 * data-plane specification, 2.2.1 and 4.4.
 */
final class MeasureStates {
  private static final SqlReturnTypeInference PAIR = call -> ComplexType.of(SqlType.STRING_PAIR);
  private static final SqlReturnTypeInference STATE = call -> ComplexType.of(SqlType.VARIANCE);

  /** The type of a value; of a pair, that of its text. */
  static final SqlReturnTypeInference VALUE =
      call -> {
        RelDataType type = call.getOperandType(0);
        return call.getTypeFactory()
            .createTypeWithNullability(
                Sketches.is(type, SqlType.STRING_PAIR)
                    ? call.getTypeFactory().createSqlType(SqlTypeName.VARCHAR)
                    : type,
                true);
      };

  static final SqlOperandTypeChecker NUMBER_OR_VARIANCE =
      OperandTypes.or(Typing.NUMBER, new VarianceOperand());

  static final List<DruidFunction> ALL =
      List.of(
          function("VARIANCE STATE(x)")
              .returns("variance", STATE)
              .aggregates(SqlKind.OTHER_FUNCTION, NUMBER_OR_VARIANCE)
              .nulls("NULL for no rows; NULLs are skipped")
              .renders(MeasureStates::variance)
              .example(
                  "VAR_POP(v) FROM (SELECT \"VARIANCE STATE\"(x) AS v FROM example WHERE x < 3)",
                  "0.25"),
          pair(
              "EARLIEST_BY STATE(x, ts[, maxBytes])",
              "min",
              "\"EARLIEST_BY STATE\"(s, __time) FROM example",
              "{\"lhs\":1704067200000,\"rhs\":\"a\"}"),
          pair(
              "LATEST_BY STATE(x, ts[, maxBytes])",
              "max",
              "\"LATEST_BY STATE\"(s, __time) FROM example WHERE x < 3",
              "{\"lhs\":1704153600000,\"rhs\":\"b\"}"));

  private MeasureStates() {}

  private static DruidFunction pair(String signature, String engine, String example, String value) {
    return function(signature)
        .returns("longStringPair", PAIR)
        .aggregates(
            SqlKind.OTHER_FUNCTION,
            Typing.families(2, SqlTypeFamily.ANY, SqlTypeFamily.DATETIME, SqlTypeFamily.ANY))
        .nulls("NULL for no rows; NULL values count, NULL times do not")
        .renders(call -> pair(call, engine))
        .example(example, value);
  }

  private static String variance(BoundCall call) {
    if (Sketches.is(call.type(0), SqlType.VARIANCE)) {
      return merged(call);
    }
    String over = call.over();
    String x = Sketches.real(call);
    return "druid_variance_state(count(%s)%s, sum(%s)%s, var_pop(%s)%s * count(%s)%s)"
        .formatted(x, over, x, over, x, over, x, over);
  }

  private static String merged(BoundCall call) {
    return "druid_variance_merge(string_agg(%s, ',')%s)".formatted(call.arg(0), call.over());
  }

  private static String pair(BoundCall call, String engine) {
    long bytes = WholeLiterals.textBytes(call, 2);
    String over = call.over();
    if (Sketches.is(call.type(0), SqlType.STRING_PAIR)) {
      return "arg_%s(%s, %s)%s".formatted(engine, call.arg(0), time(call), over);
    }
    String time = call.arg(1);
    return "CASE WHEN count(%s)%s > 0 THEN CAST(json_object('lhs', epoch_ms(%s(%s)%s), 'rhs', druid_cut(arg_%s_null(%s, %s)%s, %d)) AS VARCHAR) END"
        .formatted(
            time, over, engine, time, over, engine, Elements.text(call, 0), time, over, bytes);
  }

  /** The text of the pair whose time is first or last. */
  static String pairValue(BoundCall call, String engine) {
    return "%s(json_extract_string(%s, '$.rhs'), %s)%s"
        .formatted(engine, call.arg(0), time(call), call.over());
  }

  private static String time(BoundCall call) {
    return "CAST(json_extract_string(%s, '$.lhs') AS BIGINT)".formatted(call.arg(0));
  }

  /** What stored states say together; {@code name} is that of the aggregate. */
  static String spread(BoundCall call, String name) {
    return "druid_variance_value(%s, '%s')".formatted(merged(call), name);
  }

  /** A column of the type variance. */
  private static final class VarianceOperand implements SqlOperandTypeChecker {
    @Override
    public boolean checkOperandTypes(SqlCallBinding binding, boolean throwOnFailure) {
      if (Sketches.is(binding.getOperandType(0), SqlType.VARIANCE)) {
        return true;
      }
      if (throwOnFailure) {
        throw binding.newValidationSignatureError();
      }
      return false;
    }

    @Override
    public SqlOperandCountRange getOperandCountRange() {
      return SqlOperandCountRanges.of(1);
    }

    @Override
    public String getAllowedSignatures(SqlOperator operator, String name) {
      return name + "(<VARIANCE>)";
    }
  }
}
