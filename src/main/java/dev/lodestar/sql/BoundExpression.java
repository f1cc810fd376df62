package dev.lodestar.sql;

import java.util.Map;
import java.util.Set;

/**
 * A mapping or filter expression, resolved and typed.
 *
 * @param engineSql the expression in the engine's language; input fields appear as double-quoted
 *     identifiers, and every value is already converted to {@code type}
 * @param type the type of its value
 * @param fields the input fields that it reads
 * @param isSeveral whether a value may be several texts, a list in the engine
 * @param lookups what it looks values up in, by the name of the engine's table that has to hold the
 *     {@link LookupPairs}
 */
public record BoundExpression(
    String engineSql,
    SqlType type,
    Set<String> fields,
    boolean isSeveral,
    Map<String, LookupSource> lookups) {
  public BoundExpression {
    fields = Set.copyOf(fields);
    lookups = Map.copyOf(lookups);
  }

  /** The same, which looks values up. */
  BoundExpression lookingUp(Map<String, LookupSource> found) {
    return new BoundExpression(engineSql, type, fields, isSeveral, found);
  }
}
