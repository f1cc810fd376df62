package dev.lodestar.sql.render;

import dev.lodestar.sql.parse.SqlFault;
import dev.lodestar.sql.type.ComplexType;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.jspecify.annotations.Nullable;

/** Prints GROUP BY with its grouping sets. */
final class GroupRenderer {
  private final ExpressionRenderer expressions;

  GroupRenderer(ExpressionRenderer expressions) {
    this.expressions = expressions;
  }

  String render(SqlNodeList group) {
    return group.isEmpty() ? "()" : all(group);
  }

  private String all(List<? extends @Nullable SqlNode> items) {
    return items.stream()
        .map(item -> item(Objects.requireNonNull(item)))
        .collect(Collectors.joining(", "));
  }

  private String item(SqlNode item) {
    return switch (item.getKind()) {
      case ROLLUP -> "ROLLUP (" + all(((SqlCall) item).getOperandList()) + ")";
      case CUBE -> "CUBE (" + all(((SqlCall) item).getOperandList()) + ")";
      case GROUPING_SETS -> "GROUPING SETS (" + all(((SqlCall) item).getOperandList()) + ")";
      case ROW -> "(" + all(((SqlCall) item).getOperandList()) + ")";
      case OTHER ->
          item instanceof SqlNodeList set ? "(" + all(set) + ")" : expressions.render(item);
      // Spelled as a call, or the engine would take a number for a column's position.
      case LITERAL -> "coalesce(" + expressions.render(item) + ")";
      default -> {
        checkKey(item);
        yield expressions.render(item);
      }
    };
  }

  /** Refuses DISTINCT over what cannot be grouped by. */
  void checkDistinct(SqlNodeList items) {
    for (SqlNode item : items) {
      checkKey(item.getKind() == SqlKind.AS ? ((SqlCall) item).operand(0) : item);
    }
  }

  private void checkKey(SqlNode key) {
    if (expressions.typeOf(key) instanceof ComplexType) {
      throw SqlFault.invalid(
          "Sketches cannot be grouped by; group by a value read from them",
          key.getParserPosition());
    }
  }
}
