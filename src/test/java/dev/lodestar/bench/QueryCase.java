package dev.lodestar.bench;

import java.util.List;

/**
 * A question, as a user of Druid SQL asks it and as one of DuckDB does.
 *
 * @param druid over the table {@code events}
 * @param duckDb over a view of the same name on the same segment files
 */
record QueryCase(String name, String druid, String duckDb) {
  static final List<QueryCase> ALL =
      List.of(
          same("count", "SELECT COUNT(*) FROM events"),
          same(
              "filter and group, 10 values",
              "SELECT d10, COUNT(*), SUM(l_mid) FROM events WHERE l_small < 5 GROUP BY d10"),
          same(
              "top 10 of 100,000 values",
              "SELECT d100k, COUNT(*) AS c FROM events GROUP BY d100k ORDER BY c DESC, d100k LIMIT 10"),
          new QueryCase(
              "hour buckets",
              "SELECT TIME_FLOOR(__time, 'PT1H') AS h, COUNT(*), SUM(l_mid) FROM events"
                  + " GROUP BY 1 ORDER BY 1",
              "SELECT date_trunc('hour', __time) AS h, COUNT(*), SUM(l_mid) FROM events"
                  + " GROUP BY 1 ORDER BY 1"),
          new QueryCase(
              "approximate distinct",
              "SELECT APPROX_COUNT_DISTINCT(d100k) FROM events",
              "SELECT approx_count_distinct(d100k) FROM events"),
          same("exact distinct", "SELECT COUNT(DISTINCT d100k) FROM events"),
          same("LIKE", "SELECT COUNT(*) FROM events WHERE note LIKE '%beacon%'"),
          new QueryCase(
              "JSON_VALUE group",
              "SELECT JSON_VALUE(attrs, '$.os') AS os, COUNT(*) FROM events GROUP BY 1",
              "SELECT json_extract_string(attrs, '$.os') AS os, COUNT(*) FROM events GROUP BY 1"),
          new QueryCase(
              "two dimensions and a time filter",
              "SELECT d10, d100, SUM(f_price) FROM events"
                  + " WHERE __time >= TIMESTAMP '2026-01-03 00:00:00'"
                  + " AND __time < TIMESTAMP '2026-01-05 00:00:00' GROUP BY d10, d100",
              "SELECT d10, d100, SUM(f_price) FROM events"
                  + " WHERE __time >= TIMESTAMP '2026-01-03 00:00:00'"
                  + " AND __time < TIMESTAMP '2026-01-05 00:00:00' GROUP BY d10, d100"),
          same(
              "window",
              "SELECT d10, d100, COUNT(*) AS c, RANK() OVER (PARTITION BY d10 ORDER BY COUNT(*) DESC)"
                  + " FROM events GROUP BY d10, d100"),
          same(
              "join",
              "SELECT a.d100, COUNT(*) FROM events a JOIN (SELECT d1k, MAX(l_mid) AS m FROM events"
                  + " GROUP BY d1k) b ON a.d1k = b.d1k AND a.l_mid = b.m GROUP BY a.d100"));

  private static QueryCase same(String name, String sql) {
    return new QueryCase(name, sql, sql);
  }
}
