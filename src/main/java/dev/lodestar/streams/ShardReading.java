package dev.lodestar.streams;

import dev.lodestar.connectors.HashRange;
import dev.lodestar.connectors.KinesisStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where a source is within one shard, and when it is to ask again. Used by one thread.
 *
 * <p>A shard is read on at the last record that was read, which then comes first once more. If it
 * does not, the stream has let go of it, and perhaps of others behind it.
 */
final class ShardReading {
  private static final Duration BACKOFF_FIRST = Duration.ofSeconds(1);
  private static final Duration BACKOFF_LAST = Duration.ofSeconds(8);

  private final StreamPartition partition;
  private final KinesisStream.Shard shard;
  private StreamPosition.InShard position;
  private Optional<String> iterator = Optional.empty();
  private Optional<String> expected = Optional.empty();
  private boolean isAsked;
  private long dueNanos = System.nanoTime();
  private Duration backoff = BACKOFF_FIRST;
  private Optional<Long> behindMs = Optional.empty();

  ShardReading(
      StreamPartition partition, KinesisStream.Shard shard, StreamPosition.InShard position) {
    this.partition = partition;
    this.shard = shard;
    this.position = position;
    lookUpAnew();
  }

  StreamPartition partition() {
    return partition;
  }

  List<String> parents() {
    return shard.parents();
  }

  /** The keys whose records it gets. */
  HashRange range() {
    return shard.range();
  }

  StreamPosition.InShard position() {
    return position;
  }

  void moveTo(StreamPosition.InShard next) {
    position = next;
  }

  boolean isFinished() {
    return position instanceof StreamPosition.ShardEnd;
  }

  /** The place to ask for, should there be no iterator. */
  KinesisStream.Start start() {
    return switch (position) {
      case StreamPosition.ShardBegin begin -> new KinesisStream.Start.Oldest();
      case StreamPosition.ShardTime time ->
          new KinesisStream.Start.From(Instant.ofEpochMilli(time.asOfMs()));
      case StreamPosition.ShardRecord record -> new KinesisStream.Start.At(record.sequenceNumber());
      case StreamPosition.ShardEnd end ->
          throw new IllegalStateException("a shard that is read is read again: " + partition);
    };
  }

  Optional<String> iterator() {
    return iterator;
  }

  void goOnWith(String next) {
    iterator = Optional.of(next);
  }

  /** The iterator is not good any more. */
  void lookUpAnew() {
    iterator = Optional.empty();
    expected =
        position instanceof StreamPosition.ShardRecord record
            ? Optional.of(record.sequenceNumber())
            : Optional.empty();
  }

  /** The record that was read last, if it is to come once more. */
  Optional<String> expected() {
    return expected;
  }

  void expectNothing() {
    expected = Optional.empty();
  }

  boolean isDue(long nowNanos) {
    return !isAsked && nowNanos - dueNanos >= 0;
  }

  boolean isAsked() {
    return isAsked;
  }

  long dueNanos() {
    return dueNanos;
  }

  void asked() {
    isAsked = true;
  }

  void answered(long nextNanos) {
    isAsked = false;
    dueNanos = nextNanos;
    backoff = BACKOFF_FIRST;
  }

  /** Asked too often: waits, the longer the more often it happens. */
  void throttled(long nowNanos) {
    isAsked = false;
    dueNanos = nowNanos + backoff.toNanos();
    Duration longer = backoff.multipliedBy(2);
    backoff = longer.compareTo(BACKOFF_LAST) < 0 ? longer : BACKOFF_LAST;
  }

  void isBehind(long milliseconds) {
    behindMs = Optional.of(milliseconds);
  }

  /** As far as it is known. */
  Optional<Long> behindMs() {
    return behindMs;
  }
}
