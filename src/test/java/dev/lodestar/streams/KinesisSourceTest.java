package dev.lodestar.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lodestar.connections.ConnectionSpec;
import dev.lodestar.connectors.ClientSettings;
import dev.lodestar.connectors.KinesisStream;
import dev.lodestar.connectors.OutsideAddresses;
import dev.lodestar.error.ServiceException;
import dev.lodestar.jobs.ReadFromPoint;
import dev.lodestar.testing.KinesisServer;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.Shard;

/** Reading a stream, with the SDK and a server that speaks its protocol. */
class KinesisSourceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int KEYS = 7;

  private final KinesisServer server = new KinesisServer();
  private final KinesisClient writer = KinesisServer.client(server.url());
  private final List<KinesisSource> open = new ArrayList<>();
  private int sent;

  /** The server's own credentials, from the first place where the SDK looks. */
  @BeforeAll
  static void lendCredentials() {
    System.setProperty("aws.accessKeyId", "AKIASERVER");
    System.setProperty("aws.secretAccessKey", "secret");
  }

  @AfterAll
  static void forgetCredentials() {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  @BeforeEach
  void makeStream() {
    writer.createStream(create -> create.streamName("clicks").shardCount(2));
  }

  @AfterEach
  void close() {
    open.forEach(KinesisSource::close);
    writer.close();
    server.close();
  }

  private KinesisSource source(Clock clock) {
    ConnectionSpec.Kinesis connection =
        new ConnectionSpec.Kinesis(
            "clicks", null, "arn:aws:iam::123456789012:role/reader", server.url(), "clicks");
    ClientSettings settings =
        new ClientSettings(
            UUID.randomUUID().toString(),
            Optional.of(URI.create(server.url())),
            "http://127.0.0.1:1/{account}",
            PATIENCE,
            OutsideAddresses.all());
    KinesisSource source =
        new KinesisSource(
            connection,
            new KinesisStream(connection, settings, Clock.systemUTC()),
            Duration.ofMillis(250),
            clock);
    open.add(source);
    return source;
  }

  private KinesisSource source() {
    return source(Clock.systemUTC());
  }

  private static Clock after(Duration passed) {
    return Clock.offset(Clock.systemUTC(), passed);
  }

  /** Numbers, each with one of a few keys. */
  private void send(int count) {
    List<PutRecordsRequestEntry> records =
        IntStream.range(sent, sent + count)
            .mapToObj(
                n ->
                    PutRecordsRequestEntry.builder()
                        .partitionKey("key-" + n % KEYS)
                        .data(SdkBytes.fromUtf8String(Integer.toString(n)))
                        .build())
            .toList();
    writer.putRecords(put -> put.streamName("clicks").records(records));
    sent += count;
  }

  private List<Shard> openShards() {
    List<Shard> all = new ArrayList<>();
    String token = null;
    do {
      String next = token;
      var page =
          writer.listShards(
              list -> {
                if (next == null) {
                  list.streamName("clicks");
                } else {
                  list.nextToken(next);
                }
              });
      all.addAll(page.shards());
      token = page.nextToken();
    } while (token != null);
    return all.stream()
        .filter(shard -> shard.sequenceNumberRange().endingSequenceNumber() == null)
        .sorted(Comparator.comparing(KinesisSourceTest::hash))
        .toList();
  }

  private static BigInteger hash(Shard shard) {
    return new BigInteger(shard.hashKeyRange().startingHashKey());
  }

  private void splitFirst() {
    Shard first = openShards().getFirst();
    BigInteger end = new BigInteger(first.hashKeyRange().endingHashKey());
    writer.splitShard(
        split ->
            split
                .streamName("clicks")
                .shardToSplit(first.shardId())
                .newStartingHashKey(hash(first).add(end).shiftRight(1).toString()));
  }

  private void mergeFirstTwo() {
    List<Shard> shards = openShards();
    writer.mergeShards(
        merge ->
            merge
                .streamName("clicks")
                .shardToMerge(shards.get(0).shardId())
                .adjacentShardToMerge(shards.get(1).shardId()));
  }

  /** What was read, as a job keeps it. */
  private static final class Job implements StreamSink {
    final List<StreamRecord> records = new ArrayList<>();
    final Map<StreamPartition, StreamPosition> positions = new HashMap<>();

    @Override
    public void record(StreamRecord record) {
      records.add(record);
      positions.put(record.partition(), record.next());
    }

    @Override
    public void moved(StreamPartition partition, StreamPosition next) {
      positions.put(partition, next);
    }

    List<Integer> numbers() {
      return records.stream().map(Job::number).toList();
    }

    private static int number(StreamRecord record) {
      return Integer.parseInt(new String(record.value(), StandardCharsets.UTF_8));
    }

    private static String key(StreamRecord record) {
      return new String(record.key(), StandardCharsets.UTF_8);
    }

    void open(KinesisSource source, ReadFromPoint point) {
      positions.putAll(source.open(Map.copyOf(positions), point));
    }

    /** Polls until there are so many records. */
    void read(KinesisSource source, int count) throws InterruptedException {
      Instant deadline = Instant.now().plus(PATIENCE);
      while (records.size() < count && Instant.now().isBefore(deadline)) {
        source.poll(Duration.ofMillis(100), this);
      }
      assertThat(records).hasSize(count);
    }

    /** Polls for a while, until every shard was asked more than once. */
    void readMore(KinesisSource source) throws InterruptedException {
      Instant deadline = Instant.now().plusMillis(700);
      while (Instant.now().isBefore(deadline)) {
        source.poll(Duration.ofMillis(50), this);
      }
    }

    /** Polls until it is known of every shard that nothing is missing up to a time. */
    void readUntilKnownAt(KinesisSource source, Instant time) throws InterruptedException {
      Instant deadline = Instant.now().plus(PATIENCE);
      while (!isKnownAt(time) && Instant.now().isBefore(deadline)) {
        source.poll(Duration.ofMillis(100), this);
      }
      assertThat(isKnownAt(time)).isTrue();
    }

    private boolean isKnownAt(Instant time) {
      return positions.values().stream()
          .allMatch(
              position ->
                  position instanceof StreamPosition.InOpenShard shard
                      && shard.asOfMs() >= time.toEpochMilli());
    }

    void hasEachOnce(int from, int to) {
      assertThat(numbers())
          .containsExactlyInAnyOrderElementsOf(IntStream.range(from, to).boxed().toList());
    }

    /** Also across shards, as children wait for their parents. */
    void keepsTheOrderOfKeys() {
      records.stream()
          .collect(
              Collectors.groupingBy(Job::key, Collectors.mapping(Job::number, Collectors.toList())))
          .forEach((key, numbers) -> assertThat(numbers).as(key).isSorted());
    }

    long finished() {
      return positions.values().stream()
          .filter(position -> position instanceof StreamPosition.ShardEnd)
          .count();
    }
  }

  @Test
  void readsEachRecordOnceWhileShardsAreSplitAndMerged() throws InterruptedException {
    KinesisSource source = source();
    Job job = new Job();
    send(40);
    job.open(source, ReadFromPoint.EARLIEST);
    job.read(source, 40);

    splitFirst();
    send(40);
    mergeFirstTwo();
    send(40);
    job.read(source, 120);
    splitFirst();
    send(40);
    job.read(source, 160);

    job.hasEachOnce(0, 160);
    job.keepsTheOrderOfKeys();
    assertThat(job.finished()).isEqualTo(4);
    assertThat(source.lag())
        .hasSize(3)
        .allSatisfy((shard, lag) -> assertThat(lag.unit()).isEqualTo(StreamLag.Unit.MILLISECONDS));
  }

  @Test
  void childrenWaitForTheirParentsAlsoAfterARestartAmidThem() throws InterruptedException {
    send(2_500);
    splitFirst();
    splitFirst();
    mergeFirstTwo();
    send(300);
    Job job = new Job();
    KinesisSource first = source();
    job.open(first, ReadFromPoint.EARLIEST);
    while (job.records.isEmpty()) {
      first.poll(Duration.ofMillis(100), job);
    }
    first.close();
    assertThat(job.records).hasSizeLessThan(2_500);

    KinesisSource second = source();
    job.open(second, ReadFromPoint.LATEST);
    job.read(second, 2_800);

    job.hasEachOnce(0, 2_800);
    job.keepsTheOrderOfKeys();
  }

  @Test
  void recordsSayWhenTheyCameAndTheirKeys() throws InterruptedException {
    Instant before = Instant.now();
    send(1);
    Job job = new Job();
    KinesisSource source = source();
    job.open(source, ReadFromPoint.EARLIEST);
    job.read(source, 1);

    StreamRecord record = job.records.getFirst();
    assertThat(record.timestampMs()).isBetween(before.toEpochMilli(), Instant.now().toEpochMilli());
    assertThat(Job.key(record)).isEqualTo("key-0");
    assertThat(record.partition().stream()).isEqualTo("kinesis/clicks");
    assertThat(record.partition().name()).startsWith("shardId-");
    assertThat(record.next().place()).matches("sequence number [0-9]{56,}");
  }

  @Test
  void latestIsTheEndWhenItWasOpenedAlsoAfterARestart() throws InterruptedException {
    send(20);
    mergeFirstTwo();
    send(20);
    KinesisSource first = source();
    Job job = new Job();
    job.open(first, ReadFromPoint.LATEST);
    send(5);
    job.read(first, 5);
    job.hasEachOnce(40, 45);
    assertThat(job.finished()).isEqualTo(2);

    first.close();
    send(5);
    KinesisSource second = source();
    job.open(second, ReadFromPoint.LATEST);
    job.read(second, 10);
    job.readMore(second);

    job.hasEachOnce(40, 50);
  }

  @Test
  void restartBeforeTheFirstRecordLosesNothingOfLatest() throws InterruptedException {
    Job job = new Job();
    job.open(source(), ReadFromPoint.LATEST);
    send(5);

    KinesisSource second = source();
    job.open(second, ReadFromPoint.LATEST);
    job.read(second, 5);

    job.hasEachOnce(0, 5);
  }

  @Test
  void throttlingAndExpiredIteratorsLoseNothing() throws InterruptedException {
    KinesisSource source = source();
    Job job = new Job();
    send(10);
    job.open(source, ReadFromPoint.EARLIEST);
    job.read(source, 10);

    // More than the SDK tries by itself.
    server.throttle(12);
    send(10);
    job.read(source, 20);
    server.expireIterators();
    send(10);
    job.read(source, 30);

    job.hasEachOnce(0, 30);
    job.keepsTheOrderOfKeys();
  }

  @Test
  void staysBelowTheLimitOfReads() throws InterruptedException {
    KinesisSource source = source();
    Job job = new Job();
    job.open(source, ReadFromPoint.EARLIEST);
    for (int i = 0; i < 6; i++) {
      send(5);
      job.read(source, sent);
    }

    assertThat(server.throttlings()).isZero();
  }

  @Test
  void recordsThatWereDeletedUnreadAreAFaultAndNeverAJump() throws InterruptedException {
    Job job = readTen();
    send(90);
    server.trim("clicks", 5);

    KinesisSource late = source(after(Duration.ofHours(25)));
    job.open(late, ReadFromPoint.EARLIEST);

    assertThatThrownBy(() -> job.readMore(late))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("sequence number")
        .hasMessageContaining("Reset");
    assertThat(job.records).hasSize(10);
  }

  private Job readTen() throws InterruptedException {
    Job job = new Job();
    KinesisSource source = source();
    send(10);
    job.open(source, ReadFromPoint.EARLIEST);
    job.read(source, 10);
    source.close();
    return job;
  }

  @Test
  void recordThatWasDeletedAfterItWasReadIsNoGap() throws InterruptedException {
    Job job = readTen();
    server.trim("clicks", 0);
    send(10);

    KinesisSource soon = source(after(Duration.ofHours(23)));
    job.open(soon, ReadFromPoint.EARLIEST);
    job.read(soon, 20);

    job.hasEachOnce(0, 20);
  }

  @Test
  void sourceThatFallsBehindWhatIsKeptIsAFaultToo() throws InterruptedException {
    send(10);
    Job job = new Job();
    KinesisSource late = source(after(Duration.ofHours(25)));
    job.open(late, ReadFromPoint.EARLIEST);
    job.read(late, 10);
    send(90);
    server.trim("clicks", 5);

    assertThatThrownBy(() -> job.readMore(late))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("Reset");
  }

  @Test
  void silentShardsAreKnownNotToBeBehind() throws InterruptedException {
    Job job = readTen();
    KinesisSource idle = source(after(Duration.ofHours(20)));
    job.open(idle, ReadFromPoint.EARLIEST);
    job.readUntilKnownAt(idle, Instant.now().plus(Duration.ofHours(19)));
    idle.close();
    server.trim("clicks", 0);
    send(10);

    KinesisSource late = source(after(Duration.ofHours(40)));
    job.open(late, ReadFromPoint.EARLIEST);
    job.read(late, 20);

    job.hasEachOnce(0, 20);
  }

  @Test
  void streamThatWasMadeAnewIsAFault() throws InterruptedException {
    Job job = readTen();
    makeStream();
    KinesisSource source = source();
    job.open(source, ReadFromPoint.EARLIEST);

    assertThatThrownBy(() -> job.readMore(source))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("made anew");
  }

  @Test
  void closedShardsMayGoWhenTheyWereRead() throws InterruptedException {
    Job unread = readTen();
    Job read = new Job();
    read.positions.putAll(unread.positions);
    mergeFirstTwo();
    KinesisSource source = source();
    read.open(source, ReadFromPoint.EARLIEST);
    send(3);
    read.read(source, 3);
    source.close();
    server.forgetClosedShards("clicks");

    assertThatThrownBy(() -> unread.open(source(), ReadFromPoint.EARLIEST))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("Reset");
    KinesisSource second = source();
    read.open(second, ReadFromPoint.EARLIEST);
    send(3);
    read.read(second, 6);
  }

  @Test
  void systemThatIsAwayIsLostForNow() throws InterruptedException {
    Job job = new Job();
    KinesisSource source = source();
    job.open(source, ReadFromPoint.EARLIEST);
    server.away(true);

    assertThatThrownBy(() -> job.readMore(source)).isInstanceOf(SourceLostException.class);
    assertThatThrownBy(() -> source().open(Map.of(), ReadFromPoint.EARLIEST))
        .isInstanceOf(SourceLostException.class)
        .hasMessageContaining("Connection clicks");
    server.away(false);
    KinesisSource again = source();
    send(4);
    job.open(again, ReadFromPoint.EARLIEST);
    job.read(again, 4);
  }
}
