package dev.lodestar.sql.function;

/**
 * One expression and the value that it must have.
 *
 * @param select the select list and, for aggregates, the rest of a SELECT over the rows of {@code
 *     example}
 * @param value the printed value; {@code NULL} for none
 */
public record Example(String select, String value) {}
