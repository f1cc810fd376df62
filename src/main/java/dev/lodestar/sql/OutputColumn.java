package dev.lodestar.sql;

/**
 * One column of a result: its label as the user sees it and its type.
 *
 * @param nativeName the type as {@code typesHeader} shows it, which tells arrays of arrays apart
 */
public record OutputColumn(String name, SqlType type, String nativeName) {
  public OutputColumn(String name, SqlType type) {
    this(name, type, type.nativeName());
  }
}
