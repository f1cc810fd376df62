package dev.lodestar.sql;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/**
 * The pairs of a lookup as the engine reads them: {@code k} and {@code v}, each key once.
 *
 * <p>Of several values of a key the smallest counts; rows without a key are left out. Source:
 * docs/decisions/0044-lookups.md.
 */
public final class LookupPairs {
  static final String KEY = "k";
  static final String VALUE = "v";

  private LookupPairs() {}

  /**
   * A parenthesized engine SELECT of the pairs.
   *
   * @param columns the columns of the keys and of the values
   * @param rows a parenthesized engine SELECT of the table's rows
   */
  public static String select(List<String> columns, String rows) {
    return "(SELECT %s AS %s, min(%s) AS %s FROM %s WHERE %1$s IS NOT NULL GROUP BY %1$s)"
        .formatted(
            BoundQuery.reference(columns.getFirst()),
            KEY,
            BoundQuery.reference(columns.getLast()),
            VALUE,
            rows);
  }

  /** The name of an engine's table of these pairs; the same for the same source. */
  static String tableName(LookupSource source) {
    String text = source.table() + '\0' + String.join("\0", source.columns());
    return "__lodestar_lookup_"
        + UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString().replace("-", "");
  }
}
