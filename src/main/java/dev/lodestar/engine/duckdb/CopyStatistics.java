package dev.lodestar.engine.duckdb;

import dev.lodestar.data.Column;
import dev.lodestar.data.Granularity;
import dev.lodestar.data.StoredLeaf;
import dev.lodestar.data.StoredLeaf.Kind;
import dev.lodestar.data.TextLists;
import dev.lodestar.engine.RejectedRows;
import dev.lodestar.engine.StagedSegment;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What {@code COPY … (RETURN_STATS)} says about the files it wrote: a job's counters and segments.
 *
 * @param rowsByStatus how many records ended in each status of {@link RowPipeline}
 * @param warnings stored rows that lost a value
 */
record CopyStatistics(Map<String, Long> rowsByStatus, long warnings, List<StagedSegment> segments) {
  CopyStatistics {
    rowsByStatus = Map.copyOf(rowsByStatus);
    segments = List.copyOf(segments);
  }

  long rows(String status) {
    return rowsByStatus.getOrDefault(status, 0L);
  }

  RejectedRows rejected() {
    return new RejectedRows(rows(RowPipeline.LATE), rows(RowPipeline.EARLY));
  }

  /** Rows that are left out because nobody wants them. */
  long filtered() {
    return rows(RowPipeline.FILTERED) + rejected().late() + rejected().early();
  }

  CopyStatistics plus(CopyStatistics other) {
    Map<String, Long> sums = new HashMap<>(rowsByStatus);
    other.rowsByStatus.forEach((status, rows) -> sums.merge(status, rows, Long::sum));
    List<StagedSegment> all = new ArrayList<>(segments);
    all.addAll(other.segments);
    return new CopyStatistics(sums, warnings + other.warnings, all);
  }

  /**
   * Reads them.
   *
   * @param pipeline what made the rows
   */
  static CopyStatistics read(ResultSet files, Granularity partitioning, RowPipeline pipeline)
      throws SQLException {
    Map<String, Long> rows = new HashMap<>();
    long warnings = 0;
    List<StagedSegment> segments = new ArrayList<>();
    while (files.next()) {
      String status = (String) map(files.getObject("partition_keys")).get(RowPipeline.STATUS);
      long count = files.getLong("count");
      rows.merge(status, count, Long::sum);
      if (status.equals(RowPipeline.STORED)) {
        Map<?, ?> columns = map(files.getObject("column_statistics"));
        warnings += count - Long.parseLong(statistic(columns, RowPipeline.WARNING, "null_count"));
        Instant min = instant(statistic(columns, Column.TIME, "min"));
        segments.add(
            new StagedSegment(
                Path.of(files.getString("filename")),
                partitioning.chunkOf(min),
                count,
                files.getLong("file_size_bytes"),
                min,
                instant(statistic(columns, Column.TIME, "max")),
                lists(columns, count, pipeline.lists()),
                leaves(files, count, pipeline.leaves())));
      }
    }
    return new CopyStatistics(rows, warnings, segments);
  }

  private static TextLists lists(Map<?, ?> columns, long count, Map<String, String> lists) {
    Set<String> several = new HashSet<>();
    lists.forEach(
        (column, flag) -> {
          if (Long.parseLong(statistic(columns, flag, "null_count")) < count) {
            several.add(column);
          }
        });
    return new TextLists(lists.keySet(), several);
  }

  /** The leaves as the file of this row holds them. */
  static Set<StoredLeaf> leaves(ResultSet file, long count, Set<StoredLeaf> planned)
      throws SQLException {
    Map<?, ?> columns = map(file.getObject("column_statistics"));
    Set<StoredLeaf> leaves = new HashSet<>();
    for (StoredLeaf leaf : planned) {
      boolean mixed =
          leaf.kind() != Kind.TEXT
              && Long.parseLong(statistic(columns, leaf.others(), "null_count")) < count;
      leaves.add(new StoredLeaf(leaf.leaf(), leaf.kind(), mixed));
    }
    return leaves;
  }

  private static String statistic(Map<?, ?> columns, String column, String name) {
    return (String) map(columns.get(SqlText.name(column))).get(name);
  }

  private static Map<?, ?> map(Object value) {
    return (Map<?, ?>) value;
  }

  private static Instant instant(String text) {
    return LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
  }
}
