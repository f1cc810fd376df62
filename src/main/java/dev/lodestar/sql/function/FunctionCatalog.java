package dev.lodestar.sql.function;

import dev.lodestar.sql.type.CalciteDefaults;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.validate.SqlNameMatcher;
import org.jspecify.annotations.Nullable;

/**
 * All declared functions; at once what the validator looks names up in and what rendering asks.
 *
 * <p>Immutable and shared by all statements. A name that is not declared does not exist, whatever
 * the engine may offer under it.
 */
public final class FunctionCatalog implements SqlOperatorTable {
  private static final FunctionCatalog DRUID = create();

  private final List<DruidFunction> functions;
  private final Map<String, List<SqlOperator>> byName = new HashMap<>();
  private final Map<SqlOperator, DruidFunction> byOperator = new HashMap<>();

  FunctionCatalog(List<DruidFunction> functions) {
    this.functions = List.copyOf(functions);
    for (DruidFunction function : functions) {
      for (SqlOperator operator : function.operators()) {
        byName.computeIfAbsent(key(operator.getName()), name -> new ArrayList<>()).add(operator);
        if (byOperator.put(operator, function) != null) {
          throw new IllegalStateException(operator.getName() + " is declared twice");
        }
      }
    }
  }

  private static FunctionCatalog create() {
    CalciteDefaults.apply();
    return new FunctionCatalog(
        Stream.of(
                Declaration.section("Operators", Operators.ALL),
                Declaration.section("Comparisons and conditions", Conditions.ALL),
                Declaration.section("Numbers", NumericFunctions.ALL),
                Declaration.section("Bits", BitwiseFunctions.ALL),
                Declaration.section("Text", StringFunctions.ALL),
                Declaration.section("Text of values", FormatFunctions.ALL),
                Declaration.section("Regular expressions", RegexFunctions.ALL),
                Declaration.section("Times", TimeFunctions.ALL),
                Declaration.section("JSON", JsonFunctions.ALL),
                Declaration.section("Network addresses", IpFunctions.ALL),
                Declaration.section("JSON", JsonObjects.ALL),
                Declaration.section("Arrays", ArrayFunctions.ALL),
                Declaration.section("Multi-value strings", MultiValueFunctions.ALL),
                Declaration.section("Lookups", LookupFunctions.ALL),
                Declaration.section("Aggregates", Aggregates.ALL),
                Declaration.section("Aggregates", CollectingAggregates.ALL),
                Declaration.section("Stored measures", MeasureStates.ALL),
                Declaration.section("Approximate aggregates", DistinctCounts.ALL),
                Declaration.section("Approximate aggregates", SketchAggregates.ALL),
                Declaration.section("Sketches", SketchFunctions.ALL),
                Declaration.section("Windows", WindowFunctions.ALL))
            .flatMap(section -> section)
            .toList());
  }

  /** The catalog of Druid SQL. */
  public static FunctionCatalog druid() {
    return DRUID;
  }

  public List<DruidFunction> functions() {
    return functions;
  }

  /** Whether a function of this name combines rows. */
  public boolean isAggregate(String name) {
    return byName.getOrDefault(key(name), List.of()).stream()
        .anyMatch(SqlAggFunction.class::isInstance);
  }

  /** The declaration of what a validated call was resolved to. */
  public Optional<DruidFunction> find(SqlOperator operator) {
    return Optional.ofNullable(byOperator.get(operator));
  }

  /** The signatures under a name, for messages; empty when there is no such function. */
  public List<String> signatures(String name) {
    return byName.getOrDefault(key(name), List.of()).stream()
        .map(byOperator::get)
        .map(DruidFunction::signature)
        .distinct()
        .toList();
  }

  @Override
  public void lookupOperatorOverloads(
      SqlIdentifier name,
      @Nullable SqlFunctionCategory category,
      SqlSyntax syntax,
      List<SqlOperator> found,
      SqlNameMatcher matcher) {
    if (!name.isSimple()) {
      return;
    }
    for (SqlOperator operator : byName.getOrDefault(key(name.getSimple()), List.of())) {
      if (family(operator.getSyntax()) == family(syntax)) {
        found.add(operator);
      }
    }
    if (found.isEmpty() && family(syntax) != SqlSyntax.FUNCTION) {
      // Parts of the grammar, such as DESC and AS; rendering refuses those that it does not know.
      SqlStdOperatorTable.instance()
          .lookupOperatorOverloads(name, category, syntax, found, matcher);
    }
  }

  private static SqlSyntax family(SqlSyntax syntax) {
    return syntax == SqlSyntax.FUNCTION_STAR ? SqlSyntax.FUNCTION : syntax.family;
  }

  @Override
  public List<SqlOperator> getOperatorList() {
    return functions.stream().flatMap(f -> f.operators().stream()).toList();
  }

  private static String key(String name) {
    return name.toUpperCase(Locale.ROOT);
  }
}
