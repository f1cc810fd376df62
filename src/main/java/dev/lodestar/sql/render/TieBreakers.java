package dev.lodestar.sql.render;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.util.Litmus;

/**
 * The order of rows that a window's own sort keys leave open.
 *
 * <p>Grouped rows reach Druid's windows in the order of their grouping keys, so rows that are equal
 * in a window's order stay in that order. Known for the SELECT's own GROUP BY and for that of a
 * sub-query that is all of its FROM.
 */
final class TieBreakers {
  private TieBreakers() {}

  /** More sort keys, printed. */
  static Set<String> of(SqlSelect select, ExpressionRenderer expressions) {
    Set<String> keys = new LinkedHashSet<>();
    if (select.getGroup() != null) {
      for (SqlNode key : flat(select.getGroup())) {
        keys.add(expressions.render(key));
      }
    } else if (select.getFrom() != null && select.getFrom().getKind() == SqlKind.AS) {
      SqlCall from = (SqlCall) select.getFrom();
      if (from.operandCount() == 2 && from.operand(0) instanceof SqlSelect inner) {
        String alias = ((SqlIdentifier) from.operand(1)).getSimple();
        keys.addAll(outputs(inner, alias));
      }
    }
    return keys;
  }

  /** The grouping keys of a sub-query that it also selects, as its columns. */
  private static List<String> outputs(SqlSelect inner, String alias) {
    List<String> columns = new ArrayList<>();
    if (inner.getGroup() == null || inner.getOrderList() != null) {
      return columns;
    }
    for (SqlNode key : flat(inner.getGroup())) {
      for (SqlNode item : inner.getSelectList()) {
        if (item.getKind() == SqlKind.AS
            && key.equalsDeep(((SqlCall) item).operand(0), Litmus.IGNORE)) {
          String name = ((SqlIdentifier) ((SqlCall) item).operand(1)).getSimple();
          columns.add(Quoting.names(List.of(alias)) + "." + Quoting.name(name));
        }
      }
    }
    return columns;
  }

  private static List<SqlNode> flat(SqlNodeList group) {
    List<SqlNode> keys = new ArrayList<>();
    for (SqlNode item : group) {
      collect(Objects.requireNonNull(item), keys);
    }
    return keys;
  }

  private static void collect(SqlNode item, List<SqlNode> keys) {
    switch (item.getKind()) {
      case ROLLUP, CUBE, GROUPING_SETS, ROW ->
          ((SqlCall) item).getOperandList().forEach(part -> collect(part, keys));
      default -> {
        if (item instanceof SqlNodeList list) {
          list.forEach(part -> collect(Objects.requireNonNull(part), keys));
        } else if (!(item instanceof SqlLiteral)) {
          keys.add(item);
        }
      }
    }
  }
}
