package dev.lodestar.sql.function;

import java.util.List;

/** Macros that finish what the engine's aggregates collected; their operands are aggregates. */
public final class AggregateMacros {
  /** What the engine raises; the words after the mark are ours, see {@code EngineFaults}. */
  private static final String TOO_LARGE =
      "error('lodestar: An aggregate collects more bytes than its size limit allows; give a larger"
          + " limit as its last argument.')";

  public static final List<String> ALL =
      List.of(
          // A sum of longs wraps around, as additions of Java's longs do.
          macro(
              "wrapped(h)",
              "CAST(xor(h & 18446744073709551615::HUGEINT, 9223372036854775808::HUGEINT)"
                  + " - 9223372036854775808::HUGEINT AS BIGINT)"),
          macro("cut(x, n)", "CASE WHEN strlen(x) <= n THEN x ELSE druid_utf8_cut(x, n) END"),
          macro("present(l)", "nullif(list_filter(l, lambda e: e IS NOT NULL), [])"),
          // Druid counts a mark for NULL, a text with its length, and a number of eight bytes.
          macro("limited_texts(l, n)", limited("5 + strlen(e)")),
          macro("limited_numbers(l, n)", limited("9")),
          "CREATE OR REPLACE MACRO druid_distinct(l) AS (list_extract(list_transform("
              + "[list_sort(l, 'ASC', 'NULLS FIRST')], lambda s: list_filter(s, lambda e, i:"
              + " i = 1 OR e IS DISTINCT FROM s[i - 1])), 1))");

  private AggregateMacros() {}

  private static String limited(String size) {
    return "list_extract(list_transform([l], lambda v: CASE WHEN 5 + list_sum(list_transform(v,"
        + " lambda e: CASE WHEN e IS NULL THEN 1 ELSE "
        + size
        + " END)) > n THEN "
        + TOO_LARGE
        + " ELSE v END), 1)";
  }

  private static String macro(String signature, String body) {
    return "CREATE OR REPLACE MACRO druid_%s AS (%s)".formatted(signature, body);
  }
}
