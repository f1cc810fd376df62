package dev.lodestar.sql.render;

import dev.lodestar.sql.parse.SqlFault;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWindow;
import org.jspecify.annotations.Nullable;

/** Prints window specifications and sort keys. */
final class WindowRenderer {
  private final ExpressionRenderer expressions;
  private Optional<SqlSelect> within = Optional.empty();

  WindowRenderer(ExpressionRenderer expressions) {
    this.expressions = expressions;
  }

  /** Sets the SELECT that is now being printed, and returns the one before. */
  Optional<SqlSelect> enter(Optional<SqlSelect> select) {
    Optional<SqlSelect> before = within;
    within = select;
    return before;
  }

  /** The SELECT that is now being printed. */
  Optional<SqlSelect> select() {
    return within;
  }

  /** What stands between the brackets of OVER, in full, because each call may need its own. */
  String render(SqlCall aggregate, SqlNode window) {
    WindowSpecification specification = WindowSpecification.of(aggregate, window, named());
    within
        .filter(select -> !expressions.validator().isAggregate(select))
        .ifPresent(select -> specification.keys().forEach(WindowRenderer::checkPlain));
    StringJoiner text = new StringJoiner(" ");
    if (!specification.partition().isEmpty()) {
      text.add("PARTITION BY " + expressions.renderAll(specification.partition()));
    }
    List<String> order = new ArrayList<>();
    specification.order().forEach(key -> order.add(key(key)));
    if (specification.countsRows()) {
      within.ifPresent(select -> order.addAll(expressions.ties().of(select)));
    }
    if (!order.isEmpty()) {
      text.add("ORDER BY " + String.join(", ", order));
      text.add(frame(specification));
    }
    return text.toString().strip();
  }

  /** The sort keys of the rows that a window leaves behind. */
  List<String> sortOf(SqlCall over) {
    WindowSpecification specification =
        WindowSpecification.of(over.operand(0), over.operand(1), named());
    return specification.keys().stream().filter(key -> !isConstant(key)).map(this::key).toList();
  }

  // A constant sorts nothing, and alone it would be the position of a result column.
  private static boolean isConstant(SqlNode key) {
    return switch (key.getKind()) {
      case DESCENDING, NULLS_FIRST, NULLS_LAST -> isConstant(((SqlCall) key).operand(0));
      default -> key instanceof SqlLiteral;
    };
  }

  // The validator does not look for aggregates in the WINDOW clause.
  private static void checkPlain(SqlNode key) {
    if (key instanceof SqlCall call && call.getKind() != SqlKind.OVER) {
      if (call.getOperator().isAggregator()) {
        throw SqlFault.invalid(
            "Aggregate expression is illegal in WINDOW clause of non-aggregating SELECT",
            call.getParserPosition());
      }
      call.getOperandList().stream().filter(Objects::nonNull).forEach(WindowRenderer::checkPlain);
    }
  }

  private SqlNodeList named() {
    return within.map(SqlSelect::getWindowList).orElse(SqlNodeList.EMPTY);
  }

  private String frame(WindowSpecification specification) {
    if (specification.order().isEmpty()) {
      return specification.isEndValue()
          ? "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING"
          : "";
    }
    if (specification.lower().isEmpty() && specification.upper().isEmpty()) {
      // The last value up to the current row is the current row's own, even among peers.
      return specification.isEndValue() ? "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW" : "";
    }
    return "%s BETWEEN %s AND %s"
        .formatted(
            specification.rows() || specification.isEndValue() ? "ROWS" : "RANGE",
            bound(specification.lower().orElse(null)),
            bound(specification.upper().orElse(null)));
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
      default -> ArrayKeys.sortable(expressions, key);
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
