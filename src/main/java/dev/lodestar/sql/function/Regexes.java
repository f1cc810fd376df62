package dev.lodestar.sql.function;

import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Java's regular expressions for the engine; patterns compile once. */
final class Regexes {
  private static final int CACHED_MAX = 1000;
  private static final ConcurrentHashMap<String, Pattern> COMPILED = new ConcurrentHashMap<>();

  private Regexes() {}

  static @Nullable String extract(String text, String pattern, long group) {
    Matcher matcher = compiled(pattern).matcher(text);
    // Without a match nobody asks for the group, so that it need not exist.
    return matcher.find() ? matcher.group(Math.toIntExact(group)) : null;
  }

  static boolean like(String text, String pattern) {
    return compiled(pattern).matcher(text).find();
  }

  static String replace(String text, String pattern, String replacement) {
    return compiled(pattern).matcher(text).replaceAll(replacement);
  }

  static String[] split(String text, String pattern) {
    return compiled(pattern).split(text);
  }

  // Patterns are literals of statements: few at a time, without end over the life of a server.
  private static Pattern compiled(String pattern) {
    if (COMPILED.size() > CACHED_MAX) {
      COMPILED.clear();
    }
    return COMPILED.computeIfAbsent(pattern, Pattern::compile);
  }
}
