package dev.lodestar.engine.duckdb;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The types of expressions that were found before: each batch of a stream has the same ones, and
 * binding them takes milliseconds. What expressions may read, the fields of their plan and lookups,
 * is part of their text. Safe for threads.
 */
final class KnownTypes {
  private static final int TEXTS_MAX = 128;
  private static final int LENGTH_MAX = 1 << 17;

  private final Map<String, List<String>> types =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<String>> eldest) {
          return size() > TEXTS_MAX;
        }
      };

  synchronized Optional<List<String>> find(String text) {
    return Optional.ofNullable(types.get(text));
  }

  synchronized void keep(String text, List<String> found) {
    if (text.length() <= LENGTH_MAX) {
      types.put(text, List.copyOf(found));
    }
  }
}
