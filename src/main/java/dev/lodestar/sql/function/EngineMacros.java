package dev.lodestar.sql.function;

import java.util.List;
import java.util.stream.Stream;

/**
 * Macros for rules that would otherwise print an operand twice. Where an operand is used twice and
 * calls nest in practice, a one-element list holds it, so that nesting does not multiply work.
 */
public final class EngineMacros {
  private static final String TIME_PARSE =
      "COALESCE(CASE WHEN right(v, 1) = 'Z' AND strlen(v) IN (20, 24)"
          + " THEN TRY_CAST(v AS TIMESTAMP) ELSE druid_time_plain(v) END,"
          + " druid_ms_time(druid_iso_time(v, 'UTC')))";

  private static final List<String> SCALARS =
      List.of(
          macro("ms_time(n)", "make_timestamp_ms(n)"),
          macro("ascii(x)", "strlen(x) = length(x)"),
          once("upper", "x", "CASE WHEN druid_ascii(v) THEN upper(v) ELSE druid_java_upper(v) END"),
          once("lower", "x", "CASE WHEN druid_ascii(v) THEN lower(v) ELSE druid_java_lower(v) END"),
          // 64 bits of a number that may have more, as Java's arithmetic leaves them.
          macro(
              "wrap64(h)",
              "CAST(((h + 9223372036854775808::HUGEINT) & 18446744073709551615::HUGEINT)"
                  + " - 9223372036854775808::HUGEINT AS BIGINT)"),
          once(
              "length",
              "x",
              "CASE WHEN druid_ascii(v) THEN strlen(v) ELSE druid_utf16_length(v) END"),
          once(
              "substring",
              "x, s, n",
              // The engine's greatest and least pass over NULL.
              "CASE WHEN s IS NULL OR n IS NULL THEN NULL"
                  + " WHEN druid_ascii(v) THEN substr(v, least(greatest(s, 1), 2147483647),"
                  + " greatest(least(n, least(n, 2147483647::BIGINT)"
                  + " + least(s, 2147483647::BIGINT) - 1), 0))"
                  + " ELSE druid_utf16_substring(v, s, n) END"),
          once("left", "x, n", "druid_substring(v, 1, druid_count(n))"),
          once(
              "right",
              "x, n",
              "CASE WHEN n IS NOT NULL THEN"
                  + " druid_substring(v, greatest(druid_length(v) - druid_count(n) + 1, 1), 2147483647)"
                  + " END"),
          once(
              "reverse",
              "x",
              "CASE WHEN druid_ascii(v) THEN reverse(v) ELSE druid_utf16_reverse(v) END"),
          macro("repeat(x, n)", "CASE WHEN n >= 1 THEN druid_utf16_repeat(x, n) END"),
          macro("lpad(x, n, c)", "druid_utf16_lpad(x, n, c)"),
          macro("rpad(x, n, c)", "druid_utf16_rpad(x, n, c)"),
          once(
              "position",
              "x, s",
              "CASE WHEN druid_ascii(v) THEN strpos(v, s) ELSE druid_utf16_position(v, s, 1) END"),
          macro("position_from(x, s, i)", "druid_utf16_position(x, s, i)"),
          // Only digits and their signs: the engine also reads blanks, hexadecimals and _.
          macro("numeric(x)", "translate(x, '0123456789+-.eE', '') = ''"),
          once(
              "text_bigint",
              "x",
              "CASE WHEN NOT druid_numeric(v) THEN NULL"
                  + " WHEN contains(v, '.') THEN TRY_CAST(trunc(TRY_CAST(v AS DOUBLE)) AS BIGINT)"
                  + " ELSE TRY_CAST(v AS BIGINT) END"),
          once(
              "text_double",
              "x",
              "CASE WHEN druid_numeric(v) OR v IN ('NaN', 'Infinity', '-Infinity')"
                  + " THEN TRY_CAST(v AS DOUBLE) END"),
          once(
              "double_text",
              "x",
              "CASE WHEN v = 0 OR (abs(v) >= 0.001e0 AND abs(v) < 10000000e0)"
                  + " THEN CAST(v AS VARCHAR) ELSE druid_java_double_text(v) END"),
          // A number without a fraction prints as a whole one. Read from fields only.
          macro(
              "number_text(v)",
              "CASE WHEN v = trunc(v) AND abs(v) < 1e15 THEN CAST(CAST(v AS BIGINT) AS VARCHAR)"
                  + " ELSE CAST(v AS VARCHAR) END"),
          once(
              "round",
              "x, d",
              // Only decimal digits tell what is half: 1.005 is a little less in binary.
              "CASE WHEN isfinite(v) THEN CASE WHEN d = 0 THEN round(v) + 0e0"
                  + " WHEN abs(abs(v) * pow(10e0, d) % 1 - 0.5e0) < 1e-3"
                  + " OR abs(v) * pow(10e0, d) >= 4503599627370496e0 THEN druid_java_round(v, d)"
                  + " ELSE round(v, d) + 0e0 END WHEN isnan(v) THEN 0e0"
                  + " WHEN v > 0 THEN 1.7976931348623157e308"
                  + " WHEN v < 0 THEN -1.7976931348623157e308 END"),
          // The smallest BIGINT has no positive one.
          once("abs", "x", "COALESCE(TRY(abs(v)), v)"),
          // As Java's (long): what is too large is the largest, NaN is 0, and there is no -0.
          once(
              "whole_double",
              "x",
              "CASE WHEN abs(v) < 9e18 THEN trunc(v) + 0e0"
                  + " ELSE CAST(druid_java_long(v) AS DOUBLE) END"),
          macro("truncate(x, d)", "druid_whole_double(x * pow(10e0, d)) / pow(10e0, d)"),
          macro(
              "time_plain(v)",
              "CASE WHEN regexp_full_match(v,"
                  + " '\\d{4}-\\d\\d-\\d\\d([T ]\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,3})?)?')"
                  + " THEN TRY_CAST(v AS TIMESTAMP) WHEN regexp_full_match(v,"
                  + " '\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,3})?[+-]\\d\\d:\\d\\d')"
                  + " THEN timezone('UTC', TRY_CAST(v AS TIMESTAMPTZ)) END"),
          // Mappings parse a field of millions of rows: a field may be read twice, a list may not.
          macro("time_parse_field(v)", TIME_PARSE),
          once("time_parse", "x", TIME_PARSE),
          once(
              "time_parse_in",
              "x, z",
              "COALESCE(CASE WHEN right(v, 1) = 'Z' AND strlen(v) IN (20, 24)"
                  + " THEN TRY_CAST(v AS TIMESTAMP) END, druid_ms_time(druid_iso_time(v, z)))"),
          once(
              "floor_in",
              "x, z, p, o",
              "v - (timezone(z, timezone('UTC', v)) - time_bucket(p, timezone(z, timezone('UTC', v)), o))"),
          macro(
              "months_on(v, o, n, back)",
              "o + to_months(CAST(date_sub('month', o, v) - date_sub('month', o, v) % n - back"
                  + " AS INTEGER))"),
          // Months from an origin: the last one, cut to the month's length, that is not after x.
          once(
              "floor_months",
              "x, o, n",
              "CASE WHEN druid_months_on(v, o, n, 0) > v THEN druid_months_on(v, o, n, n)"
                  + " ELSE druid_months_on(v, o, n, 0) END"),
          macro("json_text(j)", "json_extract_string(json_value(j, '$'), '$')"),
          // A boolean is a number to Druid, also within JSON.
          once(
              "json_scalar",
              "x",
              "CASE json_type(v) WHEN 'BOOLEAN' THEN CASE WHEN CAST(v AS VARCHAR) = 'true'"
                  + " THEN '1' ELSE '0' END ELSE json_extract_string(v, '$') END"),
          macro("json_value(j, p)", "druid_json_scalar(json_value(j, p))"),
          // An array of values as it is, one value alone; nothing for what holds objects or arrays.
          once(
              "json_values",
              "x",
              "CASE json_type(v) WHEN 'ARRAY' THEN"
                  + " CASE WHEN NOT list_has_any(list_transform(TRY_CAST(v AS JSON[]),"
                  + " lambda e: json_type(e)), ['OBJECT', 'ARRAY'])"
                  + " THEN list_transform(TRY_CAST(v AS JSON[]), lambda e: druid_json_scalar(e)) END"
                  + " WHEN 'OBJECT' THEN NULL"
                  + " ELSE druid_wrap(druid_json_scalar(v)) END"),
          // Text that is no JSON is a value of JSON.
          once("json_document", "x", "coalesce(TRY_CAST(v AS JSON), to_json(v))"),
          once(
              "json_elements",
              "x",
              "CASE WHEN json_type(v) = 'ARRAY' THEN TRY_CAST(v AS JSON[])"
                  + " WHEN v IS NOT NULL THEN [v] END"),
          macro("json_query(j, p)", "nullif(json_extract(j, p), CAST('null' AS JSON))"),
          macro("parse_json(x)", "nullif(json(x), CAST('null' AS JSON))"),
          macro("try_parse_json(x)", "nullif(json(TRY_CAST(x AS JSON)), CAST('null' AS JSON))"),
          once(
              "json_keys",
              "x",
              "CASE json_type(v) WHEN 'OBJECT' THEN json_keys(v) WHEN 'ARRAY' THEN"
                  + " list_transform(range(CAST(json_array_length(v) AS BIGINT)),"
                  + " lambda i: CAST(i AS VARCHAR)) END"),
          macro(
              "json_merge(x, y)",
              "CAST(druid_json_merge_text(CAST(x AS VARCHAR), CAST(y AS VARCHAR)) AS JSON)"),
          macro(
              "json_paths(x)",
              "from_json(CAST(druid_json_paths_text(CAST(x AS VARCHAR)) AS JSON), '[\"VARCHAR\"]')"),
          // Java's rule for what is left when the divisor is no number: 0 of 0, else nothing.
          macro(
              "safe_divide(x, y)",
              "CASE WHEN isnan(y) THEN CASE WHEN x = 0 THEN 0e0 END ELSE x / nullif(y, 0) END"));

  public static final List<String> ALL =
      Stream.of(SCALARS, ListMacros.ALL).flatMap(List::stream).toList();

  private EngineMacros() {}

  static String macro(String signature, String body) {
    return "CREATE OR REPLACE MACRO druid_%s AS (%s)".formatted(signature, body);
  }

  /** A macro whose first parameter, {@code x}, is computed once and is {@code v} in the body. */
  static String once(String name, String parameters, String body) {
    return macro(
        name + "(" + parameters + ")",
        "list_extract(list_transform([x], lambda v: " + body + "), 1)");
  }
}
