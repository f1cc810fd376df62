package dev.lodestar.sql.render;

import dev.lodestar.sql.RelationName;
import dev.lodestar.sql.SqlSettings;
import dev.lodestar.sql.function.DruidFunction;
import dev.lodestar.sql.function.FunctionCatalog;
import dev.lodestar.sql.function.Literals;
import dev.lodestar.sql.parse.SqlFault;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.fun.SqlQuantifyOperator;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.validate.SqlValidator;
import org.jspecify.annotations.Nullable;

/** Prints validated expressions. Each fragment is self-contained, see {@code BoundCall}. */
final class ExpressionRenderer {
  private final Validated validated;
  private final Function<List<String>, String> columns;
  private final Function<SqlNode, String> queries;
  private final Function<RelationName, String> relations;
  private final WindowRenderer windows = new WindowRenderer(this);
  private final MultiValueRenderer multiValues = new MultiValueRenderer(this);
  private final TieBreakers ties = new TieBreakers(this);
  private final LeafColumns leaves;

  /** The variables of the lambdas that what is printed stands in, by the columns they stand for. */
  private Map<List<String>, String> elements = Map.of();

  private boolean momentary;

  /**
   * Makes a renderer.
   *
   * @param columns prints a resolved column name
   * @param queries prints a sub-query without brackets
   * @param relations prints the rows of a relation, in brackets
   */
  ExpressionRenderer(
      Validated validated,
      Function<List<String>, String> columns,
      Function<SqlNode, String> queries,
      Function<RelationName, String> relations) {
    this.validated = validated;
    this.columns = columns;
    this.queries = queries;
    this.relations = relations;
    this.leaves = new LeafColumns(validated.validator());
  }

  WindowRenderer windows() {
    return windows;
  }

  TieBreakers ties() {
    return ties;
  }

  LeafColumns leaves() {
    return leaves;
  }

  MultiValueRenderer multiValues() {
    return multiValues;
  }

  SqlSettings settings() {
    return validated.settings();
  }

  /** The moment of the statement, whose text then holds for this moment only. */
  Instant now() {
    momentary = true;
    return validated.settings().now();
  }

  boolean isMomentary() {
    return momentary;
  }

  SqlValidator validator() {
    return validated.validator();
  }

  /** The rows of a lookup, if there is one of this name. */
  Optional<String> lookup(String name) {
    boolean known =
        validator().getCatalogReader().getTable(List.of(RelationName.LOOKUPS, name)) != null;
    return known
        ? Optional.of(relations.apply(new RelationName(RelationName.LOOKUPS, name)))
        : Optional.empty();
  }

  RelDataType typeOf(SqlNode node) {
    RelDataType type = validator().getValidatedNodeTypeIfKnown(node);
    if (type == null && SqlUtil.isNullLiteral(node, false)) {
      return validator().getTypeFactory().createSqlType(SqlTypeName.NULL);
    }
    if (type == null && node.getKind() == SqlKind.CAST) {
      // One that the validator added and did not come back to.
      return ((SqlDataTypeSpec) ((SqlCall) node).operand(1)).deriveType(validator());
    }
    if (type == null) {
      throw SqlFault.notSupported(
          "This expression is not supported here", node.getParserPosition());
    }
    return type;
  }

  String render(SqlNode node) {
    Optional<String> single = multiValues.single(node);
    if (single.isPresent()) {
      return single.get();
    }
    if (node instanceof SqlLiteral literal) {
      return Literals.render(literal, settings().timeZone());
    }
    if (node instanceof SqlIdentifier identifier) {
      String element = elements.get(identifier.names);
      return element != null
          ? element
          : identifier.isStar() ? "*" : columns.apply(identifier.names);
    }
    if (node instanceof SqlNodeList list) {
      return "(" + renderAll(list) + ")";
    }
    if (SqlKind.QUERY.contains(node.getKind())) {
      return "(" + queries.apply(node) + ")";
    }
    if (node instanceof SqlCall call) {
      return call(call);
    }
    throw SqlFault.notSupported("This expression is not supported here", node.getParserPosition());
  }

  /** A node in which a column, by its qualified name, is the variable of a lambda. */
  String renderElement(SqlNode node, List<String> column, String variable) {
    Map<List<String>, String> outer = elements;
    elements = new HashMap<>(outer);
    elements.put(column, variable);
    String text = render(node);
    elements = outer;
    return text;
  }

  String renderAll(List<? extends @Nullable SqlNode> nodes) {
    return nodes.stream()
        .map(node -> render(java.util.Objects.requireNonNull(node)))
        .collect(Collectors.joining(", "));
  }

  private String call(SqlCall call) {
    return switch (call.getKind()) {
      case OVER -> over(call, call.operand(1));
      case FILTER -> aggregate(call, "");
      // NATURAL and USING name each column of theirs once more.
      case AS -> render(call.operand(0));
      case SOME -> multiValues.mapped(call, () -> quantified(call, "ANY"));
      case ALL -> multiValues.mapped(call, () -> quantified(call, "ALL"));
      case AND -> multiValues.isNeverTrue(call) ? "false" : function(call, "");
      default -> function(call, "");
    };
  }

  private String quantified(SqlCall call, String quantifier) {
    String comparison = ((SqlQuantifyOperator) call.getOperator()).comparisonKind.sql;
    if (call.operand(1) instanceof SqlNodeList values) {
      String each = render(call.operand(0)) + " " + comparison + " ";
      return values.stream()
          .map(value -> each + render(java.util.Objects.requireNonNull(value)))
          .collect(Collectors.joining(quantifier.equals("ANY") ? " OR " : " AND ", "(", ")"));
    }
    return "(%s %s %s %s)"
        .formatted(render(call.operand(0)), comparison, quantifier, render(call.operand(1)));
  }

  private String over(SqlCall call, SqlNode window) {
    SqlCall aggregate = call.operand(0);
    return aggregate(aggregate, " OVER (" + windows.render(aggregate, window) + ")");
  }

  /** An aggregate over the rows for which an engine condition holds. */
  String filtered(SqlNode aggregate, String condition) {
    return function((SqlCall) aggregate, " FILTER (WHERE " + condition + ")");
  }

  // FILTER and OVER belong to the engine's aggregate call, inside any cast of its result.
  private String aggregate(SqlCall call, String over) {
    if (call.getKind() != SqlKind.FILTER) {
      return function(call, over);
    }
    String filter = multiValues.ungrouped(() -> " FILTER (WHERE " + render(call.operand(1)) + ")");
    return function(call.operand(0), filter + over);
  }

  private String function(SqlCall call, String over) {
    DruidFunction function =
        FunctionCatalog.druid()
            .find(call.getOperator())
            .orElseThrow(
                () ->
                    SqlFault.notSupported(
                        "%s is not supported".formatted(call.getOperator().getName()),
                        call.getParserPosition()));
    RenderedCall rendered = new RenderedCall(this, call, over);
    if (multiValues.takesLists(call)) {
      return multiValues.unmapped(() -> function.rendering().render(rendered));
    }
    if (!(call.getOperator() instanceof SqlAggFunction aggregate)) {
      return multiValues.mapped(call, () -> function.rendering().render(rendered));
    }
    Supplier<String> text =
        () ->
            rendered.size() > 0 && rendered.isMultiValue(0)
                ? MultiValueAggregates.render(rendered)
                    .orElseGet(() -> function.rendering().render(rendered))
                : function.rendering().render(rendered);
    // What a window sees are groups already.
    boolean ofRows = !over.contains(" OVER (") && aggregate.getKind() != SqlKind.GROUPING;
    return ofRows ? multiValues.ungrouped(text) : text.get();
  }
}
