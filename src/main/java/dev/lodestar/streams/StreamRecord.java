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
record StreamRecord(
    StreamPartition partition,
    long offset,
    long timestampMs,
    byte @Nullable [] key,
    byte @Nullable [] value,
    List<Header> headers) {

  /** A name and a value that travel beside a record. */
  record Header(String name, byte @Nullable [] value) {}
}
