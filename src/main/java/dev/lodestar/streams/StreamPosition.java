package dev.lodestar.streams;

import java.time.Instant;

/** Where a partition is to be read on. What was read and published lies before it. */
sealed interface StreamPosition {
  /** What lies before it, for users. */
  String place();

  /**
   * In a partition whose records are numbered.
   *
   * @param next the record to go on with
   */
  record Offset(long next) implements StreamPosition {
    /** Of a position that is known to be one in such a partition. */
    static long of(StreamPosition position) {
      return switch (position) {
        case Offset offset -> offset.next;
        case InShard shard ->
            throw new IllegalStateException("a position in a shard is no offset: " + shard);
      };
    }

    @Override
    public String place() {
      return "offset " + (next - 1);
    }
  }

  /** In a shard of Kinesis. */
  sealed interface InShard extends StreamPosition {}

  /** In a shard of Kinesis that may have records to come. */
  sealed interface InOpenShard extends InShard {
    /**
     * Every record that had arrived at that time, in milliseconds since the epoch, lies before the
     * position or is not wanted. Should the stream not keep what came since, something is missing.
     */
    long asOfMs();

    /** The same place, known to be the end at a later time. */
    InOpenShard knownAt(long timeMs);
  }

  /** Before the oldest record. */
  record ShardBegin(long asOfMs) implements InOpenShard {
    @Override
    public InOpenShard knownAt(long timeMs) {
      return new ShardBegin(timeMs);
    }

    @Override
    public String place() {
      return "its oldest record";
    }
  }

  /** Before the first record that arrives from a time on. */
  record ShardTime(long asOfMs) implements InOpenShard {
    @Override
    public InOpenShard knownAt(long timeMs) {
      return new ShardTime(timeMs);
    }

    @Override
    public String place() {
      return "the time " + Instant.ofEpochMilli(asOfMs);
    }
  }

  /** Behind a record; sequence numbers have more digits than a {@code long}. */
  record ShardRecord(String sequenceNumber, long asOfMs) implements InOpenShard {
    @Override
    public InOpenShard knownAt(long timeMs) {
      return new ShardRecord(sequenceNumber, timeMs);
    }

    @Override
    public String place() {
      return "sequence number " + sequenceNumber;
    }
  }

  /** Behind the last record of a shard that was closed. */
  record ShardEnd() implements InShard {
    @Override
    public String place() {
      return "its end";
    }
  }
}
