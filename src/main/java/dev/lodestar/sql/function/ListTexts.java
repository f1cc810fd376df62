package dev.lodestar.sql.function;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.lodestar.sql.EngineFunction;
import dev.lodestar.sql.SqlType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Lists for the engine's Java functions, which pass them as JSON text. */
final class ListTexts {
  static final List<EngineFunction> ALL =
      List.of(
          new EngineFunction(
              "druid_split_json",
              List.of(SqlType.VARCHAR, SqlType.VARCHAR),
              SqlType.VARCHAR,
              a -> a[0] == null ? null : split((String) a[0], a[1] == null ? "" : (String) a[1])));

  private ListTexts() {}

  // As Java splits: empty texts at the end are dropped.
  private static String split(String text, String pattern) {
    return Arrays.stream(Regexes.split(text, pattern))
        .map(part -> '"' + new String(JsonStringEncoder.getInstance().quoteAsString(part)) + '"')
        .collect(Collectors.joining(",", "[", "]"));
  }
}
