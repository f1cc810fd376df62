package dev.lodestar.sql.function;

import dev.lodestar.sql.EngineFunction;
import dev.lodestar.sql.SqlType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Java functions that the renderings of aggregates call. */
public final class AggregateFunctions {
  public static final List<EngineFunction> ALL =
      List.of(
          new EngineFunction(
              "druid_utf8_cut",
              List.of(SqlType.VARCHAR, SqlType.BIGINT),
              SqlType.VARCHAR,
              a -> a[0] instanceof String text && a[1] instanceof Long n ? cut(text, n) : null));

  private AggregateFunctions() {}

  /** The longest beginning of a text that takes at most so many bytes in UTF-8. */
  private static @Nullable String cut(String text, long bytes) {
    byte[] all = text.getBytes(StandardCharsets.UTF_8);
    if (all.length <= bytes) {
      return text;
    }
    int end = (int) bytes;
    while (end > 0 && (all[end] & 0xC0) == 0x80) {
      end--;
    }
    return new String(all, 0, end, StandardCharsets.UTF_8);
  }
}
