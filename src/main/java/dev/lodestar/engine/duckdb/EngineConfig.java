package dev.lodestar.engine.duckdb;

import java.nio.file.Path;
import java.util.List;

/**
 * What the engine may use of the machine.
 *
 * @param threads for each of the two databases
 * @param ingestMemoryBytes shared by all running ingestions; above it they spill
 * @param queryMemoryBytes shared by all running queries; above it they spill
 * @param spillDirectory where both spill; it is made if it does not exist
 * @param readableDirectories where queries may read files: the segment store
 * @param rowSizeBytesMax the engine refuses records that are more than twice as long
 * @param decompressedBytesMax the most that one job's compressed files may unpack to
 * @param leavesPerThousandRows how many leaves of a JSON column a file may hold for each thousand
 *     of its rows: in many small files their columns cost more than they save
 */
public record EngineConfig(
    int threads,
    long ingestMemoryBytes,
    long queryMemoryBytes,
    Path spillDirectory,
    List<Path> readableDirectories,
    long rowSizeBytesMax,
    long decompressedBytesMax,
    int leavesPerThousandRows) {
  private static final long GIBIBYTE = 1L << 30;

  public EngineConfig {
    readableDirectories = List.copyOf(readableDirectories);
    if (threads < 1 || ingestMemoryBytes < 1 || queryMemoryBytes < 1) {
      throw new IllegalArgumentException("threads and memory limits are positive");
    }
  }

  /**
   * Figures that suit a small machine: all its cores, 1 GiB for each database, leaves everywhere.
   */
  public static EngineConfig of(Path spillDirectory, List<Path> readableDirectories) {
    return new EngineConfig(
        Runtime.getRuntime().availableProcessors(),
        GIBIBYTE,
        GIBIBYTE,
        spillDirectory,
        readableDirectories,
        16L << 20,
        100 * GIBIBYTE,
        1_000_000);
  }

  /** The same with another limit. */
  public EngineConfig withLeavesPerThousandRows(int leaves) {
    return new EngineConfig(
        threads,
        ingestMemoryBytes,
        queryMemoryBytes,
        spillDirectory,
        readableDirectories,
        rowSizeBytesMax,
        decompressedBytesMax,
        leaves);
  }
}
