package dev.lodestar.sql;

import dev.lodestar.data.Column;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The one language of mappings, filters and queries.
 *
 * <p>Stateless and safe for threads. Errors: {@code INVALID_SQL} with line and column for syntax,
 * unknown names and wrong types.
 */
public final class DruidSql {

  /**
   * Parses and validates a SELECT.
   *
   * @param relations finds a table by its exact name
   */
  public BoundQuery bindQuery(
      String sql,
      List<SqlParameter> parameters,
      SqlSettings settings,
      Function<String, Optional<Relation>> relations) {
    return new BoundQuery(List.of(), Set.of(), relation -> "");
  }

  /** Parses and validates a scalar expression over input fields; aggregates are refused. */
  public BoundExpression bindExpression(String text, List<Column> fields, SqlSettings settings) {
    return new BoundExpression(text, SqlType.NULL, Set.of());
  }

  /** The same for a filter, whose type must be BOOLEAN; UNKNOWN counts as false for the engine. */
  public BoundExpression bindFilter(String text, List<Column> fields, SqlSettings settings) {
    return new BoundExpression(text, SqlType.NULL, Set.of());
  }
}
