package dev.lodestar.data;

import java.util.List;

/**
 * When a row takes the place of others: it has the same key, and no lower version.
 *
 * <p>NULL is a value of a key like any other, and the lowest version.
 *
 * @param keys the columns that make up the key, at least one
 * @param version the column that tells which of two rows is the newer one
 */
public record UpsertRule(List<Column> keys, Column version) {
  public UpsertRule {
    keys = List.copyOf(keys);
  }
}
