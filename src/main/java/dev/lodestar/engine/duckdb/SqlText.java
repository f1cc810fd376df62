package dev.lodestar.engine.duckdb;

import static java.util.stream.Collectors.joining;

import java.nio.file.Path;
import java.util.Collection;

/** Writes names and texts into SQL so that none of their characters can mean anything else. */
final class SqlText {
  private SqlText() {}

  static String name(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  static String literal(String text) {
    return '\'' + text.replace("'", "''") + '\'';
  }

  static String path(Path path) {
    return literal(path.toAbsolutePath().normalize().toString());
  }

  static String paths(Collection<Path> paths) {
    return paths.stream().map(SqlText::path).collect(joining(", ", "[", "]"));
  }
}
