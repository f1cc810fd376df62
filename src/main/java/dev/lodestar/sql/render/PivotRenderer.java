package dev.lodestar.sql.render;

import dev.lodestar.sql.function.Literals;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlPivot;
import org.apache.calcite.sql.SqlUnpivot;
import org.jspecify.annotations.Nullable;

/**
 * Prints PIVOT as filtered aggregates and UNPIVOT as a union, each a parenthesized SELECT.
 *
 * <p>The columns that neither names are what PIVOT groups by, and what UNPIVOT repeats; both come
 * first, as the validator orders them.
 */
final class PivotRenderer {
  private static final String INPUT = "__pivoted";

  private final ExpressionRenderer expressions;
  private final Function<SqlNode, String> from;

  PivotRenderer(ExpressionRenderer expressions, Function<SqlNode, String> from) {
    this.expressions = expressions;
    this.from = from;
  }

  String pivot(SqlPivot pivot) {
    List<SqlNode> aggregates = new ArrayList<>();
    pivot.forEachAgg((alias, aggregate) -> aggregates.add(aggregate));
    List<SqlNodeList> values = new ArrayList<>();
    pivot.forEachNameValues((alias, list) -> values.add(list));
    List<String> output = fieldNames(pivot);
    List<String> groups = output.subList(0, output.size() - aggregates.size() * values.size());
    List<String> items = new ArrayList<>(groups.stream().map(Quoting::name).toList());
    for (SqlNodeList tuple : values) {
      String condition = condition(pivot.axisList, tuple);
      for (SqlNode aggregate : aggregates) {
        items.add(
            expressions.filtered(aggregate, condition)
                + " AS "
                + Quoting.name(output.get(items.size())));
      }
    }
    String keys = groups.stream().map(Quoting::name).collect(Collectors.joining(", "));
    return "(SELECT %s FROM %s%s)"
        .formatted(
            String.join(", ", items),
            from.apply(pivot.query),
            groups.isEmpty() ? "" : " GROUP BY " + keys);
  }

  private String condition(SqlNodeList axes, SqlNodeList values) {
    List<String> conditions = new ArrayList<>();
    for (int i = 0; i < axes.size(); i++) {
      conditions.add("%s = %s".formatted(column(axes.get(i)), render(values.get(i))));
    }
    return String.join(" AND ", conditions);
  }

  String unpivot(SqlUnpivot unpivot) {
    List<String> output = fieldNames(unpivot);
    int repeated = output.size() - unpivot.axisList.size() - unpivot.measureList.size();
    List<String> branches = new ArrayList<>();
    unpivot.forEachNameValues(
        (columns, values) -> branches.add(branch(unpivot, output, repeated, columns, values)));
    return "(WITH %s AS (SELECT * FROM %s) %s)"
        .formatted(INPUT, from.apply(unpivot.query), String.join(" UNION ALL ", branches));
  }

  private String branch(
      SqlUnpivot unpivot,
      List<String> output,
      int repeated,
      SqlNodeList columns,
      @Nullable SqlNodeList values) {
    List<String> items = new ArrayList<>();
    for (String name : output.subList(0, repeated)) {
      items.add(Quoting.name(name));
    }
    for (int i = 0; i < unpivot.axisList.size(); i++) {
      String value =
          values == null ? Literals.text(SqlUnpivot.aliasValue(columns)) : render(values.get(i));
      items.add(value + " AS " + Quoting.name(output.get(items.size())));
    }
    for (SqlNode column : columns) {
      items.add(column(column) + " AS " + Quoting.name(output.get(items.size())));
    }
    String present =
        columns.stream()
            .map(column -> column(column) + " IS NOT NULL")
            .collect(Collectors.joining(" OR "));
    return "SELECT %s FROM %s%s"
        .formatted(
            String.join(", ", items), INPUT, unpivot.includeNulls ? "" : " WHERE " + present);
  }

  private List<String> fieldNames(SqlNode node) {
    return Objects.requireNonNull(expressions.validator().getNamespace(node))
        .getRowType()
        .getFieldNames();
  }

  private String render(@Nullable SqlNode value) {
    return expressions.render(Objects.requireNonNull(value));
  }

  private static String column(@Nullable SqlNode node) {
    return Quoting.name(((SqlIdentifier) Objects.requireNonNull(node)).names.getLast());
  }
}
