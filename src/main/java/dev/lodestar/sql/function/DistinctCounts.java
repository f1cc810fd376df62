package dev.lodestar.sql.function;

import static dev.lodestar.sql.function.Declaration.function;

import dev.lodestar.sql.SqlType;
import dev.lodestar.sql.type.ComplexType;
import java.util.List;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Counts of distinct values. Of plain values they are exact, because the engine counts about as
 * fast as it estimates; of sketches they are estimates. See docs/decisions/0034.
 */
final class DistinctCounts {
  private static final SqlReturnTypeInference COUNT = ReturnTypes.BIGINT;

  static final List<DruidFunction> ALL =
      List.of(
          approximate("APPROX_COUNT_DISTINCT(x)"),
          approximate("APPROX_COUNT_DISTINCT_BUILTIN(x)"),
          function("APPROX_COUNT_DISTINCT_DS_HLL(x[, lgK[, type]])")
              .returns("BIGINT", COUNT)
              .aggregates(SqlKind.OTHER_FUNCTION, SketchAggregates.any(1, 3))
              .nulls("0 for no rows")
              .renders(
                  call -> {
                    Sketches.lgK(call, 1);
                    Sketches.hllType(call, 2);
                    return of(call, SqlType.HLL_SKETCH);
                  })
              .example("APPROX_COUNT_DISTINCT_DS_HLL(s, 12) FROM example", "2"),
          function("APPROX_COUNT_DISTINCT_DS_THETA(x[, size])")
              .returns("BIGINT", COUNT)
              .aggregates(SqlKind.OTHER_FUNCTION, SketchAggregates.any(1, 2))
              .nulls("0 for no rows")
              .renders(
                  call -> {
                    Sketches.size(call, 1);
                    return of(call, SqlType.THETA_SKETCH);
                  })
              .example("APPROX_COUNT_DISTINCT_DS_THETA(s, 4096) FROM example", "2"));

  private DistinctCounts() {}

  /** Counts the distinct values of the first operand; sketches have to be of the kind. */
  static String of(BoundCall call, SqlType kind) {
    if (call.type(0).getSqlTypeName() == SqlTypeName.OTHER
        && !(call.type(0) instanceof ComplexType)) {
      throw call.fault(
          0,
          "Using APPROX_COUNT_DISTINCT() or enabling approximation with COUNT(DISTINCT) is not"
              + " supported for column type [COMPLEX<json>]; count a value read from it");
    }
    if (!(call.type(0) instanceof ComplexType)) {
      return "count(DISTINCT %s)%s".formatted(call.arg(0), call.over());
    }
    Sketches.sketch(call, 0, kind);
    return kind == SqlType.HLL_SKETCH
        ? rounded("hll", SketchAggregates.hll(call))
        : rounded("theta", SketchAggregates.theta(call));
  }

  private static String rounded(String family, String sketch) {
    return "CAST(round(druid_%s_estimate(%s)) AS BIGINT)".formatted(family, sketch);
  }

  private static DruidFunction approximate(String signature) {
    return function(signature)
        .returns("BIGINT", COUNT)
        .aggregates(SqlKind.OTHER_FUNCTION, OperandTypes.ANY)
        .nulls("0 for no rows")
        .renders(call -> of(call, SqlType.HLL_SKETCH))
        .example(signature.replace("(x)", "(s)") + " FROM example", "2");
  }
}
