package dev.lodestar.sql.render;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.util.Litmus;

/**
 * The order of rows that a SELECT finds, where its own sort keys leave it open.
 *
 * <p>Grouped rows reach Druid's windows in the order of their grouping keys, so rows that are equal
 * in a window's order stay in that order. Known for the SELECT's own GROUP BY and for that of a
 * sub-query or a name of WITH that is all of its FROM, at any depth.
 */
final class TieBreakers {
  private final ExpressionRenderer expressions;

  /** The queries that WITH names. */
  private Map<String, SqlNode> named = Map.of();

  TieBreakers(ExpressionRenderer expressions) {
    this.expressions = expressions;
  }

  /** Says what a name of WITH stands for from here on; empty for nothing that is known. */
  void define(String name, Optional<SqlNode> query) {
    Map<String, SqlNode> more = new HashMap<>(named);
    more.remove(name);
    query.ifPresent(node -> more.put(name, node));
    named = more;
  }

  /** The names of WITH that are known here, for {@link #restore}. */
  Map<String, SqlNode> names() {
    return named;
  }

  void restore(Map<String, SqlNode> names) {
    named = names;
  }

  /** More sort keys, printed. */
  Set<String> of(SqlSelect select) {
    Set<String> keys = new LinkedHashSet<>();
    if (select.getGroup() != null) {
      GroupKeys.of(select).stream()
          .filter(key -> !(key instanceof SqlLiteral))
          .forEach(key -> keys.add(expressions.render(key)));
    } else if (!expressions.validator().isAggregate(select)) {
      keys.addAll(arrival(select));
    }
    return keys;
  }

  /** What the rows of FROM are sorted by when they reach the SELECT, printed. */
  Set<String> arrival(SqlSelect select) {
    Set<String> keys = new LinkedHashSet<>();
    for (SqlIdentifier column : found(select)) {
      keys.add(Quoting.name(column.names.get(0)) + "." + Quoting.name(column.names.get(1)));
    }
    return keys;
  }

  /** The columns of all of FROM that its rows are sorted by, as alias and name. */
  private List<SqlIdentifier> found(SqlSelect select) {
    SqlNode from = select.getFrom();
    if (from == null) {
      return List.of();
    }
    SqlNode source = from;
    Optional<String> alias = Optional.empty();
    if (from.getKind() == SqlKind.AS && ((SqlCall) from).operandCount() == 2) {
      source = ((SqlCall) from).operand(0);
      alias = Optional.of(((SqlIdentifier) ((SqlCall) from).operand(1)).getSimple());
    }
    if (source instanceof SqlIdentifier table && table.isSimple()) {
      alias = alias.or(() -> Optional.of(table.getSimple()));
      source = named.getOrDefault(table.getSimple(), source);
    }
    if (alias.isEmpty() || !(source instanceof SqlSelect inner)) {
      return List.of();
    }
    String name = alias.get();
    return outputs(inner).stream()
        .map(column -> new SqlIdentifier(List.of(name, column), SqlParserPos.ZERO))
        .toList();
  }

  private void validatedNames(SqlSelect select, List<String> names) {
    names.addAll(
        Objects.requireNonNull(expressions.validator().getNamespace(select))
            .getRowType()
            .getFieldNames());
  }

  /** The names of the columns of a sub-query that its rows are sorted by. */
  private List<String> outputs(SqlSelect inner) {
    List<String> columns = new ArrayList<>();
    if (inner.getOrderList() != null) {
      return columns;
    }
    if (inner.isDistinct()) {
      validatedNames(inner, columns);
      return columns;
    }
    List<? extends SqlNode> keys = inner.getGroup() != null ? GroupKeys.of(inner) : found(inner);
    for (SqlNode key : keys) {
      for (SqlNode item : inner.getSelectList()) {
        boolean renamed = item.getKind() == SqlKind.AS;
        SqlNode value = renamed ? ((SqlCall) item).operand(0) : item;
        SqlNode label = renamed ? ((SqlCall) item).operand(1) : item;
        if (key.equalsDeep(value, Litmus.IGNORE) && label instanceof SqlIdentifier name) {
          columns.add(Objects.requireNonNull(name.names.getLast()));
        }
      }
    }
    return columns;
  }
}
