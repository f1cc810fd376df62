package dev.lodestar.sql;

import java.util.List;

/**
 * What a name of a lookup stands for: two columns of a table.
 *
 * @param columns those of the keys and of the values; empty where the table has only two
 */
public record LookupSource(String table, List<String> columns) {
  public LookupSource {
    columns = List.copyOf(columns);
    if (!columns.isEmpty() && columns.size() != 2) {
      throw new IllegalArgumentException("a lookup has a column of keys and one of values");
    }
  }
}
