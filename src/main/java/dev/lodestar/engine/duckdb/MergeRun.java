package dev.lodestar.engine.duckdb;

import static java.util.stream.Collectors.joining;

import dev.lodestar.data.Column;
import dev.lodestar.data.DataType.Storage;
import dev.lodestar.data.StoredLeaf;
import dev.lodestar.engine.MergePlan;
import dev.lodestar.engine.StagedSegment;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Writes the rows of some segments anew: one sorted file for each time chunk. */
final class MergeRun {
  /** Each chunk is one statement; what falls into more of them is better left as it is. */
  private static final int CHUNKS_MAX = 5_000;

  private static final String TIME = SqlText.name(Column.TIME);

  private final MergePlan plan;
  private final String source;
  private final Path staging;
  private final IngestSession session;
  private final int leavesPerThousandRows;

  MergeRun(MergePlan plan, Path staging, IngestSession session, int leavesPerThousandRows) {
    this(plan, ScanSql.of(plan.scan()), staging, session, leavesPerThousandRows);
  }

  /**
   * The same for some rows of them.
   *
   * @param source engine SQL that yields the columns of the scan, in parentheses
   */
  MergeRun(
      MergePlan plan,
      String source,
      Path staging,
      IngestSession session,
      int leavesPerThousandRows) {
    this.plan = plan;
    this.source = source;
    this.staging = staging;
    this.session = session;
    this.leavesPerThousandRows = leavesPerThousandRows;
  }

  /** The rows of one time chunk; the times are of its first and last row. */
  private record Part(Instant min, Instant max, long rowCount) {}

  /** Errors: as {@code Engine.merge} says. */
  List<StagedSegment> run() throws SQLException {
    List<Part> parts = parts();
    requireAllRows(parts.stream().mapToLong(Part::rowCount).sum());
    if (parts.size() > CHUNKS_MAX) {
      throw new ServiceException(
          ErrorCode.TOO_MANY_TIME_BUCKETS,
          null,
          "The segments would fall into more than %d time chunks of granularity \"%s\"."
              .formatted(CHUNKS_MAX, plan.partitioning().apiName()));
    }
    List<StoredLeaf> leaves = leaves();
    List<StagedSegment> written = new ArrayList<>();
    for (Part part : parts) {
      Set<StoredLeaf> own = LeafSurvey.fitting(leaves, part.rowCount(), leavesPerThousandRows);
      written.add(
          write(
              LeafSql.beside(rows(part), own),
              part,
              own,
              staging.resolve("merged-%d.parquet".formatted(written.size()))));
    }
    requireAllRows(written.stream().mapToLong(StagedSegment::rowCount).sum());
    return written;
  }

  /** What the rows seem to have now, and what some segment holds besides. */
  private List<StoredLeaf> leaves() throws SQLException {
    List<String> documents =
        plan.scan().columns().stream()
            .filter(column -> column.type().storage() == Storage.JSON)
            .map(Column::name)
            .toList();
    return documents.isEmpty()
        ? List.of()
        : LeafSurvey.of(
            session, "SELECT * FROM " + source + " AS merged", documents, plan.leaves());
  }

  private List<Part> parts() throws SQLException {
    return session.query(
        """
        SELECT epoch_ms(min(%s)), epoch_ms(max(%s)), count(*)
        FROM (SELECT %s, %s AS chunk FROM %s AS merged) GROUP BY chunk ORDER BY 1"""
            .formatted(TIME, TIME, TIME, ChunkKey.of(plan.partitioning(), TIME), source),
        rows -> {
          List<Part> parts = new ArrayList<>();
          while (rows.next()) {
            parts.add(
                new Part(
                    Instant.ofEpochMilli(rows.getLong(1)),
                    Instant.ofEpochMilli(rows.getLong(2)),
                    rows.getLong(3)));
          }
          return parts;
        });
  }

  private StagedSegment write(String rows, Part part, Set<StoredLeaf> leaves, Path file)
      throws SQLException {
    String order =
        Stream.concat(
                plan.clusteringColumns().stream().filter(this::isHeld), Stream.of(Column.TIME))
            .distinct()
            .map(SqlText::name)
            .collect(joining(", "));
    String copy =
        """
        COPY (SELECT * FROM (%s) ORDER BY %s)
        TO %s (FORMAT parquet, COMPRESSION zstd, PRESERVE_ORDER true, RETURN_STATS)"""
            .formatted(rows, order, SqlText.path(file));
    return session.query(
        copy,
        files -> {
          files.next();
          long count = files.getLong("count");
          return new StagedSegment(
              file,
              plan.partitioning().chunkOf(part.min()),
              count,
              files.getLong("file_size_bytes"),
              part.min(),
              part.max(),
              plan.lists(),
              CopyStatistics.leaves(files, count, leaves));
        });
  }

  private String rows(Part part) {
    return "SELECT * FROM %s AS merged WHERE %s BETWEEN make_timestamp_ms(%d) AND make_timestamp_ms(%d)"
        .formatted(source, TIME, part.min().toEpochMilli(), part.max().toEpochMilli());
  }

  private boolean isHeld(String name) {
    return plan.scan().columns().stream().anyMatch(column -> column.name().equals(name));
  }

  /** Our own promise: a merge that loses rows must never be seen. */
  private void requireAllRows(long rowCount) {
    if (rowCount != plan.rowCount()) {
      throw new IllegalStateException(
          "segments with %d rows were merged into %d rows".formatted(plan.rowCount(), rowCount));
    }
  }
}
