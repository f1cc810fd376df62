package dev.lodestar.sql.render;

import dev.lodestar.sql.parse.SqlFault;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlWindow;
import org.jspecify.annotations.Nullable;

/** Prints window specifications and sort keys. */
final class WindowRenderer {
  private final ExpressionRenderer expressions;
  private SqlNodeList named = SqlNodeList.EMPTY;

  WindowRenderer(ExpressionRenderer expressions) {
    this.expressions = expressions;
  }

  /** The specification that OVER means; references to named windows are followed. */
  SqlWindow resolve(SqlNode window) {
    SqlWindow resolved = window instanceof SqlWindow own ? own : named((SqlIdentifier) window);
    if (resolved.getRefName() != null) {
      throw SqlFault.notSupported(
          "A window that extends another window is not supported", window.getParserPosition());
    }
    return resolved;
  }

  // Inlined, because each call may need a frame of its own.
  private SqlWindow named(SqlIdentifier name) {
    return named.stream()
        .map(SqlWindow.class::cast)
        .filter(window -> window.getDeclName().getSimple().equals(name.getSimple()))
        .findFirst()
        .orElseThrow(
            () ->
                SqlFault.invalid(
                    "Window \"%s\" not found".formatted(name.getSimple()),
                    name.getParserPosition()));
  }

  /** Sets the windows that the SELECT now being printed names, and returns those before. */
  SqlNodeList enter(SqlNodeList windows) {
    SqlNodeList before = named;
    named = windows;
    return before;
  }

  /** What stands between the brackets of OVER. */
  String render(SqlCall aggregate, SqlWindow window) {
    StringJoiner text = new StringJoiner(" ");
    SqlNodeList partition = window.getPartitionList();
    if (!partition.isEmpty()) {
      text.add("PARTITION BY " + expressions.renderAll(partition));
    }
    SqlNodeList order = window.getOrderList();
    if (!order.isEmpty()) {
      text.add("ORDER BY " + order.stream().map(this::key).collect(Collectors.joining(", ")));
      text.add(frame(aggregate, window));
    }
    return text.toString().strip();
  }

  private String frame(SqlCall aggregate, SqlWindow window) {
    SqlNode lower = window.getLowerBound();
    SqlNode upper = window.getUpperBound();
    SqlKind kind = aggregate.getKind();
    if (lower == null && upper == null) {
      // The last value up to the current row is the current row's own, even among peers.
      return kind == SqlKind.FIRST_VALUE || kind == SqlKind.LAST_VALUE
          ? "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"
          : "";
    }
    return "%s BETWEEN %s AND %s"
        .formatted(window.isRows() ? "ROWS" : "RANGE", bound(lower), bound(upper));
  }

  private String bound(@Nullable SqlNode bound) {
    if (bound == null || SqlWindow.isCurrentRow(bound)) {
      return "CURRENT ROW";
    }
    if (SqlWindow.isUnboundedPreceding(bound)) {
      return "UNBOUNDED PRECEDING";
    }
    if (SqlWindow.isUnboundedFollowing(bound)) {
      return "UNBOUNDED FOLLOWING";
    }
    SqlCall call = (SqlCall) bound;
    return expressions.render(call.operand(0))
        + (call.getKind() == SqlKind.PRECEDING ? " PRECEDING" : " FOLLOWING");
  }

  /** A sort key; the session's null order is Druid's, so only what the user wrote is said. */
  String key(@Nullable SqlNode node) {
    SqlNode key = Objects.requireNonNull(node);
    return switch (key.getKind()) {
      case DESCENDING -> key(((SqlCall) key).operand(0)) + " DESC";
      case NULLS_FIRST -> key(((SqlCall) key).operand(0)) + " NULLS FIRST";
      case NULLS_LAST -> key(((SqlCall) key).operand(0)) + " NULLS LAST";
      default -> expressions.render(key);
    };
  }

  /** A sort key of a statement, where a whole number is the position of a result column. */
  String statementKey(@Nullable SqlNode node) {
    SqlNode key = Objects.requireNonNull(node);
    return switch (key.getKind()) {
      case DESCENDING -> statementKey(((SqlCall) key).operand(0)) + " DESC";
      case NULLS_FIRST -> statementKey(((SqlCall) key).operand(0)) + " NULLS FIRST";
      case NULLS_LAST -> statementKey(((SqlCall) key).operand(0)) + " NULLS LAST";
      case LITERAL -> position((SqlLiteral) key);
      case IDENTIFIER ->
          ((SqlIdentifier) key).isSimple()
              ? Quoting.name(((SqlIdentifier) key).getSimple())
              : expressions.render(key);
      default -> expressions.render(key);
    };
  }

  private String position(SqlLiteral literal) {
    return literal.getValue() instanceof BigDecimal position
        ? position.toBigInteger().toString()
        : "(SELECT " + expressions.render(literal) + ")";
  }
}
