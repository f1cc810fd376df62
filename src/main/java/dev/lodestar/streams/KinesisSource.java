package dev.lodestar.streams;

import dev.lodestar.connections.ConnectionSpec;
import dev.lodestar.connectors.KinesisStream;
import dev.lodestar.connectors.StreamFault;
import dev.lodestar.jobs.ReadFromPoint;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The stream of a connection to Kinesis.
 *
 * <p>A shard is read when those are read to their ends that it was made of, so that the records of
 * a partition key stay in order. Shards that were closed end.
 */
final class KinesisSource implements StreamSource {
  /** No topic of Kafka has a slash in its name. */
  private static final String PREFIX = "kinesis/";

  /** Kinesis lets a shard be read five times a second. */
  private static final Duration FASTEST = Duration.ofMillis(210);

  /** Where silent shards end is stored anew so often; streams keep records for a day at least. */
  private static final Duration KNOWN_EVERY = Duration.ofMinutes(10);

  private final ConnectionSpec.Kinesis connection;
  private final KinesisStream stream;
  private final ShardFetcher fetcher;
  private final ShardContinuity continuity;
  private final Duration interval;
  private final Map<String, ShardReading> shards = new LinkedHashMap<>();

  /**
   * A source that contacts nobody before it is opened.
   *
   * @param interval how often a shard is asked for new records
   */
  KinesisSource(
      ConnectionSpec.Kinesis connection, KinesisStream stream, Duration interval, Clock clock) {
    this.connection = connection;
    this.stream = stream;
    this.fetcher = new ShardFetcher(stream, clock);
    this.continuity = new ShardContinuity(connection.stream(), stream, clock);
    this.interval = interval.compareTo(FASTEST) > 0 ? interval : FASTEST;
  }

  @Override
  public Map<StreamPartition, StreamPosition> open(
      Map<StreamPartition, StreamPosition> checkpoints, ReadFromPoint point) {
    return asking(
        () -> {
          KinesisStream.Shards listed = stream.shards();
          Map<StreamPartition, StreamPosition> begun = new HashMap<>();
          for (KinesisStream.Shard shard : listed.all()) {
            StreamPosition stored = checkpoints.get(partition(shard.id()));
            ShardReading reading =
                stored instanceof StreamPosition.InShard known
                    ? known(shard, known)
                    : fresh(shard, point, listed.time().toEpochMilli(), checkpoints.isEmpty());
            shards.put(shard.id(), reading);
            begun.put(reading.partition(), reading.position());
          }
          checkpoints.forEach(
              (partition, position) -> {
                if (!begun.containsKey(partition)
                    && !(position instanceof StreamPosition.ShardEnd)) {
                  throw continuity.gone(partition, position, null);
                }
              });
          return begun;
        });
  }

  private StreamPartition partition(String shardId) {
    return new StreamPartition(PREFIX + connection.stream(), shardId);
  }

  private ShardReading known(KinesisStream.Shard shard, StreamPosition.InShard position) {
    ShardReading reading = new ShardReading(partition(shard.id()), shard, position);
    if (reading.expected().isEmpty()) {
      continuity.require(reading);
    }
    return reading;
  }

  private ShardReading fresh(
      KinesisStream.Shard shard, ReadFromPoint point, long timeMs, boolean isFirst) {
    boolean fromEnd = isFirst && point == ReadFromPoint.LATEST;
    StreamPosition.InShard position =
        !fromEnd
            ? new StreamPosition.ShardBegin(timeMs)
            : shard.isClosed()
                ? new StreamPosition.ShardEnd()
                : new StreamPosition.ShardTime(timeMs);
    ShardReading reading = new ShardReading(partition(shard.id()), shard, position);
    if (position instanceof StreamPosition.ShardTime) {
      // The time is for a restart; this is exact.
      reading.goOnWith(stream.iterator(shard.id(), new KinesisStream.Start.Newest()));
    }
    return reading;
  }

  @Override
  public void poll(Duration wait, StreamSink sink) throws InterruptedException {
    long deadline = System.nanoTime() + wait.toNanos();
    boolean isOver = false;
    while (!isOver) {
      long nextNanos = fetchWhatIsDue(deadline);
      ShardFetcher.Fetched fetched = fetcher.poll(nextNanos - System.nanoTime());
      while (fetched != null) {
        isOver |= take(fetched, sink);
        fetched = fetcher.poll(0);
      }
      isOver |= System.nanoTime() - deadline >= 0;
    }
    fetchWhatIsDue(deadline);
  }

  /** Asks for shards whose time has come, and says when that of the next one will have. */
  private long fetchWhatIsDue(long deadline) {
    long now = System.nanoTime();
    long next = deadline;
    List<ShardReading> readable =
        shards.values().stream()
            .filter(reading -> !reading.isAsked() && isReadable(reading))
            .sorted(Comparator.comparingLong(reading -> reading.dueNanos() - now))
            .toList();
    for (ShardReading reading : readable) {
      if (reading.isDue(now) && fetcher.isFree()) {
        fetcher.fetch(reading);
      } else if (fetcher.isFree() && reading.dueNanos() - next < 0) {
        next = reading.dueNanos();
      }
    }
    return next;
  }

  /** Parents that are not listed any more have gone with all of their records. */
  private boolean isReadable(ShardReading reading) {
    return !reading.isFinished()
        && reading.parents().stream()
            .map(shards::get)
            .allMatch(parent -> parent == null || parent.isFinished());
  }

  /** Hands over what was found; says whether that is anything. */
  private boolean take(ShardFetcher.Fetched fetched, StreamSink sink) {
    return switch (fetched.answer()) {
      case ShardFetcher.Found found -> take(fetched, found.page(), sink);
      case ShardFetcher.Refused refused -> {
        refuse(fetched.reading(), refused.fault());
        yield false;
      }
    };
  }

  private boolean take(ShardFetcher.Fetched fetched, KinesisStream.Page page, StreamSink sink) {
    ShardReading reading = fetched.reading();
    boolean isFound = false;
    for (KinesisStream.Entry entry : page.entries()) {
      Optional<String> expected = reading.expected();
      reading.expectNothing();
      if (expected.isPresent() && expected.get().equals(entry.sequenceNumber())) {
        continue;
      }
      if (expected.isPresent()) {
        continuity.require(reading);
      }
      reading.moveTo(new StreamPosition.ShardRecord(entry.sequenceNumber(), entry.arrivedMs()));
      List<StreamRecord> records = ShardRecords.of(reading, entry);
      records.forEach(sink::record);
      if (records.isEmpty()) {
        sink.moved(reading.partition(), reading.position());
      }
      isFound = true;
    }
    reading.isBehind(page.behindMs());
    boolean isAtEnd = page.behindMs() == 0 || page.next().isEmpty();
    if (isAtEnd && reading.expected().isPresent()) {
      continuity.require(reading);
      reading.expectNothing();
    }
    boolean isSilent = isAtEnd && !isFound;
    reading.answered(fetched.askedNanos() + (isSilent ? interval.toNanos() : FASTEST.toNanos()));
    page.next()
        .ifPresentOrElse(
            next -> {
              reading.goOnWith(next);
              if (isSilent) {
                remember(reading, fetched.askedMs(), sink);
              }
              lookTwiceIfLate(reading);
            },
            () -> finish(reading, sink));
    return isFound;
  }

  /** An iterator that falls behind what is kept jumps; a look at the last record shows that. */
  private void lookTwiceIfLate(ShardReading reading) {
    if (continuity.isLate(reading)) {
      reading.lookUpAnew();
    }
  }

  /** A shard without records is not behind: that is to be known after a restart. */
  private static void remember(ShardReading reading, long timeMs, StreamSink sink) {
    if (reading.position() instanceof StreamPosition.InOpenShard open
        && timeMs - open.asOfMs() > KNOWN_EVERY.toMillis()) {
      reading.moveTo(open.knownAt(timeMs));
      sink.moved(reading.partition(), reading.position());
    }
  }

  /** A closed shard is read; those that were made of it are read now. */
  private void finish(ShardReading reading, StreamSink sink) {
    reading.moveTo(new StreamPosition.ShardEnd());
    sink.moved(reading.partition(), reading.position());
    try {
      findNew().forEach(sink::moved);
    } catch (StreamFault e) {
      // They are looked for now and then anyway; a lost system shows itself there.
      return;
    }
  }

  private void refuse(ShardReading reading, RuntimeException fault) {
    if (!(fault instanceof StreamFault known)) {
      throw fault;
    }
    switch (known.kind()) {
      case THROTTLED -> reading.throttled(System.nanoTime());
      case PLACE_EXPIRED -> {
        reading.answered(System.nanoTime());
        reading.lookUpAnew();
      }
      case PLACE_UNKNOWN -> throw continuity.gone(reading.partition(), reading.position(), known);
      case LOST -> throw new SourceLostException(known.messageText(), known);
    }
  }

  @Override
  public Map<StreamPartition, StreamPosition> discover() {
    return asking(this::findNew);
  }

  /** What is new was made after the job began, so all of it is wanted. */
  private Map<StreamPartition, StreamPosition> findNew() {
    KinesisStream.Shards listed = stream.shards();
    Map<StreamPartition, StreamPosition> found = new HashMap<>();
    for (KinesisStream.Shard shard : listed.all()) {
      if (!shards.containsKey(shard.id())) {
        ShardReading reading =
            fresh(shard, ReadFromPoint.EARLIEST, listed.time().toEpochMilli(), false);
        shards.put(shard.id(), reading);
        found.put(reading.partition(), reading.position());
      }
    }
    return found;
  }

  @Override
  public Map<StreamPartition, StreamLag> lag() {
    Map<StreamPartition, StreamLag> lag = new HashMap<>();
    for (ShardReading reading : shards.values()) {
      if (!reading.isFinished()) {
        reading
            .behindMs()
            .ifPresent(behind -> lag.put(reading.partition(), StreamLag.milliseconds(behind)));
      }
    }
    return lag;
  }

  @Override
  public boolean reads(String name) {
    return name.equals(PREFIX + connection.stream());
  }

  private static <T> T asking(Supplier<T> question) {
    try {
      return question.get();
    } catch (StreamFault e) {
      throw new SourceLostException(e.messageText(), e);
    }
  }

  @Override
  public void close() {
    fetcher.close();
    stream.close();
  }
}
