package dev.lodestar.sql.render;

import java.util.List;
import java.util.stream.Collectors;

/** Names for the engine. */
final class Quoting {
  private Quoting() {}

  static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String names(List<String> names) {
    return names.stream().map(Quoting::name).collect(Collectors.joining(", "));
  }
}
