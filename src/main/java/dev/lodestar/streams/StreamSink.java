package dev.lodestar.streams;

/** Where a source hands over what it finds. Used by one thread. */
interface StreamSink {
  void record(StreamRecord record);

  /** A partition is to be read on elsewhere although no record came, such as at its end. */
  void moved(StreamPartition partition, StreamPosition next);
}
