package dev.lodestar.sql.render;

import dev.lodestar.sql.RelationName;
import dev.lodestar.sql.function.FunctionCatalog;
import dev.lodestar.sql.parse.SqlFault;
import dev.lodestar.sql.type.MultiValues;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.Litmus;
import org.jspecify.annotations.Nullable;

/**
 * The one place that knows what becomes of a call when an operand holds several texts in a row.
 *
 * <p>A scalar call is mapped: its rendering is that for one text, within a lambda over the list of
 * each <em>source</em> below it (a column, or a function that makes several texts). The same source
 * is the same variable throughout the call; two sources give all pairs. A condition is true when it
 * is for any text, its negated form when that is for none. A row without texts counts as one NULL.
 * Where rows are grouped by several texts, each is a row: {@link #explode}.
 *
 * <p>Source: data-plane specification, 3.4; docs/decisions/0032.
 */
final class MultiValueRenderer {
  private static final Set<SqlOperator> NEGATED =
      Set.of(
          SqlStdOperatorTable.NOT_EQUALS,
          SqlStdOperatorTable.NOT_IN,
          SqlStdOperatorTable.NOT_LIKE,
          SqlStdOperatorTable.NOT_BETWEEN,
          SqlStdOperatorTable.IS_NOT_NULL,
          SqlStdOperatorTable.IS_DISTINCT_FROM);

  private final ExpressionRenderer expressions;

  /** The variables of the lambdas that what is printed stands in, by their sources' text. */
  private Map<String, String> bound = Map.of();

  /** What the SELECT now being printed groups by, and the engine's columns of single texts. */
  private List<Group> groups = List.of();

  private IdentityHashMap<SqlNode, String> unbound = new IdentityHashMap<>();
  private int names;

  private record Group(SqlNode key, String value) {}

  /** The groups of one SELECT, to be left again. */
  record Scope(String from, List<?> outer, IdentityHashMap<SqlNode, String> outerTexts) {}

  MultiValueRenderer(ExpressionRenderer expressions) {
    this.expressions = expressions;
  }

  /** The variable or the column that already holds a node's single text. */
  Optional<String> single(SqlNode node) {
    for (Group group : groups) {
      if (group.key().equalsDeep(node, Litmus.IGNORE)) {
        return Optional.of(group.value());
      }
    }
    return bound.isEmpty() || !isSource(node)
        ? Optional.empty()
        : Optional.ofNullable(bound.get(unbound(node)));
  }

  /** Whether a node's rendering is a list where its type says VARCHAR. */
  boolean isMultiValue(SqlNode node) {
    RelDataType type = expressions.validator().getValidatedNodeTypeIfKnown(node);
    return type != null && MultiValues.isText(type) && !sources(node).isEmpty();
  }

  /** A call of a function that takes texts one by one; {@code plain} prints it for one. */
  String mapped(SqlCall call, Supplier<String> plain) {
    if (isSource(call) || (call.getKind() == SqlKind.CASE && !isMarked(call))) {
      return plain.get();
    }
    Map<String, String> variables = new LinkedHashMap<>();
    for (String source : sources(call)) {
      // By depth, so that the same expression is printed alike wherever it stands.
      variables.put(source, "mv_" + (bound.size() + variables.size()));
    }
    if (variables.isEmpty()) {
      return plain.get();
    }
    Map<String, String> outer = bound;
    bound = new HashMap<>(outer);
    bound.putAll(variables);
    String one = plain.get();
    bound = outer;
    return collected(call, variables, one);
  }

  /** What IN looks among: each text of the rows of a sub-query. */
  String members(SqlNode set, String rendered) {
    if (!SqlKind.QUERY.contains(set.getKind())) {
      return rendered;
    }
    List<RelDataTypeField> fields = expressions.typeOf(set).getFieldList();
    return fields.size() == 1 && MultiValues.is(fields.getFirst().getType())
        ? "(SELECT unnest(druid_mv_values(\"__set\".l)) FROM %s AS \"__set\"(l))"
            .formatted(rendered)
        : rendered;
  }

  /** Whether a conjunction asks a column of several texts for two different ones: Druid says no. */
  boolean isNeverTrue(SqlCall conjunction) {
    Map<String, SqlNode> wanted = new HashMap<>();
    return contradicts(conjunction, wanted);
  }

  private boolean contradicts(SqlNode condition, Map<String, SqlNode> wanted) {
    if (!(condition instanceof SqlCall call)) {
      return false;
    }
    if (call.getKind() == SqlKind.AND) {
      return call.getOperandList().stream().anyMatch(part -> contradicts(part, wanted));
    }
    if (call.getKind() != SqlKind.EQUALS) {
      return false;
    }
    boolean swapped = call.operand(0) instanceof SqlLiteral;
    SqlNode text = call.operand(swapped ? 1 : 0);
    if (!(call.operand(swapped ? 0 : 1) instanceof SqlLiteral literal) || !isMultiValue(text)) {
      return false;
    }
    SqlNode before = wanted.putIfAbsent(unbound(text), literal);
    return before != null && !before.equalsDeep(literal, Litmus.IGNORE);
  }

  /** What a function of lists prints, whose operands are lists even within a lambda. */
  String unmapped(Supplier<String> rendering) {
    Map<String, String> outer = bound;
    bound = Map.of();
    String text = rendering.get();
    bound = outer;
    return text;
  }

  /** What an aggregate of rows prints: it sees the rows as they were before their explosion. */
  String ungrouped(Supplier<String> rendering) {
    List<Group> outer = groups;
    IdentityHashMap<SqlNode, String> outerTexts = unbound;
    groups = List.of();
    unbound = new IdentityHashMap<>();
    String text = rendering.get();
    groups = outer;
    unbound = outerTexts;
    return text;
  }

  /**
   * Begins a SELECT: each of its keys that holds several texts becomes a row for each of them.
   *
   * @return what has to follow FROM, and what {@link #leave} needs
   */
  Scope explode(List<SqlNode> keys) {
    List<Group> own = new ArrayList<>();
    List<Group> outer = groups;
    IdentityHashMap<SqlNode, String> outerTexts = unbound;
    unbound = new IdentityHashMap<>();
    groups = List.of();
    StringBuilder from = new StringBuilder();
    for (SqlNode key : keys) {
      if (own.stream().noneMatch(g -> g.key().equalsDeep(key, Litmus.IGNORE))
          && isMultiValue(key)) {
        if (!expressions.settings().groupsEachText()) {
          throw SqlFault.invalid(
              "This column holds several texts in a row, which cannot be grouped with"
                  + " groupByEnableMultiValueUnnesting set to false",
              key.getParserPosition());
        }
        int name = names++;
        from.append(
            " CROSS JOIN LATERAL (SELECT druid_mv_values(%s)) AS \"__list_%d\"(l)"
                .formatted(expressions.render(key), name));
        from.append(
            " CROSS JOIN LATERAL (SELECT unnest(\"__list_%d\".l)) AS \"__value_%d\"(v)"
                .formatted(name, name));
        own.add(new Group(key, "\"__value_%d\".v".formatted(name)));
      }
    }
    groups = own;
    unbound = new IdentityHashMap<>();
    return new Scope(from.toString(), outer, outerTexts);
  }

  void leave(Scope scope) {
    groups = scope.outer().stream().map(Group.class::cast).toList();
    unbound = scope.outerTexts();
  }

  private String collected(SqlCall call, Map<String, String> variables, String one) {
    boolean negated = NEGATED.contains(call.getOperator());
    RelDataType type = expressions.typeOf(call);
    String list = list(call, variables, negated ? "(NOT " + one + ")" : one);
    if (type.getSqlTypeName() == SqlTypeName.BOOLEAN) {
      return negated ? "(NOT druid_mv_any(" + list + "))" : "druid_mv_any(" + list + ")";
    }
    return MultiValues.isText(type) ? list : "druid_mv_single(" + list + ")";
  }

  private static String list(SqlCall call, Map<String, String> variables, String one) {
    // The engine has no sub-queries within lambdas.
    if (holdsQuery(call)) {
      List<String> rows = new ArrayList<>();
      variables.forEach(
          (source, name) ->
              rows.add(
                  "(SELECT unnest(l) AS %s, generate_subscripts(l, 1) AS at_%1$s FROM (SELECT druid_mv_values(%s) AS l)) AS \"rows_%1$s\""
                      .formatted(name, source)));
      String order =
          variables.values().stream().map(name -> "at_" + name).collect(Collectors.joining(", "));
      return "(SELECT list(%s ORDER BY %s) FROM %s)".formatted(one, order, String.join(", ", rows));
    }
    List<Map.Entry<String, String>> entries = new ArrayList<>(variables.entrySet());
    String text = one;
    for (int i = entries.size() - 1; i >= 0; i--) {
      text =
          "list_transform(druid_mv_values(%s), lambda %s: %s)"
              .formatted(entries.get(i).getKey(), entries.get(i).getValue(), text);
      text = i < entries.size() - 1 ? "flatten(" + text + ")" : text;
    }
    return text;
  }

  private static boolean holdsQuery(SqlNode node) {
    return switch (node) {
      case SqlNodeList list -> list.stream().anyMatch(item -> item != null && holdsQuery(item));
      case SqlCall call ->
          SqlKind.QUERY.contains(call.getKind())
              || call.getOperator().getName().equalsIgnoreCase(RelationName.LOOKUPS)
              || call.getOperandList().stream().anyMatch(item -> item != null && holdsQuery(item));
      default -> false;
    };
  }

  /** The texts of the sources below a node that no lambda has bound yet. */
  private Set<String> sources(SqlNode node) {
    Map<String, Boolean> found = new LinkedHashMap<>();
    collect(node, true, found);
    bound.keySet().forEach(found::remove);
    return found.keySet();
  }

  private void collect(@Nullable SqlNode node, boolean root, Map<String, Boolean> found) {
    if (node == null || groups.stream().anyMatch(g -> g.key().equalsDeep(node, Litmus.IGNORE))) {
      return;
    }
    if (isSource(node)) {
      found.put(unbound(node), true);
    } else if (node instanceof SqlNodeList list) {
      list.forEach(item -> collect(item, false, found));
    } else if (node instanceof SqlCall call && isMapped(call, root)) {
      // What a CASE asks decides for each text only where it also yields that text.
      List<SqlNode> operands = call.getOperandList();
      List<SqlNode> values = call.getKind() == SqlKind.CASE ? operands.subList(2, 4) : operands;
      values.forEach(operand -> collect(operand, false, found));
    }
  }

  private boolean isMapped(SqlCall call, boolean root) {
    if (SqlKind.QUERY.contains(call.getKind())
        || call.getKind() == SqlKind.OVER
        || call.getKind() == SqlKind.FILTER
        || call.getOperator() instanceof SqlAggFunction
        || takesLists(call)) {
      return false;
    }
    RelDataType type = expressions.validator().getValidatedNodeTypeIfKnown(call);
    boolean condition = type != null && type.getSqlTypeName() == SqlTypeName.BOOLEAN;
    return switch (call.getKind()) {
      case CASE -> isMarked(call);
      case AND, OR, NOT -> false;
      default -> root || !condition;
    };
  }

  private boolean isSource(SqlNode node) {
    return switch (node) {
      case SqlIdentifier identifier -> isMarked(identifier);
      case SqlCall call ->
          (takesLists(call) || call.getKind() == SqlKind.SCALAR_QUERY) && isMarked(call);
      default -> false;
    };
  }

  private boolean isMarked(SqlNode node) {
    RelDataType type = expressions.validator().getValidatedNodeTypeIfKnown(node);
    return type != null && MultiValues.is(type);
  }

  /** Whether a call takes the texts of a row at once, as a CAST of them to an array does. */
  boolean takesLists(SqlCall call) {
    if (call.getKind() == SqlKind.CAST) {
      RelDataType type = expressions.validator().getValidatedNodeTypeIfKnown(call);
      return type != null && type.getSqlTypeName() == SqlTypeName.ARRAY;
    }
    return FunctionCatalog.druid()
        .find(call.getOperator())
        .filter(function -> function.takesLists())
        .isPresent();
  }

  private String unbound(SqlNode source) {
    String known = unbound.get(source);
    if (known == null) {
      known = unmapped(() -> expressions.render(source));
      unbound.put(source, known);
    }
    return known;
  }
}
