package dev.lodestar.sql.render;

import dev.lodestar.sql.function.Elements;
import dev.lodestar.sql.parse.SqlFault;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlUnnestOperator;
import org.jspecify.annotations.Nullable;

/**
 * Prints UNNEST in FROM: a row for each element, none for a NULL or empty array, in their order.
 *
 * <p>The array is computed in a step of its own, because only then the engine keeps the order and
 * needs no join. Source: data-plane specification, 9.11 and 9.13.
 */
final class UnnestRenderer {
  private final ExpressionRenderer expressions;
  private final IdentityHashMap<SqlCall, List<SqlNode>> filters = new IdentityHashMap<>();
  private int names;

  UnnestRenderer(ExpressionRenderer expressions) {
    this.expressions = expressions;
  }

  /** The UNNEST call of an item of FROM, with or without LATERAL and alias. */
  static Optional<SqlCall> find(SqlNode item) {
    return switch (item.getKind()) {
      case AS, LATERAL -> find(((SqlCall) item).operand(0));
      case UNNEST -> Optional.of((SqlCall) item);
      default -> Optional.empty();
    };
  }

  /** An item that stands alone. */
  String render(SqlNode item, SqlCall unnest) {
    return "(SELECT unnest(%s)) AS %s".formatted(list(unnest), alias(item));
  }

  /** Refuses joins that keep elements without a row that they come from. */
  static void checkKeepsLeft(SqlJoin join, SqlCall unnest) {
    if (holdsName(unnest)) {
      throw unsupported(
          "%s JOIN takes no UNNEST of a column; use CROSS JOIN or LEFT JOIN"
              .formatted(join.getJoinType()),
          join);
    }
  }

  private static boolean holdsName(SqlNode node) {
    return node instanceof SqlIdentifier
        || (node instanceof SqlCall call
            && call.getOperandList().stream()
                .anyMatch(operand -> operand != null && holdsName(operand)));
  }

  /** What follows the left side of a join whose right side is the item. */
  String joined(SqlJoin join, SqlCall unnest) {
    boolean outer = join.getJoinType() == JoinType.LEFT;
    boolean always =
        join.getConditionType() == JoinConditionType.NONE || isTrue(join.getCondition());
    if (join.isNatural() || join.getConditionType() == JoinConditionType.USING) {
      throw unsupported("A join with UNNEST takes ON, no names", join);
    }
    String list = filtered(list(unnest), join.getRight(), unnest);
    String lists = "\"__unnest_%d\"".formatted(names++);
    String elements =
        outer && always
            ? "CASE WHEN len(%s.l) > 0 THEN %s.l ELSE [NULL] END".formatted(lists, lists)
            : lists + ".l";
    return " CROSS JOIN LATERAL (SELECT %s) AS %s(l) %s LATERAL (SELECT unnest(%s)) AS %s%s"
        .formatted(
            list,
            lists,
            always ? "CROSS JOIN" : outer ? "LEFT JOIN" : "INNER JOIN",
            elements,
            alias(join.getRight()),
            always ? "" : " ON " + expressions.render(Objects.requireNonNull(join.getCondition())));
  }

  /** Has the elements of some arrays filtered before they become rows. */
  void filter(IdentityHashMap<SqlCall, List<SqlNode>> more) {
    filters.putAll(more);
  }

  private String filtered(String list, SqlNode item, SqlCall unnest) {
    List<SqlNode> conditions = filters.getOrDefault(unnest, List.of());
    if (conditions.isEmpty()) {
      return list;
    }
    SqlNode named = item.getKind() == SqlKind.LATERAL ? ((SqlCall) item).operand(0) : item;
    List<String> column = List.of(name(named), columns(named).getFirst());
    String variable = "element_" + names++;
    return "list_filter(%s, lambda %s: %s)"
        .formatted(
            list,
            variable,
            conditions.stream()
                .map(condition -> expressions.renderElement(condition, column, variable))
                .collect(Collectors.joining(" AND ", "(", ")")));
  }

  private String list(SqlCall unnest) {
    if (unnest.operandCount() != 1 || ((SqlUnnestOperator) unnest.getOperator()).withOrdinality) {
      throw SqlFault.notSupported(
          "UNNEST takes one array and no WITH ORDINALITY", unnest.getParserPosition());
    }
    SqlNode array = unnest.operand(0);
    if (SqlKind.QUERY.contains(array.getKind())) {
      throw SqlFault.notSupported(
          "UNNEST takes an expression, no sub-query", array.getParserPosition());
    }
    if (holdsAggregate(array)) {
      throw SqlFault.invalid(
          "Aggregate expression is illegal in UNNEST; aggregate in a sub-query",
          array.getParserPosition());
    }
    RelDataType element =
        Objects.requireNonNull(expressions.typeOf(array).getComponentType(), "UNNEST of an array");
    String list = expressions.render(array);
    String released = Elements.release("e", element);
    return released.equals("e")
        ? list
        : "list_transform(%s, lambda e: %s)".formatted(list, released);
  }

  private static boolean holdsAggregate(SqlNode node) {
    return node instanceof SqlCall call
        && (call.getOperator() instanceof SqlAggFunction
            || call.getOperandList().stream()
                .anyMatch(operand -> operand != null && holdsAggregate(operand)));
  }

  private String alias(SqlNode item) {
    SqlNode named = item.getKind() == SqlKind.LATERAL ? ((SqlCall) item).operand(0) : item;
    return Quoting.name(name(named)) + "(" + Quoting.names(columns(named)) + ")";
  }

  // Desugar names those that the user does not.
  private static String name(SqlNode named) {
    return ((SqlIdentifier) ((SqlCall) named).operand(1)).getSimple();
  }

  private List<String> columns(SqlNode named) {
    return Objects.requireNonNull(expressions.validator().getNamespace(named))
        .getRowType()
        .getFieldNames();
  }

  private static boolean isTrue(@Nullable SqlNode condition) {
    return condition instanceof SqlLiteral literal && Boolean.TRUE.equals(literal.getValue());
  }

  private static RuntimeException unsupported(String sentence, SqlJoin join) {
    return SqlFault.notSupported(sentence, join.getParserPosition());
  }
}
