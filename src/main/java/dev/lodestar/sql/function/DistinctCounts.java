package dev.lodestar.sql.function;

import static dev.lodestar.sql.function.Declaration.function;

import java.util.List;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlReturnTypeInference;

/**
 * Counts of distinct values that may be approximate and are exact here: the engine counts exactly
 * about as fast as it estimates. See docs/decisions/0034.
 */
final class DistinctCounts {
  private static final SqlReturnTypeInference COUNT = ReturnTypes.BIGINT;

  static final List<DruidFunction> ALL =
      List.of(
          approximate("APPROX_COUNT_DISTINCT(x)"), approximate("APPROX_COUNT_DISTINCT_BUILTIN(x)"));

  private DistinctCounts() {}

  private static DruidFunction approximate(String signature) {
    return function(signature)
        .returns("BIGINT", COUNT)
        .aggregates(SqlKind.OTHER_FUNCTION, OperandTypes.ANY)
        .nulls("0 for no rows")
        .renders("count(DISTINCT {0}){over}")
        .example(signature.replace("(x)", "(s)") + " FROM example", "2");
  }
}
