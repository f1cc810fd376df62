package dev.lodestar.sql.render;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.jspecify.annotations.Nullable;

/**
 * The expressions that a SELECT groups by, also those within grouping sets and those of DISTINCT.
 */
final class GroupKeys {
  private GroupKeys() {}

  static List<SqlNode> of(SqlSelect select) {
    List<SqlNode> keys = new ArrayList<>();
    add(select.getGroup(), keys);
    if (select.isDistinct() && select.getGroup() == null) {
      for (SqlNode item : select.getSelectList()) {
        keys.add(item.getKind() == SqlKind.AS ? ((SqlCall) item).operand(0) : item);
      }
    }
    return keys;
  }

  /** Whether rows are grouped in more than one way. */
  static boolean hasSets(SqlSelect select) {
    SqlNodeList group = select.getGroup();
    return group != null
        && group.stream().anyMatch(item -> item instanceof SqlCall call && isSet(call));
  }

  private static void add(@Nullable SqlNode node, List<SqlNode> keys) {
    if (node instanceof SqlNodeList list) {
      list.forEach(item -> add(item, keys));
    } else if (node instanceof SqlCall call && isSet(call)) {
      call.getOperandList().forEach(item -> add(item, keys));
    } else if (node != null) {
      keys.add(node);
    }
  }

  private static boolean isSet(SqlCall call) {
    return switch (call.getKind()) {
      case ROLLUP, CUBE, GROUPING_SETS, ROW -> true;
      default -> false;
    };
  }
}
