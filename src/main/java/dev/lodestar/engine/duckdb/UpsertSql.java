package dev.lodestar.engine.duckdb;

import static java.util.stream.Collectors.joining;

import dev.lodestar.data.Column;
import dev.lodestar.data.LeafValue;
import dev.lodestar.data.UpsertRule;
import dev.lodestar.engine.SegmentScan;
import dev.lodestar.engine.SegmentScan.FileGroup;
import dev.lodestar.engine.UpsertedRows;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Engine SQL that decides which of the rows with the same key are there.
 *
 * <p>Rows are read with what decides between them: their {@link #key}s, {@link #VERSION} and {@link
 * #FILE}. Each join below meets at most one row of the other side, so that none is there twice.
 */
final class UpsertSql {
  static final String VERSION = "__lodestar_version";

  /** The path of the file that a row was read from. */
  static final String FILE = "__lodestar_file";

  /** The place of that file among those of new rows. */
  static final String ORDER = "__lodestar_order";

  private static final String EVENTS = "__lodestar_events";

  private UpsertSql() {}

  static String key(int place) {
    return "__lodestar_key_" + place;
  }

  /** The rows of a scan with others that take their place, as they are together. */
  static String current(SegmentScan scan) {
    UpsertedRows upserted = scan.upserted().orElseThrow();
    UpsertRule rule = upserted.rule();
    String stored = ScanSql.keyed(scan, rule);
    String newestStored =
        """
        SELECT %s, max(%s) AS %s, true AS __lodestar_found FROM (
          SELECT * FROM %s AS stored SEMI JOIN %s AS events ON %s) GROUP BY ALL"""
            .formatted(
                keys(rule), VERSION, VERSION, stored, EVENTS, same(rule, "stored", "events"));
    return """
        (WITH %s AS MATERIALIZED (%s)
        SELECT %s FROM %s AS stored LEFT JOIN %s AS events ON %s
        WHERE events.%s IS NULL OR %s
        UNION ALL BY NAME
        SELECT %s FROM %s AS events LEFT JOIN (%s) AS stored ON %s
        WHERE stored.__lodestar_found IS NULL OR NOT %s)"""
        .formatted(
            EVENTS,
            newest(scan, upserted),
            columns(scan, "stored"),
            stored,
            EVENTS,
            same(rule, "stored", "events"),
            ORDER,
            isNewer("stored", "events"),
            columns(scan, "events"),
            EVENTS,
            newestStored,
            same(rule, "stored", "events"),
            isNewer("stored", "events"));
  }

  /** Of the new rows the one of each key that counts, with its {@link #ORDER}; a SELECT. */
  static String newest(SegmentScan scan, UpsertedRows rows) {
    SegmentScan events =
        SegmentScan.of(scan.columns(), scan.multiValues(), scan.leaves(), rows.files());
    return "SELECT * FROM (%s) QUALIFY row_number() OVER (PARTITION BY %s ORDER BY %s DESC NULLS LAST, %s DESC) = 1"
        .formatted(ordered(events, rows), keys(rows.rule()), VERSION, ORDER);
  }

  /** The rows of some files of new rows with their {@link #ORDER} among all; a SELECT. */
  static String ordered(SegmentScan some, UpsertedRows all) {
    List<Path> files = all.files().stream().map(FileGroup::files).flatMap(List::stream).toList();
    return "SELECT *, list_position(%s, %s) AS %s FROM %s"
        .formatted(SqlText.paths(files), FILE, ORDER, ScanSql.keyed(some, all.rule()));
  }

  /**
   * Records of one batch, of which those that another one of the batch replaces get the status
   * {@link RowPipeline#REPLACED}; a SELECT.
   *
   * @param isStored true for the records that become rows
   * @param value what a record has for a column
   */
  static String withoutReplaced(
      String records, String isStored, UpsertRule rule, Function<Column, String> value) {
    return """
        SELECT * REPLACE (CASE WHEN %s AND row_number() OVER (
          PARTITION BY %s, %s ORDER BY %s DESC NULLS LAST, %s DESC) > 1
          THEN '%s' ELSE %s END AS %s) FROM %s"""
        .formatted(
            isStored,
            isStored,
            rule.keys().stream().map(value).collect(joining(", ")),
            value.apply(rule.version()),
            RecordSource.RECORD,
            RowPipeline.REPLACED,
            RowPipeline.STATUS,
            RowPipeline.STATUS,
            records);
  }

  static String keys(UpsertRule rule) {
    return IntStream.range(0, rule.keys().size()).mapToObj(UpsertSql::key).collect(joining(", "));
  }

  /** True for two rows of the same key. */
  static String same(UpsertRule rule, String left, String right) {
    return IntStream.range(0, rule.keys().size())
        .mapToObj(UpsertSql::key)
        .map(key -> "%s.%s IS NOT DISTINCT FROM %s.%s".formatted(left, key, right, key))
        .collect(joining(" AND "));
  }

  /** True where a row has a higher version than another; no version is the lowest. */
  static String isNewer(String left, String right) {
    return "coalesce(%s.%s > %s.%s, %s.%s IS NOT NULL)"
        .formatted(left, VERSION, right, VERSION, left, VERSION);
  }

  /** What the scan is asked for, without what decides. */
  static String columns(SegmentScan scan, String from) {
    return Stream.concat(
            scan.columns().stream().map(Column::name),
            scan.leaves().stream().map(LeafValue::hiddenColumn))
        .map(name -> from + "." + SqlText.name(name))
        .collect(joining(", "));
  }
}
