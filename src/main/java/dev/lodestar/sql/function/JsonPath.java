package dev.lodestar.sql.function;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The subset of JSONPath that Druid has, in the engine's spelling. */
final class JsonPath {
  private static final Pattern STEP =
      Pattern.compile("\\.([^.\\[\\]'\"*]+)|\\['([^']*)'\\]|\\[\"([^\"]*)\"\\]|\\[(-?\\d{1,9})\\]");

  private JsonPath() {}

  /** Empty for text that is not such a path. The root is {@code $} or {@code $.}. */
  static Optional<String> toEngine(String path) {
    if (!path.startsWith("$")) {
      return Optional.empty();
    }
    if (path.equals("$.")) {
      return Optional.of("$");
    }
    StringBuilder engine = new StringBuilder("$");
    Matcher step = STEP.matcher(path);
    int at = 1;
    while (at < path.length()) {
      if (!step.find(at) || step.start() != at) {
        return Optional.empty();
      }
      engine.append(toEngine(step));
      at = step.end();
    }
    return Optional.of(engine.toString());
  }

  private static String toEngine(Matcher step) {
    if (step.group(4) != null) {
      String index = step.group(4);
      return index.startsWith("-") ? "[#" + index + "]" : "[" + index + "]";
    }
    String name = step.group(1);
    if (name == null) {
      name = step.group(2) == null ? step.group(3) : step.group(2);
    }
    return ".\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
