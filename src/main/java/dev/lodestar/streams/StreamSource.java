package dev.lodestar.streams;

import dev.lodestar.jobs.ReadFromPoint;
import java.time.Duration;
import java.util.Map;

/**
 * Where the records of one job come from. Used by one thread; methods block.
 *
 * <p>Errors: {@link SourceLostException} when the system cannot be reached or refuses, which may
 * pass; {@code ServiceException} for faults that do not, such as an offset that is gone.
 */
interface StreamSource extends AutoCloseable {
  /**
   * Begins to read.
   *
   * @param checkpoints where to go on; a partition that is not among them is read from {@code
   *     point}, or from its beginning should others of its stream be among them
   * @return where each partition is read from now
   */
  Map<StreamPartition, StreamPosition> open(
      Map<StreamPartition, StreamPosition> checkpoints, ReadFromPoint point);

  /**
   * Hands over records that are there, in the order of each partition; waits for the first.
   *
   * @param wait how long, if there are none
   */
  void poll(Duration wait, StreamSink sink) throws InterruptedException;

  /**
   * Looks for partitions that are new, and reads them from their beginning.
   *
   * @return where they are read from
   */
  Map<StreamPartition, StreamPosition> discover();

  /** How far each partition is behind its end, as far as that is known. */
  Map<StreamPartition, StreamLag> lag();

  /** Whether a checkpoint of this stream belongs to what is read here. */
  boolean reads(String stream);

  @Override
  void close();
}
