package dev.lodestar.sql;

import dev.lodestar.data.Column;
import java.util.List;

/**
 * A table that a statement may name, with the columns of {@code SELECT *} in their order.
 *
 * @param schema {@code druid} for the user's tables, else the schema of a system table
 */
public record Relation(String schema, String name, List<Column> columns) {
  public Relation {
    columns = List.copyOf(columns);
  }

  /** A table of the user's. */
  public Relation(String name, List<Column> columns) {
    this(RelationName.TABLES, name, columns);
  }
}
