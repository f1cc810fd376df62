package dev.lodestar.sql.function;

import java.util.List;

/**
 * Macros of arrays and of several texts; {@link EngineMacros} defines them with the others.
 *
 * <p>Within a body {@code v} is the list, computed once.
 */
final class ListMacros {
  private static final String SIZE_MAX = "16777216";

  static final List<String> ALL =
      List.of(
          EngineMacros.once("wrap", "x", "CASE WHEN v IS NOT NULL THEN [v] END"),
          EngineMacros.once(
              "only",
              "x",
              "CASE WHEN len(v) = 1 THEN list_extract(v, 1) WHEN v IS NOT NULL"
                  + " THEN error('an array that has not one element is no scalar') END"),
          EngineMacros.once(
              "list_append", "x, e", "CASE WHEN v IS NOT NULL THEN list_append(v, e) END"),
          EngineMacros.once(
              "list_prepend", "x, e", "CASE WHEN v IS NOT NULL THEN list_prepend(e, v) END"),
          EngineMacros.once(
              "list_concat",
              "x, o",
              "CASE WHEN v IS NOT NULL AND o IS NOT NULL THEN list_concat(v, o) END"),
          EngineMacros.once(
              "list_slice",
              "x, s, n",
              "CASE WHEN s < 0 OR s > len(v) OR s > n THEN NULL WHEN n - s > "
                  + SIZE_MAX
                  + " THEN error('a slice is too long')"
                  + " ELSE list_resize(list_slice(v, s + 1, n), n - s) END"),
          EngineMacros.once(
              "list_contains",
              "x, e",
              "CASE WHEN e IS NULL THEN list_count(v) < len(v) ELSE list_contains(v, e) END"),
          EngineMacros.once(
              "list_contains_all",
              "x, o",
              "CASE WHEN v IS NULL THEN NULL WHEN o IS NULL THEN list_count(v) < len(v)"
                  + " ELSE list_has_all(v, list_filter(o, lambda e: e IS NOT NULL))"
                  + " AND (list_count(o) = len(o) OR list_count(v) < len(v)) END"),
          EngineMacros.once(
              "list_overlap",
              "x, o",
              "CASE WHEN v IS NULL THEN NULL WHEN o IS NULL THEN false ELSE list_has_any(v, o)"
                  + " OR (len(o) = 1 AND list_count(o) = 0 AND list_count(v) < len(v)) END"),
          EngineMacros.once(
              "list_text",
              "x, sep",
              "CASE WHEN len(v) = 0 THEN ''"
                  + " ELSE array_to_string(list_transform(v, lambda e: coalesce(e, 'null')),"
                  + " coalesce(sep, '')) END"),
          EngineMacros.once(
              "list_key",
              "x",
              "CASE WHEN v IS NOT NULL THEN create_sort_key(list_transform(v,"
                  + " lambda e: struct_pack(known := e IS NOT NULL, value := e)),"
                  + " 'ASC NULLS FIRST') END"),
          EngineMacros.macro("split(x, p)", "from_json(druid_split_json(x, p), '[\"VARCHAR\"]')"),
          // Several texts: an empty row is no row, as a stored one.
          EngineMacros.once("mv", "x", "CASE WHEN len(v) > 0 THEN v END"),
          EngineMacros.once("mv_values", "x", "CASE WHEN len(v) > 0 THEN v ELSE [NULL] END"),
          EngineMacros.once(
              "mv_text",
              "x",
              "CASE WHEN len(v) = 1 THEN list_extract(v, 1)"
                  + " WHEN len(v) > 1 THEN CAST(to_json(v) AS VARCHAR) END"),
          EngineMacros.once(
              "mv_json",
              "x",
              "CASE WHEN len(v) = 1 THEN to_json(list_extract(v, 1)) ELSE to_json(v) END"),
          EngineMacros.once(
              "mv_distinct",
              "x",
              "CASE WHEN list_count(v) < len(v) THEN list_prepend(NULL, list_sort(list_distinct(v)))"
                  + " ELSE list_sort(list_distinct(v)) END"),
          EngineMacros.once(
              "mv_joined",
              "x, sep",
              "CASE WHEN list_count(v) > 0 THEN array_to_string(v, coalesce(sep, '')) END"),
          EngineMacros.once("mv_single", "x", "CASE WHEN len(v) = 1 THEN list_extract(v, 1) END"),
          EngineMacros.once(
              "mv_any",
              "x",
              "CASE WHEN list_contains(v, true) THEN true"
                  + " WHEN list_count(v) = len(v) THEN false END"));

  private ListMacros() {}
}
