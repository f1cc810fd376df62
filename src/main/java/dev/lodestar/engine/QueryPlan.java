package dev.lodestar.engine;

import dev.lodestar.sql.OutputColumn;
import java.time.Duration;
import java.util.List;

/**
 * A rendered query.
 *
 * @param engineSql as {@code sql.BoundQuery} renders it over {@link Engine#scanSql}
 * @param columns the shape and types of its result
 * @param timeout how long it may run, from start to the last row
 * @param relations rows that exist for this query only
 */
public record QueryPlan(
    String engineSql,
    List<OutputColumn> columns,
    Duration timeout,
    List<TemporaryRelation> relations) {
  public QueryPlan {
    columns = List.copyOf(columns);
    relations = List.copyOf(relations);
  }

  /** A query over segments alone. */
  public QueryPlan(String engineSql, List<OutputColumn> columns, Duration timeout) {
    this(engineSql, columns, timeout, List.of());
  }
}
