package dev.lodestar.streams;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One record as it came.
 *
 * @param next where its partition is to be read on after it
 * @param timestampMs milliseconds since the epoch: when it was made, or when it arrived
 * @param key bytes of a key, or a partition key as UTF-8
 * @param value null for a record that only has a key
 * @param part which record it is of those that were sent as one, from 1; 0 for one that was not
 */
// Never compared and never changed; a copy for each record would cost more than reading it.
@SuppressWarnings("ArrayRecordComponent")
record StreamRecord(
    StreamPartition partition,
    StreamPosition next,
    long timestampMs,
    byte @Nullable [] key,
    byte @Nullable [] value,
    List<Header> headers,
    int part) {

  /** A record that was sent by itself. */
  StreamRecord(
      StreamPartition partition,
      StreamPosition next,
      long timestampMs,
      byte @Nullable [] key,
      byte @Nullable [] value,
      List<Header> headers) {
    this(partition, next, timestampMs, key, value, headers, 0);
  }

  /** A name and a value that travel beside a record. */
  @SuppressWarnings("ArrayRecordComponent") // As above.
  record Header(String name, byte @Nullable [] value) {}
}
