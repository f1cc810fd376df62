package dev.lodestar.sql;

import dev.lodestar.sql.render.RenderedQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * The context flag {@code sqlFinalizeOuterSketches}: result columns that are sketches become the
 * number that each stands for, the count of a quantiles sketch or the estimate of any other.
 */
final class FinalizedSketches {
  private FinalizedSketches() {}

  /** A statement around another one; the order of its rows stays. */
  static BoundQuery of(List<OutputColumn> columns, RenderedQuery rendered) {
    if (columns.stream().noneMatch(column -> column.type().isSketch())) {
      return new BoundQuery(columns, rendered.relations(), rendered::fill);
    }
    List<OutputColumn> numbers = new ArrayList<>();
    StringJoiner items = new StringJoiner(", ");
    StringJoiner names = new StringJoiner(", ");
    for (OutputColumn column : columns) {
      String name = "c" + numbers.size();
      names.add(name);
      items.add(value(column.type(), name) + " AS " + name);
      numbers.add(new OutputColumn(column.name(), type(column.type())));
    }
    return new BoundQuery(
        numbers,
        rendered.relations(),
        tables -> "SELECT %s FROM (%s) AS r(%s)".formatted(items, rendered.fill(tables), names));
  }

  private static String value(SqlType type, String name) {
    return switch (type) {
      case HLL_SKETCH -> "druid_hll_estimate(" + name + ")";
      case THETA_SKETCH -> "druid_theta_estimate(" + name + ")";
      case QUANTILES_SKETCH -> "druid_quantiles_count(" + name + ")";
      case TUPLE_SKETCH -> "druid_tuple_estimate(" + name + ")";
      case VARCHAR, BIGINT, INTEGER, DOUBLE, FLOAT, BOOLEAN, TIMESTAMP, DATE, JSON, NULL -> name;
      case VARCHAR_ARRAY, BIGINT_ARRAY, DOUBLE_ARRAY, FLOAT_ARRAY -> name;
    };
  }

  private static SqlType type(SqlType type) {
    return type.isSketch() ? SqlType.DOUBLE : type;
  }
}
