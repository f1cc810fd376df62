package dev.lodestar.sql.render;

import dev.lodestar.sql.RelationName;
import dev.lodestar.sql.parse.SqlFault;
import dev.lodestar.sql.type.MultiValues;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlSetOperator;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.util.Litmus;
import org.jspecify.annotations.Nullable;

/** Prints a whole validated statement, leaving holes where the tables' rows go. */
public final class Renderer {
  // Cannot occur in printed text: names and literals never hold NUL.
  private static final char HOLE = '\0';

  private final Validated validated;
  private final ExpressionRenderer expressions;
  private final WindowRenderer sortKeys;
  private final FromRenderer from;
  private final boolean answer;
  private final List<RelationName> relations = new ArrayList<>();

  private final Set<SqlNode> outermosts = Collections.newSetFromMap(new IdentityHashMap<>());

  /** What result columns are, while the sort keys of their SELECT are printed. */
  private Map<String, String> aliases = Map.of();

  private Renderer(Validated validated, Function<List<String>, String> columns, boolean answer) {
    this.validated = validated;
    this.answer = answer;
    this.expressions =
        new ExpressionRenderer(
            validated,
            names ->
                aliases.containsKey(names.getLast()) && names.size() == 1
                    ? aliases.get(names.getLast())
                    : columns.apply(names),
            node -> query(node, OptionalLong.empty()),
            this::hole);
    this.sortKeys = expressions.windows();
    this.from = new FromRenderer(expressions, this::hole);
  }

  /**
   * Prints a SELECT.
   *
   * @param answer whether its rows are an answer, which has the order of {@link RowOrder}
   */
  public static RenderedQuery query(Validated validated, boolean answer) {
    Renderer renderer = new Renderer(validated, Renderer::qualified, answer);
    outermost(validated.root(), renderer.outermosts);
    String text = renderer.query(validated.root(), validated.settings().outerLimit());
    return new RenderedQuery(
        renderer.expressions.leaves().fill(text),
        renderer.relations,
        renderer.expressions.leaves().read(),
        renderer.expressions.isMomentary());
  }

  /** Prints one expression of a validated tree, with columns as bare names. */
  public static RenderedQuery expression(Validated validated, SqlNode expression) {
    Renderer renderer = new Renderer(validated, names -> Quoting.name(names.getLast()), false);
    String text = renderer.expressions.leaves().fill(renderer.expressions.render(expression));
    return new RenderedQuery(
        text, renderer.relations, Map.of(), renderer.expressions.isMomentary());
  }

  private String hole(RelationName relation) {
    if (!relations.contains(relation)) {
      relations.add(relation);
    }
    return "" + HOLE + relations.indexOf(relation) + HOLE;
  }

  private String query(SqlNode node, OptionalLong limit) {
    return switch (node.getKind()) {
      case SELECT -> select((SqlSelect) node, limit);
      case WITH -> with((SqlWith) node, limit);
      case ORDER_BY -> orderBy((SqlOrderBy) node, limit);
      case UNION -> union((SqlBasicCall) node, limit);
      case VALUES -> values((SqlCall) node);
      default ->
          throw SqlFault.notSupported(
              "%s is not supported".formatted(node.getKind().sql), node.getParserPosition());
    };
  }

  private String with(SqlWith with, OptionalLong limit) {
    Map<String, SqlNode> outer = expressions.ties().names();
    List<String> items = new ArrayList<>();
    for (SqlNode node : with.withList) {
      SqlWithItem item = (SqlWithItem) Objects.requireNonNull(node);
      if (item.recursive.booleanValue()) {
        throw SqlFault.notSupported("WITH RECURSIVE is not supported", item.getParserPosition());
      }
      SqlNodeList columns = item.columnList;
      String names =
          columns == null
              ? ""
              : columns.stream()
                  .map(
                      name ->
                          Quoting.name(((SqlIdentifier) Objects.requireNonNull(name)).getSimple()))
                  .collect(Collectors.joining(", ", "(", ")"));
      items.add(
          "%s%s AS (%s)"
              .formatted(
                  Quoting.name(item.name.getSimple()),
                  names,
                  query(item.query, OptionalLong.empty())));
      expressions
          .ties()
          .define(
              item.name.getSimple(), columns == null ? Optional.of(item.query) : Optional.empty());
    }
    String text = "WITH " + String.join(", ", items) + " " + query(with.body, limit);
    expressions.ties().restore(outer);
    return text;
  }

  private String union(SqlBasicCall union, OptionalLong limit) {
    if (!((SqlSetOperator) union.getOperator()).isAll()) {
      throw SqlFault.notSupported(
          "SQL requires 'UNION' but only 'UNION ALL' is supported", union.getParserPosition());
    }
    String text =
        union.getOperandList().stream()
            .map(part -> "(" + unionPart(part, union) + ")")
            .collect(Collectors.joining(" UNION ALL "));
    return text + limit(null, null, limit);
  }

  // A part that never has several texts where another one has.
  private String unionPart(SqlNode part, SqlNode union) {
    String text = query(part, OptionalLong.empty());
    if (outermosts.contains(part)) {
      return text;
    }
    List<RelDataTypeField> wanted =
        validated.validator().getValidatedNodeType(union).getFieldList();
    List<RelDataTypeField> given = validated.validator().getValidatedNodeType(part).getFieldList();
    List<String> columns = new ArrayList<>();
    boolean alike = true;
    for (int i = 0; i < given.size(); i++) {
      String name = Quoting.name(given.get(i).getName());
      boolean wrap =
          MultiValues.is(wanted.get(i).getType()) && !MultiValues.is(given.get(i).getType());
      columns.add(wrap ? "druid_wrap(" + name + ") AS " + name : name);
      alike &= !wrap;
    }
    if (!alike) {
      expressions.leaves().forget(part);
    }
    return alike
        ? text
        : "SELECT %s FROM (%s) AS \"__part\"".formatted(String.join(", ", columns), text);
  }

  /** The SELECTs whose rows are the statement's. */
  private static void outermost(SqlNode node, Set<SqlNode> found) {
    switch (node.getKind()) {
      case WITH -> outermost(((SqlWith) node).body, found);
      case ORDER_BY -> outermost(((SqlOrderBy) node).query, found);
      case UNION -> ((SqlCall) node).getOperandList().forEach(part -> outermost(part, found));
      default -> {}
    }
    found.add(node);
  }

  private String values(SqlCall values) {
    return "VALUES "
        + values.getOperandList().stream()
            .map(row -> "(" + expressions.renderAll(((SqlCall) row).getOperandList()) + ")")
            .collect(Collectors.joining(", "));
  }

  private String orderBy(SqlOrderBy statement, OptionalLong limit) {
    return "(%s)%s%s"
        .formatted(
            query(statement.query, OptionalLong.empty()),
            orderKeys(statement.orderList),
            limit(statement.fetch, statement.offset, limit));
  }

  private String select(SqlSelect select, OptionalLong limit) {
    Optional<SqlSelect> outer = sortKeys.enter(Optional.of(select));
    String text = expressions.leaves().within(select, () -> selectText(select, limit));
    sortKeys.enter(outer);
    return text;
  }

  private String selectText(SqlSelect select, OptionalLong limit) {
    if (select.isDistinct()) {
      new GroupRenderer(expressions).checkDistinct(select.getSelectList());
    }
    ElementFilters filters = ElementFilters.of(expressions, select);
    from.filter(filters);
    String source = select.getFrom() == null ? "" : " FROM " + from.render(select.getFrom());
    String where = where(select, filters);
    MultiValueRenderer.Scope scope = expressions.multiValues().explode(GroupKeys.of(select));
    String exploded =
        source.isEmpty() && !scope.from().isEmpty() ? " FROM (SELECT 1) AS \"__row\"" : source;
    StringBuilder text = new StringBuilder("SELECT ");
    text.append(select.isDistinct() ? "DISTINCT " : "").append(items(select));
    text.append(exploded).append(scope.from()).append(where);
    SqlNodeList group = select.getGroup();
    if (group != null) {
      text.append(" GROUP BY ").append(new GroupRenderer(expressions).render(group));
    }
    clause(text, " HAVING ", select.getHaving());
    clause(text, " QUALIFY ", select.getQualify());
    boolean cut = limit.isPresent() || select.getFetch() != null || select.getOffset() != null;
    text.append(sortedBy(select, cut || (answer && outermosts.contains(select))));
    text.append(limit(select.getFetch(), select.getOffset(), limit));
    expressions.multiValues().leave(scope);
    return text.toString();
  }

  private String where(SqlSelect select, ElementFilters filters) {
    StringBuilder where = new StringBuilder();
    if (filters.byUnnest().isEmpty()) {
      clause(where, " WHERE ", select.getWhere());
      return where.toString();
    }
    boolean never =
        select.getWhere() instanceof SqlCall all && expressions.multiValues().isNeverTrue(all);
    String rest =
        filters.rest().stream().map(expressions::render).collect(Collectors.joining(" AND "));
    return never ? " WHERE false" : rest.isEmpty() ? "" : " WHERE (" + rest + ")";
  }

  private void clause(StringBuilder text, String word, @Nullable SqlNode condition) {
    if (condition != null) {
      text.append(word).append(expressions.render(condition));
    }
  }

  // Every item gets its validated name: the engine's own names for expressions differ.
  private String items(SqlSelect select) {
    List<RelDataTypeField> fields =
        Objects.requireNonNull(validated.validator().getNamespace(select))
            .getRowType()
            .getFieldList();
    boolean outermost = outermosts.contains(select);
    List<String> items = new ArrayList<>();
    SqlNodeList list = select.getSelectList();
    for (int i = 0; i < list.size(); i++) {
      SqlNode item = list.get(i);
      SqlNode value = item.getKind() == SqlKind.AS ? ((SqlCall) item).operand(0) : item;
      // A constant that is a key of grouping sets is NULL where it is not in the set.
      String text =
          value instanceof SqlLiteral && GroupKeys.hasSets(select) && isKey(value, select)
              ? "coalesce(" + expressions.render(value) + ")"
              : item(value, fields.get(i).getType(), outermost);
      items.add(text + " AS " + Quoting.name(fields.get(i).getName()));
    }
    return String.join(", ", items) + (outermost ? "" : expressions.leaves().hole());
  }

  private static boolean isKey(SqlNode value, SqlSelect select) {
    return GroupKeys.of(select).stream().anyMatch(key -> key.equalsDeep(value, Litmus.IGNORE));
  }

  // What a type marks as several texts is a list for the query around this one, and the text that
  // results show at the outermost.
  private String item(SqlNode value, RelDataType type, boolean outermost) {
    String text = expressions.render(value);
    boolean list = expressions.multiValues().isMultiValue(value);
    if (list == MultiValues.is(type) && !(list && outermost)) {
      return text;
    }
    return list ? "druid_mv_text(" + text + ")" : outermost ? text : "druid_wrap(" + text + ")";
  }

  // Validation leaves only the names of result columns unqualified. Inside an expression the engine
  // would look for a table's column of that name first, so what they stand for is printed instead.
  private String sortedBy(SqlSelect select, boolean visible) {
    Map<String, String> outer = aliases;
    Map<String, String> own = new HashMap<>();
    for (SqlNode item : select.getSelectList()) {
      if (item.getKind() == SqlKind.AS) {
        SqlCall as = (SqlCall) item;
        own.put(((SqlIdentifier) as.operand(1)).getSimple(), expressions.render(as.operand(0)));
      }
    }
    aliases = own;
    String keys = orderKeys(select);
    aliases = outer;
    Set<String> more = visible ? new RowOrder(expressions).of(select) : Set.of();
    return more.isEmpty()
        ? keys
        : (keys.isEmpty() ? " ORDER BY " : keys + ", ") + String.join(", ", more);
  }

  private static String qualified(List<String> names) {
    return names.subList(Math.max(0, names.size() - 2), names.size()).stream()
        .map(Quoting::name)
        .collect(Collectors.joining("."));
  }

  private String orderKeys(SqlSelect select) {
    SqlNodeList keys = select.getOrderList();
    if (keys == null || keys.isEmpty()) {
      return "";
    }
    ArrayKeys arrays = new ArrayKeys(expressions);
    return " ORDER BY "
        + keys.stream()
            .map(Objects::requireNonNull)
            .map(key -> arrays.render(select, key).orElseGet(() -> sortKeys.statementKey(key)))
            .collect(Collectors.joining(", "));
  }

  private String orderKeys(@Nullable SqlNodeList keys) {
    if (keys == null || keys.isEmpty()) {
      return "";
    }
    return " ORDER BY "
        + keys.stream().map(sortKeys::statementKey).collect(Collectors.joining(", "));
  }

  private String limit(@Nullable SqlNode fetch, @Nullable SqlNode offset, OptionalLong outer) {
    long own = fetch == null ? Long.MAX_VALUE : count(fetch);
    long rows = Math.min(own, outer.orElse(Long.MAX_VALUE));
    String text = fetch == null && outer.isEmpty() ? "" : " LIMIT " + rows;
    return offset == null ? text : text + " OFFSET " + count(offset);
  }

  private static long count(SqlNode bound) {
    // The value of a parameter comes as a cast of a literal.
    SqlNode node = bound.getKind() == SqlKind.CAST ? ((SqlCall) bound).operand(0) : bound;
    if (node instanceof SqlLiteral literal
        && literal.getValue() instanceof java.math.BigDecimal n) {
      return n.longValue();
    }
    throw SqlFault.invalid("LIMIT and OFFSET take a whole number", node.getParserPosition());
  }
}
