package dev.lodestar.connectors;

import dev.lodestar.connections.ConnectionSpec;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.HashKeyRange;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.KmsThrottlingException;
import software.amazon.awssdk.services.kinesis.model.LimitExceededException;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/**
 * Reads a stream of Amazon Kinesis, shard by shard. Methods block; {@link #iterator} and {@link
 * #read} may be called by many threads.
 *
 * <p>Errors: {@link StreamFault}. Source: the API reference of Amazon Kinesis Data Streams.
 */
public final class KinesisStream implements AutoCloseable {
  private final ConnectionSpec.Kinesis connection;
  private final KinesisClients.Stream stream;
  private final KinesisClient client;
  private final AwsFaults faults;
  private final Clock clock;

  /** A reader that contacts nobody before it is asked for something. */
  public KinesisStream(ConnectionSpec.Kinesis connection, ClientSettings settings, Clock clock) {
    this.connection = connection;
    this.stream = KinesisClients.open(connection, settings);
    this.client = stream.client();
    this.faults =
        new AwsFaults(connection.name(), connection.awsEndpoint(), "stream " + connection.stream());
    this.clock = clock;
  }

  /**
   * A part of the stream.
   *
   * @param parents the shards that it was made of by a split or a merge
   * @param isClosed whether it gets no more records
   * @param range the keys whose records it gets
   */
  public record Shard(String id, List<String> parents, boolean isClosed, HashRange range) {
    public Shard {
      parents = List.copyOf(parents);
    }
  }

  /**
   * The shards that the stream keeps records of, closed ones too.
   *
   * @param time of the system before it answered, not later than its own clock
   */
  public record Shards(List<Shard> all, Instant time) {
    public Shards {
      all = List.copyOf(all);
    }
  }

  public Shards shards() {
    return asking(
        () -> {
          Instant asked = clock.instant();
          ListShardsResponse page = client.listShards(list -> list.streamName(connection.stream()));
          Instant time = timeOf(page, asked);
          List<Shard> all = new ArrayList<>();
          add(page, all);
          while (page.nextToken() != null) {
            String token = page.nextToken();
            page = client.listShards(list -> list.nextToken(token));
            add(page, all);
          }
          return new Shards(all, time);
        });
  }

  private static void add(ListShardsResponse page, List<Shard> all) {
    page.shards().stream()
        .map(
            shard ->
                new Shard(
                    shard.shardId(),
                    Stream.of(
                            Optional.ofNullable(shard.parentShardId()),
                            Optional.ofNullable(shard.adjacentParentShardId()))
                        .flatMap(Optional::stream)
                        .toList(),
                    shard.sequenceNumberRange().endingSequenceNumber() != null,
                    range(shard.hashKeyRange())))
        .forEach(all::add);
  }

  private static HashRange range(@Nullable HashKeyRange range) {
    return range == null
        ? HashRange.ALL
        : new HashRange(
            new BigInteger(range.startingHashKey()), new BigInteger(range.endingHashKey()));
  }

  /** Our clock, unless that of the answer, which has whole seconds, says otherwise. */
  private static Instant timeOf(ListShardsResponse answer, Instant asked) {
    Optional<String> date = answer.sdkHttpResponse().firstMatchingHeader("Date");
    if (date.isEmpty()) {
      return asked;
    }
    try {
      Instant theirs = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date.get()));
      return asked.isBefore(theirs) || asked.isAfter(theirs.plusSeconds(1)) ? theirs : asked;
    } catch (DateTimeParseException e) {
      // Not all servers that speak this protocol write dates as HTTP does.
      return asked;
    }
  }

  /** How long the stream keeps records. */
  public Duration retention() {
    return asking(
        () ->
            Duration.ofHours(
                client
                    .describeStreamSummary(describe -> describe.streamName(connection.stream()))
                    .streamDescriptionSummary()
                    .retentionPeriodHours()));
  }

  /** Where in a shard to begin. */
  public sealed interface Start {
    /** With the oldest record. */
    record Oldest() implements Start {}

    /** With the first record that comes from now on. */
    record Newest() implements Start {}

    /** With the first record that arrived from a time on. */
    record From(Instant time) implements Start {}

    /** With a record. Should it not be kept any more, with the oldest that came after it. */
    record At(String sequenceNumber) implements Start {}
  }

  /** What {@link #read} takes; good for five minutes. */
  public String iterator(String shardId, Start start) {
    GetShardIteratorRequest.Builder request =
        GetShardIteratorRequest.builder().streamName(connection.stream()).shardId(shardId);
    switch (start) {
      case Start.Oldest oldest -> request.shardIteratorType(ShardIteratorType.TRIM_HORIZON);
      case Start.Newest newest -> request.shardIteratorType(ShardIteratorType.LATEST);
      case Start.From from ->
          request.shardIteratorType(ShardIteratorType.AT_TIMESTAMP).timestamp(from.time());
      case Start.At at ->
          request
              .shardIteratorType(ShardIteratorType.AT_SEQUENCE_NUMBER)
              .startingSequenceNumber(at.sequenceNumber());
    }
    return asking(() -> client.getShardIterator(request.build()).shardIterator());
  }

  /**
   * One record.
   *
   * @param arrivedMs milliseconds since the epoch, about
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared and never changed.
  public record Entry(String sequenceNumber, long arrivedMs, String partitionKey, byte[] data) {}

  /**
   * What lies behind an iterator; there may be no records although there are more.
   *
   * @param next the iterator to go on with; empty at the end of a closed shard
   * @param behindMs how much later the newest record arrived; 0 when there is nothing left now
   */
  public record Page(List<Entry> entries, Optional<String> next, long behindMs) {
    public Page {
      entries = List.copyOf(entries);
    }
  }

  public Page read(String iterator) {
    return asking(
        () -> {
          GetRecordsResponse answer = client.getRecords(get -> get.shardIterator(iterator));
          List<Entry> entries =
              answer.records().stream()
                  .map(
                      record ->
                          new Entry(
                              record.sequenceNumber(),
                              record.approximateArrivalTimestamp().toEpochMilli(),
                              record.partitionKey(),
                              record.data().asByteArrayUnsafe()))
                  .toList();
          Long behindMs = answer.millisBehindLatest();
          return new Page(
              entries,
              Optional.ofNullable(answer.nextShardIterator()),
              behindMs == null ? 0 : behindMs);
        });
  }

  private <T> T asking(Supplier<T> question) {
    try {
      return question.get();
    } catch (SdkException e) {
      throw new StreamFault(kind(e), faults.explain(e).messageText(), e);
    }
  }

  private static StreamFault.Kind kind(SdkException failure) {
    return switch (failure) {
      case ProvisionedThroughputExceededException often -> StreamFault.Kind.THROTTLED;
      case LimitExceededException often -> StreamFault.Kind.THROTTLED;
      case KmsThrottlingException often -> StreamFault.Kind.THROTTLED;
      case ExpiredIteratorException old -> StreamFault.Kind.PLACE_EXPIRED;
      case InvalidArgumentException wrong -> StreamFault.Kind.PLACE_UNKNOWN;
      case AwsServiceException other when other.isThrottlingException() ->
          StreamFault.Kind.THROTTLED;
      default -> StreamFault.Kind.LOST;
    };
  }

  @Override
  public void close() {
    stream.close();
  }
}
