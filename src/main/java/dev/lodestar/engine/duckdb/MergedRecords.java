package dev.lodestar.engine.duckdb;

import static java.util.stream.Collectors.joining;

import dev.lodestar.data.Column;
import dev.lodestar.data.DataType.Storage;
import dev.lodestar.data.RowCounts;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Counts the records of a query that makes one row of several.
 *
 * @param read the records that reached the query
 * @param damaged those of them that lost a value which did not fit its type
 */
record MergedRecords(long read, long damaged) {
  static final MergedRecords NONE = new MergedRecords(0, 0);

  MergedRecords plus(MergedRecords other) {
    return new MergedRecords(read + other.read, damaged + other.damaged);
  }

  /** The readable records of a source that hold at least one of its fields. */
  static MergedRecords of(RecordSource source, List<Column> fields, IngestSession session)
      throws SQLException {
    boolean canLose = fields.stream().anyMatch(field -> field.type().storage() != Storage.STRING);
    String lost =
        canLose
            ? IntStream.range(0, fields.size())
                .mapToObj(RecordSource::lost)
                .collect(joining(" OR "))
            : "false";
    return session.query(
        "SELECT count(*), count(*) FILTER (WHERE %s) FROM (%s) WHERE NOT %s"
            .formatted(lost, source.everything(), RecordSource.BLANK),
        result -> {
          result.next();
          return new MergedRecords(result.getLong(1), result.getLong(2));
        });
  }

  /**
   * The figures of records, of those of rows.
   *
   * @param written the rows, in files below {@code folder}
   * @param filters whether records that became no row were filtered
   */
  RowCounts counts(
      CopyStatistics written, Path folder, boolean filters, long unreadable, IngestSession session)
      throws SQLException {
    Map<String, Long> records = written.rowsByStatus().isEmpty() ? Map.of() : sums(folder, session);
    long all = records.values().stream().mapToLong(Long::longValue).sum();
    long stored = records.getOrDefault(RowPipeline.STORED, 0L);
    long filtered = records.getOrDefault(RowPipeline.FILTERED, 0L);
    long warned = Math.min(damaged, stored);
    return new RowCounts(
        stored - warned,
        warned,
        filtered + (filters ? Math.max(0, read - all) : 0),
        unreadable + all - stored - filtered);
  }

  private static Map<String, Long> sums(Path folder, IngestSession session) throws SQLException {
    return session.query(
        "SELECT %s, sum(coalesce(%s, %s)) FROM read_parquet(%s, hive_partitioning=true) GROUP BY 1"
            .formatted(
                RowPipeline.STATUS,
                RowPipeline.UNSTORED,
                SqlText.name(Column.COUNT.name()),
                SqlText.literal(folder + "/**/*.parquet")),
        result -> {
          Map<String, Long> sums = new HashMap<>();
          while (result.next()) {
            sums.put(result.getString(1), result.getLong(2));
          }
          return sums;
        });
  }
}
