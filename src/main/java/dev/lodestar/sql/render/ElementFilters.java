package dev.lodestar.sql.render;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.jspecify.annotations.Nullable;

/**
 * The parts of WHERE that ask for elements of an UNNEST, which are asked of the array itself.
 *
 * <p>A filter above the unnested rows would make the engine join them back to where they come from:
 * three times slower, and in no order. A part moves if it reads nothing that stands behind the
 * UNNEST in FROM, no sub-query, and no column of several texts.
 *
 * @param byUnnest the parts of each UNNEST
 * @param rest what stays in WHERE
 */
record ElementFilters(IdentityHashMap<SqlCall, List<SqlNode>> byUnnest, List<SqlNode> rest) {
  static ElementFilters of(ExpressionRenderer expressions, SqlSelect select) {
    List<SqlNode> parts = new ArrayList<>();
    split(select.getWhere(), parts);
    List<Item> items = items(select.getFrom());
    IdentityHashMap<SqlCall, List<SqlNode>> moved = new IdentityHashMap<>();
    List<SqlNode> rest = new ArrayList<>();
    for (SqlNode part : parts) {
      Optional<SqlCall> target =
          isMovable(expressions, part) ? target(items, part) : Optional.empty();
      if (target.isPresent()) {
        moved.computeIfAbsent(target.get(), unnest -> new ArrayList<>()).add(part);
      } else {
        rest.add(part);
      }
    }
    return new ElementFilters(moved, rest);
  }

  private static void split(@Nullable SqlNode condition, List<SqlNode> parts) {
    if (condition != null && condition.getKind() == SqlKind.AND) {
      ((SqlCall) condition).getOperandList().forEach(part -> split(part, parts));
    } else if (condition != null) {
      parts.add(condition);
    }
  }

  /** Something in FROM: the names it has, and the UNNEST that it is if filters may move there. */
  private record Item(List<String> names, Optional<SqlCall> unnest) {}

  // From the last to the first. Elements that an outer join may turn into NULL are left alone.
  private static List<Item> items(@Nullable SqlNode from) {
    List<Item> items = new ArrayList<>();
    SqlNode left = from;
    boolean kept = true;
    while (left instanceof SqlJoin join) {
      boolean plain =
          join.getConditionType() == JoinConditionType.NONE
              && (join.getJoinType() == JoinType.COMMA || join.getJoinType() == JoinType.CROSS);
      Optional<SqlCall> unnest =
          plain && kept ? UnnestRenderer.find(join.getRight()) : Optional.empty();
      items.add(new Item(names(join.getRight()), unnest));
      kept &= join.getJoinType() != JoinType.RIGHT && join.getJoinType() != JoinType.FULL;
      left = join.getLeft();
    }
    if (left != null) {
      items.add(new Item(names(left), Optional.empty()));
    }
    return items;
  }

  private static List<String> names(SqlNode item) {
    return switch (item) {
      case SqlJoin join -> {
        List<String> both = new ArrayList<>(names(join.getLeft()));
        both.addAll(names(join.getRight()));
        yield both;
      }
      case SqlIdentifier table -> List.of(table.names.getLast());
      case SqlCall call when call.getKind() == SqlKind.LATERAL -> names(call.operand(0));
      case SqlCall call when call.getKind() == SqlKind.AS ->
          List.of(((SqlIdentifier) call.operand(1)).getSimple());
      default -> List.of();
    };
  }

  private static Optional<SqlCall> target(List<Item> items, SqlNode part) {
    List<String> read = new ArrayList<>();
    addTables(part, read);
    boolean known =
        read.stream().allMatch(name -> items.stream().anyMatch(item -> item.names.contains(name)));
    return items.stream()
        .filter(item -> item.names.stream().anyMatch(read::contains))
        .findFirst()
        .filter(item -> known)
        .flatMap(Item::unnest);
  }

  private static void addTables(SqlNode node, List<String> tables) {
    switch (node) {
      case SqlIdentifier name ->
          tables.add(name.isSimple() ? "" : name.names.get(name.names.size() - 2));
      case SqlNodeList list ->
          list.forEach(item -> addTables(Objects.requireNonNull(item), tables));
      case SqlCall call ->
          call.getOperandList().stream()
              .filter(Objects::nonNull)
              .forEach(operand -> addTables(operand, tables));
      default -> {}
    }
  }

  private static boolean isMovable(ExpressionRenderer expressions, SqlNode node) {
    return switch (node) {
      case SqlNodeList list ->
          list.stream().allMatch(item -> isMovable(expressions, Objects.requireNonNull(item)));
      case SqlCall call ->
          !SqlKind.QUERY.contains(call.getKind())
              && call.getKind() != SqlKind.OVER
              && !(call.getOperator() instanceof SqlAggFunction)
              && !expressions.multiValues().isMultiValue(call)
              && call.getOperandList().stream()
                  .allMatch(operand -> operand == null || isMovable(expressions, operand));
      case SqlIdentifier name -> !expressions.multiValues().isMultiValue(name);
      default -> true;
    };
  }
}
