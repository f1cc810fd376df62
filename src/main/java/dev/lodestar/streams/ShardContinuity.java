package dev.lodestar.streams;

import dev.lodestar.connectors.KinesisStream;
import dev.lodestar.connectors.StreamFault;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that nothing is missing between a place in a shard and what the stream still keeps.
 *
 * <p>Kinesis says nothing when it has deleted records that were not read. What is known is how long
 * it keeps them, and up to when a place was complete.
 */
final class ShardContinuity {
  private static final Duration RETENTION_LEAST = Duration.ofHours(24);
  private static final Duration LATE = RETENTION_LEAST.minusHours(2);

  private final String streamName;
  private final KinesisStream stream;
  private final Clock clock;

  ShardContinuity(String streamName, KinesisStream stream, Clock clock) {
    this.streamName = streamName;
    this.stream = stream;
    this.clock = clock;
  }

  /**
   * For a place whose record is not there any more, or that has none.
   *
   * <p>Errors: {@code COULD_NOT_CONNECT_TO_SOURCE} when records may have been deleted since.
   */
  void require(ShardReading reading) {
    if (reading.position() instanceof StreamPosition.InOpenShard position) {
      Duration passed = passedSince(position);
      if (passed.compareTo(RETENTION_LEAST) >= 0 && passed.compareTo(retention()) >= 0) {
        throw gone(reading.partition(), position, null);
      }
    }
  }

  /** Whether a place is so old that records behind it may be deleted any time. */
  boolean isLate(ShardReading reading) {
    return reading.position() instanceof StreamPosition.InOpenShard position
        && passedSince(position).compareTo(LATE) > 0;
  }

  private Duration passedSince(StreamPosition.InOpenShard position) {
    return Duration.ofMillis(clock.millis() - position.asOfMs());
  }

  private Duration retention() {
    try {
      return stream.retention();
    } catch (StreamFault e) {
      throw new SourceLostException(e.messageText(), e);
    }
  }

  /** The fault of a place that is not there. */
  ServiceException gone(
      StreamPartition partition, StreamPosition position, @Nullable Throwable cause) {
    return new ServiceException(
        ErrorCode.COULD_NOT_CONNECT_TO_SOURCE,
        null,
        ("The records where the table has to be read on may not be there: stream %s, shard %s,"
                + " after %s. The stream does not keep records for so long, or it was made anew."
                + " Reset the job and submit it again, to go on at its readFromPoint.")
            .formatted(streamName, partition.name(), position.place()),
        cause);
  }
}
