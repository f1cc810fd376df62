package dev.lodestar.sql.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The subset of JSONPath that Druid has, in the engine's spelling.
 *
 * <p>The root is {@code $}, {@code $.} or nothing; below it stand {@code .name}, {@code ['name']},
 * {@code ["name"]} and {@code [index]}, which counts from the end when it is negative. There are no
 * wildcards. Faults are worded as Druid words them.
 */
final class JsonPath {
  private final String path;
  private final StringBuilder engine = new StringBuilder("$");
  private final List<String> keys = new ArrayList<>();
  private boolean hasIndex;
  private int at = 1;

  private JsonPath(String path) {
    this.path = path;
  }

  /**
   * The engine's path.
   *
   * @throws InvalidPathException if the text is no path
   */
  static String toEngine(String path) throws InvalidPathException {
    return path.isEmpty() ? "$" : new JsonPath(path).read();
  }

  /** The keys on the way, when there is one at least and nothing else. */
  static Optional<List<String>> keys(String path) throws InvalidPathException {
    if (path.isEmpty()) {
      return Optional.empty();
    }
    JsonPath parsed = new JsonPath(path);
    parsed.read();
    return parsed.hasIndex || parsed.keys.isEmpty()
        ? Optional.empty()
        : Optional.of(List.copyOf(parsed.keys));
  }

  /** The engine's path of keys. */
  static String toEngine(List<String> keys) {
    StringBuilder path = new StringBuilder("$");
    keys.forEach(key -> append(path, key));
    return path.toString();
  }

  private static void append(StringBuilder path, String key) {
    path.append(".\"").append(key.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
  }

  private String read() throws InvalidPathException {
    if (path.charAt(0) != '$') {
      throw invalid("it must start with '$'");
    }
    while (at < path.length()) {
      char next = path.charAt(at++);
      if (next == '.') {
        name();
      } else if (next == '[') {
        bracket();
      } else {
        throw invalid("path parts must be separated with '.'");
      }
    }
    return engine.toString();
  }

  // The dot at the very end says nothing: "$." is the root.
  private void name() throws InvalidPathException {
    if (at == path.length()) {
      return;
    }
    if (path.charAt(at) == '[') {
      throw invalid(
          "found '[' at invalid position [%d], must not follow '.' or must be contained"
                  .formatted(at)
              + " with '");
    }
    int start = at;
    while (at < path.length() && path.charAt(at) != '.' && path.charAt(at) != '[') {
      at++;
    }
    if (at == start) {
      throw invalid("path parts separated by '.' must not be empty");
    }
    field(path.substring(start, at));
  }

  private void bracket() throws InvalidPathException {
    if (at == path.length()) {
      throw invalid("expected ']'");
    }
    char quote = path.charAt(at);
    boolean quoted = quote == '\'' || quote == '"';
    int end = path.indexOf(quoted ? quote + "]" : "]", at + 1);
    if (end < 0) {
      throw invalid("expected '%s'".formatted(quoted ? quote + "]" : "]"));
    }
    if (quoted) {
      field(path.substring(at + 1, end));
      at = end + 2;
    } else {
      index(path.substring(at, end));
      at = end + 1;
    }
  }

  private void index(String index) throws InvalidPathException {
    if (!index.matches("-?\\d{1,9}")) {
      throw invalid(
          "array specifier [%s] should be a number, it was not.  Use \"\" if this value was meant to be"
                  .formatted(index)
              + " a field name");
    }
    hasIndex = true;
    engine.append(index.startsWith("-") ? "[#" : "[").append(index).append(']');
  }

  private void field(String name) throws InvalidPathException {
    // To the engine it is a wildcard, even in quotes.
    if (name.equals("*")) {
      throw invalid("wildcards are not supported");
    }
    keys.add(name);
    append(engine, name);
  }

  private InvalidPathException invalid(String reason) {
    return new InvalidPathException("JSONPath [%s] is invalid, %s".formatted(path, reason));
  }

  /** Says why a text is no path. */
  static final class InvalidPathException extends Exception {
    private static final long serialVersionUID = 1;

    InvalidPathException(String message) {
      super(message);
    }
  }
}
