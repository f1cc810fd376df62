package dev.lodestar.streams;

import dev.lodestar.connectors.KinesisStream;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks for several shards at the same time, because each answer is waited for. What was fetched and
 * not taken yet counts, so that memory is bounded. Used by one thread, which these threads serve.
 */
final class ShardFetcher implements AutoCloseable {
  /** Answers of 10 MB at most. */
  private static final int AT_ONCE = 6;

  private final KinesisStream stream;
  private final Clock clock;
  private final BlockingQueue<Fetched> ready = new LinkedBlockingQueue<>();
  private final ExecutorService workers =
      Executors.newFixedThreadPool(
          AT_ONCE, Thread.ofPlatform().name("kinesis-", 0).daemon().factory());
  private int open;

  ShardFetcher(KinesisStream stream, Clock clock) {
    this.stream = stream;
    this.clock = clock;
  }

  /** What came of one question. */
  sealed interface Answer {}

  record Found(KinesisStream.Page page) implements Answer {}

  record Refused(RuntimeException fault) implements Answer {}

  /**
   * An answer.
   *
   * @param askedMs when the question was asked, in milliseconds since the epoch
   * @param askedNanos the same as {@code System.nanoTime}
   */
  record Fetched(ShardReading reading, Answer answer, long askedMs, long askedNanos) {}

  boolean isFree() {
    return open < AT_ONCE;
  }

  /** Asks for what comes next in a shard. */
  void fetch(ShardReading reading) {
    open++;
    reading.asked();
    String shardId = reading.partition().name();
    Optional<String> iterator = reading.iterator();
    KinesisStream.Start start = reading.start();
    var unused =
        workers.submit(
            () -> {
              long askedMs = clock.millis();
              long askedNanos = System.nanoTime();
              Answer answer = answer(shardId, iterator, start);
              ready.add(new Fetched(reading, answer, askedMs, askedNanos));
            });
  }

  private Answer answer(String shardId, Optional<String> iterator, KinesisStream.Start start) {
    try {
      return new Found(stream.read(iterator.orElseGet(() -> stream.iterator(shardId, start))));
    } catch (RuntimeException e) {
      // Whoever takes the answer deals with it.
      return new Refused(e);
    }
  }

  /** The next answer, waited for. */
  @Nullable Fetched poll(long waitNanos) throws InterruptedException {
    Fetched fetched = ready.poll(Math.max(0, waitNanos), TimeUnit.NANOSECONDS);
    if (fetched != null) {
      open--;
    }
    return fetched;
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}
