package dev.lodestar.sql;

import java.util.Set;

/**
 * A mapping or filter expression, resolved and typed.
 *
 * @param engineSql the expression in the engine's language; input fields appear as double-quoted
 *     identifiers, and every value is already converted to {@code type}
 * @param type the type of its value
 * @param fields the input fields that it reads
 */
public record BoundExpression(String engineSql, SqlType type, Set<String> fields) {
  public BoundExpression {
    fields = Set.copyOf(fields);
  }
}
