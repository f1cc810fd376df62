package dev.lodestar.sql;

import dev.lodestar.data.Column;
import java.util.List;

/** A table that a statement may name, with the columns of {@code SELECT *} in their order. */
public record Relation(String name, List<Column> columns) {
  public Relation {
    columns = List.copyOf(columns);
  }
}
