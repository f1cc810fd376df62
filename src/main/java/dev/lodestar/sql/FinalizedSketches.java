package dev.lodestar.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Function;

/**
 * The context flag {@code sqlFinalizeOuterSketches}: result columns that are sketches become the
 * number that each stands for, the count of a quantiles sketch or the estimate of any other; a pair
 * becomes its text.
 */
final class FinalizedSketches {
  private FinalizedSketches() {}

  /** If wanted, a statement around another one; the order of its rows stays. */
  static BoundQuery of(
      List<OutputColumn> columns,
      Set<RelationName> relations,
      Function<Function<RelationName, String>, String> renderer,
      boolean momentary,
      boolean wanted) {
    if (!wanted || columns.stream().noneMatch(column -> column.type().isSketch())) {
      return new BoundQuery(columns, relations, renderer, momentary);
    }
    List<OutputColumn> numbers = new ArrayList<>();
    StringJoiner items = new StringJoiner(", ");
    StringJoiner names = new StringJoiner(", ");
    for (OutputColumn column : columns) {
      String name = "c" + numbers.size();
      names.add(name);
      items.add(value(column.type(), name) + " AS " + name);
      numbers.add(
          column.type().isSketch() ? new OutputColumn(column.name(), finalType(column)) : column);
    }
    return new BoundQuery(
        numbers,
        relations,
        tables -> "SELECT %s FROM (%s) AS r(%s)".formatted(items, renderer.apply(tables), names),
        momentary);
  }

  private static SqlType finalType(OutputColumn column) {
    return column.type() == SqlType.STRING_PAIR ? SqlType.VARCHAR : SqlType.DOUBLE;
  }

  private static String value(SqlType type, String name) {
    return switch (type) {
      case HLL_SKETCH -> "druid_hll_estimate(" + name + ")";
      case THETA_SKETCH -> "druid_theta_estimate(" + name + ")";
      case QUANTILES_SKETCH -> "druid_quantiles_count(" + name + ")";
      case STRING_PAIR -> "json_extract_string(" + name + ", '$.rhs')";
      case VARIANCE -> "druid_variance_value(" + name + ", 'VAR_POP')";
      case TUPLE_SKETCH -> "druid_tuple_estimate(" + name + ")";
      case VARCHAR, BIGINT, INTEGER, DOUBLE, FLOAT, BOOLEAN, TIMESTAMP, DATE, JSON, NULL -> name;
      case VARCHAR_ARRAY, BIGINT_ARRAY, DOUBLE_ARRAY, FLOAT_ARRAY, JSON_ARRAY -> name;
    };
  }
}
