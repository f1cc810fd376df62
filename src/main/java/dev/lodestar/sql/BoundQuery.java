package dev.lodestar.sql;

import dev.lodestar.data.Interval;
import dev.lodestar.data.LeafValue;
import dev.lodestar.sql.function.JsonLeaves;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A SELECT, resolved and typed, waiting only to be told where its tables' rows are.
 *
 * <p>Shape: the engine's result has exactly {@code columns.size()} columns, in this order.
 */
public final class BoundQuery {
  private final List<OutputColumn> columns;
  private final Set<RelationName> relations;
  private final Function<Function<RelationName, String>, String> renderer;
  private final boolean momentary;
  private final Map<String, Set<LeafValue>> leaves;
  private final Map<String, Interval> times;

  BoundQuery(
      List<OutputColumn> columns,
      Set<RelationName> relations,
      Function<Function<RelationName, String>, String> renderer,
      boolean momentary) {
    this(columns, relations, renderer, momentary, Map.of(), Map.of());
  }

  private BoundQuery(
      List<OutputColumn> columns,
      Set<RelationName> relations,
      Function<Function<RelationName, String>, String> renderer,
      boolean momentary,
      Map<String, Set<LeafValue>> leaves,
      Map<String, Interval> times) {
    this.columns = List.copyOf(columns);
    this.relations = Set.copyOf(relations);
    this.renderer = renderer;
    this.momentary = momentary;
    this.leaves = Map.copyOf(leaves);
    this.times = Map.copyOf(times);
  }

  /** The same, which reads these leaves of its tables' JSON columns. */
  BoundQuery reading(Map<String, Set<LeafValue>> read) {
    return new BoundQuery(columns, relations, renderer, momentary, read, times);
  }

  /** The same, which finds rows of these times only in some of its tables. */
  BoundQuery within(Map<String, Interval> read) {
    return new BoundQuery(columns, relations, renderer, momentary, leaves, read);
  }

  public List<OutputColumn> columns() {
    return columns;
  }

  /**
   * Whether it holds for the moment of its settings only, because it asks for the current time. Any
   * other one can be run again and again, as long as its relations keep their columns.
   */
  public boolean isMomentary() {
    return momentary;
  }

  /** The tables of the user's that it reads. */
  public Set<String> relations() {
    return relations.stream()
        .filter(RelationName::isTable)
        .map(RelationName::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * The leaves of a table's JSON columns that it reads, each as the column {@link
   * LeafValue#hiddenColumn} of the table's rows.
   */
  public Set<LeafValue> leaves(String table) {
    return leaves.getOrDefault(table, Set.of());
  }

  /**
   * The times of a table's rows that it can find: others change nothing, whether they are read or
   * not. Empty when there are no such bounds.
   */
  public Optional<Interval> times(String table) {
    return Optional.ofNullable(times.get(table));
  }

  /** The system tables that it reads; empty when it reads tables of the user's. */
  public Set<RelationName> systemRelations() {
    return relations.stream()
        .filter(relation -> !relation.isTable())
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * The statement in the engine's language, which computes the {@link #leaves} of its tables.
   *
   * @param relationSql for each table name, a parenthesized engine SELECT that yields its rows
   */
  public String engineSql(Function<String, String> relationSql) {
    return engineSql(
        table -> JsonLeaves.beside(relationSql.apply(table), leaves(table)),
        system -> {
          throw new IllegalStateException("nobody has the rows of " + system);
        });
  }

  /**
   * The same for a statement that may read system tables.
   *
   * @param relationSql for each table name, a parenthesized engine SELECT that yields its rows with
   *     its {@link #leaves} beside
   * @param systemSql for each of {@link #systemRelations}, a parenthesized engine SELECT
   */
  public String engineSql(
      Function<String, String> relationSql, Function<RelationName, String> systemSql) {
    return renderer.apply(
        relation ->
            relation.isTable() ? relationSql.apply(relation.name()) : systemSql.apply(relation));
  }

  /** How the engine's language names a column of the result. */
  public static String reference(String column) {
    return '"' + column.replace("\"", "\"\"") + '"';
  }
}
