package dev.lodestar.sql.render;

import dev.lodestar.sql.RelationName;
import dev.lodestar.sql.parse.SqlFault;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlPivot;
import org.apache.calcite.sql.SqlUnpivot;

/** Prints what stands after FROM: tables, sub-queries and joins, nothing else. */
final class FromRenderer {
  private static final Set<JoinType> KEEPS_LEFT =
      EnumSet.of(JoinType.INNER, JoinType.CROSS, JoinType.COMMA, JoinType.LEFT);

  private final ExpressionRenderer expressions;
  private final Function<RelationName, String> tables;
  private final UnnestRenderer unnests;

  FromRenderer(ExpressionRenderer expressions, Function<RelationName, String> tables) {
    this.expressions = expressions;
    this.tables = tables;
    this.unnests = new UnnestRenderer(expressions);
  }

  /** Has the elements of some arrays filtered before they become rows. */
  void filter(ElementFilters filters) {
    unnests.filter(filters.byUnnest());
  }

  String render(SqlNode from) {
    Optional<SqlCall> unnest = UnnestRenderer.find(from);
    return unnest.isPresent() ? unnests.render(from, unnest.get()) : item(from);
  }

  private String item(SqlNode from) {
    return switch (from.getKind()) {
      case JOIN -> join((SqlJoin) from);
      case AS -> alias(((SqlCall) from).getOperandList());
      case IDENTIFIER -> named(from, ((SqlIdentifier) from).names.getLast());
      default -> source(from);
    };
  }

  private String alias(List<SqlNode> operands) {
    String name = ((SqlIdentifier) operands.get(1)).getSimple();
    if (operands.size() == 2) {
      return named(operands.getFirst(), name);
    }
    String columns =
        operands.stream()
            .skip(2)
            .map(column -> Quoting.name(((SqlIdentifier) column).getSimple()))
            .collect(Collectors.joining(", ", "(", ")"));
    return source(operands.getFirst()) + " AS " + Quoting.name(name) + columns;
  }

  private String named(SqlNode source, String alias) {
    String text = source(source) + " AS " + Quoting.name(alias);
    if (!(source instanceof SqlIdentifier table)) {
      expressions.leaves().stand(alias, source);
    } else if (!table.isSimple()) {
      expressions.leaves().stand(alias, relation(table));
    } else {
      Optional.ofNullable(expressions.ties().names().get(table.getSimple()))
          .ifPresent(named -> expressions.leaves().stand(alias, named));
    }
    return text;
  }

  private String source(SqlNode source) {
    return switch (source.getKind()) {
      case IDENTIFIER -> table((SqlIdentifier) source);
      case SELECT, WITH, UNION, ORDER_BY, VALUES -> expressions.render(source);
      case PIVOT ->
          expressions
              .leaves()
              .apart(() -> new PivotRenderer(expressions, this::render).pivot((SqlPivot) source));
      case UNPIVOT ->
          expressions
              .leaves()
              .apart(
                  () -> new PivotRenderer(expressions, this::render).unpivot((SqlUnpivot) source));
      default ->
          throw SqlFault.notSupported(
              "FROM takes tables, sub-queries and joins; this is not supported",
              source.getParserPosition());
    };
  }

  // The validator completes a table's name with its schema; names from WITH stay alone.
  private String table(SqlIdentifier name) {
    return name.isSimple() ? Quoting.name(name.getSimple()) : tables.apply(relation(name));
  }

  private static RelationName relation(SqlIdentifier name) {
    int parts = name.names.size();
    return new RelationName(name.names.get(parts - 2), name.names.get(parts - 1));
  }

  private String join(SqlJoin join) {
    return join.isNatural() ? expressions.leaves().natural(() -> joined(join)) : joined(join);
  }

  private String joined(SqlJoin join) {
    Optional<SqlCall> unnest = UnnestRenderer.find(join.getRight());
    if (unnest.isPresent() && !KEEPS_LEFT.contains(join.getJoinType())) {
      UnnestRenderer.checkKeepsLeft(join, unnest.get());
    } else if (unnest.isPresent()) {
      return "(" + render(join.getLeft()) + unnests.joined(join, unnest.get()) + ")";
    }
    Optional<String> using = new UsingColumns(expressions.validator()).condition(join);
    String condition =
        using.isPresent()
            ? " ON " + using.get()
            : join.getConditionType() == JoinConditionType.NONE
                ? ""
                : condition(join.getConditionType(), Objects.requireNonNull(join.getCondition()));
    return "(%s %s%s %s%s)"
        .formatted(
            render(join.getLeft()),
            join.isNatural() && using.isEmpty() ? "NATURAL " : "",
            joinWords(join),
            render(join.getRight()),
            condition);
  }

  private String condition(JoinConditionType type, SqlNode condition) {
    checkKeys(condition);
    return type == JoinConditionType.ON
        ? " ON " + expressions.render(condition)
        : ((SqlNodeList) condition)
            .stream()
                .map(
                    column ->
                        Quoting.name(
                            ((SqlIdentifier) Objects.requireNonNull(column)).names.getLast()))
                .collect(Collectors.joining(", ", " USING (", ")"));
  }

  private void checkKeys(SqlNode condition) {
    if (!(condition instanceof SqlCall call)) {
      return;
    }
    if (call.getKind() == SqlKind.AND || call.getKind() == SqlKind.OR) {
      call.getOperandList().forEach(this::checkKeys);
    }
    boolean key =
        SqlKind.COMPARISON.contains(call.getKind())
            && call.getOperandList().stream().noneMatch(SqlLiteral.class::isInstance);
    if (key && call.getOperandList().stream().anyMatch(expressions.multiValues()::isMultiValue)) {
      throw SqlFault.notSupported(
          "A column that holds several texts in a row cannot be the key of a join; use UNNEST",
          call.getParserPosition());
    }
  }

  private static String joinWords(SqlJoin join) {
    JoinType type = join.getJoinType();
    return switch (type) {
      case INNER -> "INNER JOIN";
      case LEFT -> "LEFT JOIN";
      case RIGHT -> "RIGHT JOIN";
      case FULL -> "FULL JOIN";
      case CROSS, COMMA -> "CROSS JOIN";
      case ASOF, LEFT_ASOF, LEFT_ANTI_JOIN, LEFT_SEMI_JOIN ->
          throw SqlFault.notSupported(
              "%s is not supported".formatted(type), join.getParserPosition());
    };
  }
}
