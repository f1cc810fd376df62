package dev.lodestar.engine.duckdb;

import static java.util.stream.Collectors.joining;

import dev.lodestar.data.Column;
import dev.lodestar.engine.IngestPlan;
import dev.lodestar.engine.StagedSegment;
import dev.lodestar.engine.StreamRules;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleConsumer;
import java.util.stream.Stream;

/** Writes rows into one Parquet file per time chunk. */
final class SegmentWriter {
  private static final long WATCH_NANOS = Duration.ofMillis(400).toNanos();

  private final IngestSession session;
  private final IngestPlan plan;
  private final int chunksMax;

  SegmentWriter(IngestSession session, IngestPlan plan, int chunksMax) {
    this.session = session;
    this.plan = plan;
    this.chunksMax = chunksMax;
  }

  /**
   * Errors: {@code TOO_MANY_TIME_BUCKETS}; while writing, as thousands of folders cost a lot.
   *
   * @param source the records, as {@link RecordSource} reads them
   */
  CopyStatistics write(RowPipeline pipeline, String source, Path folder, DoubleConsumer progress)
      throws SQLException {
    String copy =
        """
        COPY (%s) TO %s (FORMAT parquet, COMPRESSION %s, PARTITION_BY (%s, %s), RETURN_STATS, \
        PRESERVE_ORDER false)"""
            .formatted(
                pipeline.rows(source),
                SqlText.path(folder),
                plan.stream().map(StreamRules::isProvisional).orElse(false) ? "snappy" : "zstd",
                RowPipeline.STATUS,
                RowPipeline.CHUNK);
    Path chunks = folder.resolve(RowPipeline.STATUS + "=" + RowPipeline.STORED);
    long[] checked = {System.nanoTime()};
    CopyStatistics written =
        session.query(
            copy,
            files -> CopyStatistics.read(files, plan.partitioning(), pipeline),
            progress,
            () -> {
              if (System.nanoTime() - checked[0] > WATCH_NANOS) {
                checkChunkCount(folders(chunks));
                checked[0] = System.nanoTime();
              }
            });
    checkChunkCount(written.segments().stream().map(StagedSegment::chunk).distinct().count());
    return written;
  }

  /** Writes each segment again with its rows in the order of the clustering columns. */
  CopyStatistics sort(CopyStatistics written) throws SQLException, IOException {
    List<StagedSegment> sorted = new ArrayList<>();
    for (StagedSegment segment : written.segments()) {
      Path file = segment.file().resolveSibling("sorted_" + segment.file().getFileName());
      String order =
          Stream.concat(plan.clusteringColumns().stream(), Stream.of(Column.TIME))
              .distinct()
              .map(SqlText::name)
              .collect(joining(", "));
      session.query(
          """
          COPY (SELECT * FROM read_parquet(%s, hive_partitioning=false) ORDER BY %s)
          TO %s (FORMAT parquet, COMPRESSION zstd, PRESERVE_ORDER true, RETURN_STATS)"""
              .formatted(SqlText.path(segment.file()), order, SqlText.path(file)),
          rows -> true);
      Files.delete(segment.file());
      sorted.add(
          new StagedSegment(
              file,
              segment.chunk(),
              segment.rowCount(),
              Files.size(file),
              segment.minTime(),
              segment.maxTime(),
              segment.lists(),
              segment.leaves()));
    }
    return new CopyStatistics(written.rowsByStatus(), written.warnings(), sorted);
  }

  private void checkChunkCount(long chunks) {
    if (chunks > chunksMax) {
      throw new ServiceException(
          ErrorCode.TOO_MANY_TIME_BUCKETS,
          null,
          "The rows fall into more than %d time chunks of granularity \"%s\"; choose a coarser partitioningGranularity or fewer rows."
              .formatted(chunksMax, plan.partitioning().apiName()));
    }
  }

  private static long folders(Path parent) {
    if (!Files.isDirectory(parent)) {
      return 0;
    }
    try (Stream<Path> children = Files.list(parent)) {
      return children.count();
    } catch (IOException e) {
      throw new IllegalStateException("counting the chunks below " + parent, e);
    }
  }
}
