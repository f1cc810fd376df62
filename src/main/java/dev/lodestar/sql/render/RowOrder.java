package dev.lodestar.sql.render;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/**
 * The order of a SELECT's rows as far as its ORDER BY leaves it open.
 *
 * <p>Druid's grouped rows come sorted by their keys, one grouping set after the other, those of
 * windows in the order of the last window; sorting keeps the order of equal rows. So what a LIMIT
 * cuts off is the same each time. Rows that are neither grouped nor in windows have no order.
 */
final class RowOrder {
  private final ExpressionRenderer expressions;

  RowOrder(ExpressionRenderer expressions) {
    this.expressions = expressions;
  }

  /** The sort keys that follow those that the user wrote, printed. */
  Set<String> of(SqlSelect select) {
    if (select.isDistinct()) {
      return IntStream.rangeClosed(1, select.getSelectList().size())
          .mapToObj(Integer::toString)
          .collect(Collectors.toCollection(LinkedHashSet::new));
    }
    Set<String> keys = new LinkedHashSet<>();
    List<SqlCall> windows = Windows.of(select);
    if (!windows.isEmpty()) {
      keys.addAll(expressions.windows().sortOf(windows.getLast()));
    }
    if (select.getGroup() != null) {
      addGroups(select, keys);
    } else {
      keys.addAll(expressions.ties().of(select));
    }
    return keys;
  }

  private void addGroups(SqlSelect select, Set<String> keys) {
    List<String> groups =
        GroupKeys.of(select).stream()
            .filter(key -> key.getKind() != SqlKind.LITERAL && !holdsQuery(key))
            .map(expressions::render)
            .distinct()
            .toList();
    if (GroupKeys.hasSets(select) && !groups.isEmpty()) {
      keys.add("grouping(" + String.join(", ", groups) + ")");
    }
    keys.addAll(groups);
  }

  private static boolean holdsQuery(SqlNode node) {
    return node instanceof SqlCall call
        && (SqlKind.QUERY.contains(call.getKind())
            || call.getOperandList().stream()
                .anyMatch(operand -> operand != null && holdsQuery(operand)));
  }

  /** The windows of the items of a SELECT, not those of its sub-queries. */
  private static final class Windows extends SqlBasicVisitor<@Nullable Void> {
    private final List<SqlCall> found = new ArrayList<>();

    static List<SqlCall> of(SqlSelect select) {
      Windows windows = new Windows();
      select.getSelectList().forEach(item -> Objects.requireNonNull(item).accept(windows));
      return windows.found;
    }

    @Override
    public @Nullable Void visit(SqlCall call) {
      if (call.getKind() == SqlKind.OVER) {
        found.add(call);
        return null;
      }
      return SqlKind.QUERY.contains(call.getKind()) ? null : super.visit(call);
    }
  }
}
