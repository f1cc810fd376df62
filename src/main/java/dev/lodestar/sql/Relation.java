package dev.lodestar.sql;

import dev.lodestar.data.Column;
import java.util.List;
import java.util.Set;

/**
 * A table that a statement may name, with the columns of {@code SELECT *} in their order.
 *
 * @param multiValues the text columns of which a row may hold several; the engine has lists there
 */
public record Relation(String name, List<Column> columns, Set<String> multiValues) {
  public Relation {
    columns = List.copyOf(columns);
    multiValues = Set.copyOf(multiValues);
  }

  /** A table whose texts are single. */
  public Relation(String name, List<Column> columns) {
    this(name, columns, Set.of());
  }
}
