package dev.lodestar.engine;

import dev.lodestar.data.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows in memory that one query reads as if they were a table.
 *
 * @param name unique within the query
 * @param columns of the types {@code string}, {@code long} and {@code double} only
 * @param rows one value per column: String, Long, Double or null
 */
public record TemporaryRelation(String name, List<Column> columns, List<@Nullable Object[]> rows) {
  public TemporaryRelation {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }
}
