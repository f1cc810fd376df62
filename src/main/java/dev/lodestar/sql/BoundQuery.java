package dev.lodestar.sql;

import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * A SELECT, resolved and typed, waiting only to be told where its tables' rows are.
 *
 * <p>Shape: the engine's result has exactly {@code columns.size()} columns, in this order.
 */
public final class BoundQuery {
  private final List<OutputColumn> columns;
  private final Set<String> relations;
  private final Function<Function<String, String>, String> renderer;

  BoundQuery(
      List<OutputColumn> columns,
      Set<String> relations,
      Function<Function<String, String>, String> renderer) {
    this.columns = List.copyOf(columns);
    this.relations = Set.copyOf(relations);
    this.renderer = renderer;
  }

  public List<OutputColumn> columns() {
    return columns;
  }

  /** The tables that it reads. */
  public Set<String> relations() {
    return relations;
  }

  /**
   * The statement in the engine's language.
   *
   * @param relationSql for each table name, a parenthesized engine SELECT that yields its rows
   */
  public String engineSql(Function<String, String> relationSql) {
    return renderer.apply(relationSql);
  }

  /** How the engine's language names a column of the result. */
  public static String reference(String column) {
    return '"' + column.replace("\"", "\"\"") + '"';
  }
}
