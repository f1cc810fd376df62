package dev.lodestar.engine;

import java.nio.file.Path;
import java.util.List;

/** Turns files into segments and segments into answers. Methods block; call them from a worker. */
public interface Engine extends AutoCloseable {
  /**
   * Reads, filters, maps, partitions and writes the rows of one job.
   *
   * <p>Nothing is visible afterwards: the result names files below {@code staging} that the caller
   * moves and commits. Errors: {@code CANNOT_PARSE_SOURCE}, {@code NULL_TIMESTAMP}, {@code
   * CANCELED}, {@code TIMESTAMP_OUT_OF_BOUNDS}, {@code TOO_MANY_TIME_BUCKETS}, {@code
   * EVALUATION_FAILED}, {@code STORAGE_UNAVAILABLE}; they come as {@link IngestFailedException},
   * which still carries the counts.
   *
   * <p>A {@link ListsFoundException} asks for another plan; it comes before any of these.
   *
   * @param staging an empty folder of this job
   */
  IngestResult ingest(IngestPlan plan, Path staging, IngestControl control);

  /** The same for the rows of a query. Errors: the same. */
  IngestResult ingest(QueryIngestPlan plan, Path staging, IngestControl control);

  /**
   * Writes the rows of segments anew, sorted, one file for each time chunk that they fall into.
   *
   * <p>Nothing is visible afterwards. Errors: {@code CANCELED}, {@code TOO_MANY_TIME_BUCKETS},
   * {@code STORAGE_UNAVAILABLE}, {@code EVALUATION_FAILED}.
   *
   * @param staging an empty folder
   */
  List<StagedSegment> merge(MergePlan plan, Path staging, IngestControl control);

  /**
   * Writes rows that take the place of stored ones, and anew each segment that loses rows by that.
   *
   * <p>Nothing is visible afterwards. Errors: those of {@link #merge}.
   *
   * @param staging an empty folder
   */
  UpsertResult upsert(UpsertPlan plan, Path staging, IngestControl control);

  /**
   * Runs a rendered query. Errors: {@code EVALUATION_FAILED}, {@code TIMEOUT}, {@code CANCELED}.
   */
  QueryCursor query(QueryPlan plan);

  /** The engine SELECT that yields the rows of these segment files, in table column order. */
  String scanSql(SegmentScan scan);

  /** The same for rows in memory, which the {@link QueryPlan} must then hold. */
  String scanSql(TemporaryRelation relation);

  /** What each database takes of memory and disk now. */
  List<EngineUsage> usage();

  @Override
  void close();
}
