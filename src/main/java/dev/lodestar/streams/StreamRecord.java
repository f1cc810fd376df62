package dev.lodestar.streams;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One record as it came.
 *
 * @param offset its place in its partition
 * @param timestampMs milliseconds since the epoch
 * @param value null for a record that only has a key
 */
// Never compared and never changed; a copy for each record would cost more than reading it.
@SuppressWarnings("ArrayRecordComponent")
record StreamRecord(
    StreamPartition partition,
    long offset,
    long timestampMs,
    byte @Nullable [] key,
    byte @Nullable [] value,
    List<Header> headers) {

  /** A name and a value that travel beside a record. */
  @SuppressWarnings("ArrayRecordComponent") // As above.
  record Header(String name, byte @Nullable [] value) {}
}
