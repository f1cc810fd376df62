package dev.lodestar.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.crash.ServerClient;
import dev.lodestar.crash.ServerProcess;
import dev.lodestar.testing.KafkaBroker;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * {@code ./lodestar bench stream}: how fast a backlog of generated events of a Kafka topic can be
 * queried, and how fresh answers are while a few come every moment. Broker and server share the
 * machine.
 */
public final class StreamBenchmark {
  private static final Path SCRATCH = Path.of("target/bench").toAbsolutePath();
  private static final int PARTITIONS = 8;
  private static final int EVENTS_A_SECOND = 1_000;
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration FRESHNESS = Duration.ofSeconds(30);
  private static final Duration WARM_UP = Duration.ofSeconds(5);

  private final PrintStream out = System.out;
  private final long rows;

  private StreamBenchmark(long rows) {
    this.rows = rows;
  }

  /** Argument: events, 2,000,000 if absent. */
  public static void main(String[] arguments) throws Exception {
    new StreamBenchmark(arguments.length == 0 ? 2_000_000 : Long.parseLong(arguments[0])).run();
  }

  private void run() throws Exception {
    Files.createDirectories(SCRATCH);
    Path events = SCRATCH.resolve("events-" + rows + ".json");
    if (!Files.exists(events)) {
      Path unfinished = SCRATCH.resolve("events.new");
      new EventGenerator(rows, 42).write(unfinished);
      Files.move(unfinished, events);
    }
    KafkaBroker broker = KafkaBroker.get();
    broker.createTopics(PARTITIONS, List.of("events", "fresh"));
    Path root = Files.createTempDirectory(SCRATCH, "stream");
    ServerProcess server =
        ServerProcess.start(root, Map.of("LODESTAR_CONNECTIONS_PLAINTEXT_KAFKA", "true"));
    try (ServerClient client = new ServerClient(server.address());
        KafkaProducer<byte[], byte[]> producer = producer(broker)) {
      produce(producer, events);
      backlog(client, broker);
      out.printf("stream: peak memory %d MiB%n", ProcessFigures.peakMebibytes(server.pid()));
      freshness(client, broker, producer);
      out.printf("stream: peak memory %d MiB%n", ProcessFigures.peakMebibytes(server.pid()));
    } finally {
      server.close();
    }
    System.exit(0); // the broker ends with this process
  }

  private static KafkaProducer<byte[], byte[]> producer(KafkaBroker broker) {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            broker.plaintext(),
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            "lz4",
            ProducerConfig.BATCH_SIZE_CONFIG,
            256 << 10),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static void produce(KafkaProducer<byte[], byte[]> producer, Path events)
      throws IOException {
    try (Stream<String> lines = Files.lines(events)) {
      int[] number = {0};
      for (String line : (Iterable<String>) lines::iterator) {
        var unused =
            producer.send(
                new ProducerRecord<>(
                    "events",
                    number[0]++ % PARTITIONS,
                    null,
                    line.getBytes(StandardCharsets.UTF_8)));
      }
    }
    producer.flush();
  }

  private void backlog(ServerClient client, KafkaBroker broker)
      throws IOException, InterruptedException {
    client.connect(StreamJob.kafka("events", broker.plaintext(), "events"));
    long begun = System.nanoTime();
    client.submit(StreamJob.events("events", "events"));
    long end = begun + PATIENCE.toNanos();
    long found = 0;
    while (found < rows && System.nanoTime() < end) {
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      found = number(client, "SELECT COUNT(*) FROM \"events\"");
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    out.printf(
        "stream: %,d of %,d events from %d partitions can be queried after %.1f s: %,.0f events/s%n",
        found, rows, PARTITIONS, seconds, found / seconds);
  }

  private static long number(ServerClient client, String sql)
      throws IOException, InterruptedException {
    JsonNode value = client.query(sql).path(0).path(0);
    return value.isNumber() ? value.asLong() : 0;
  }

  /** Events that say when they were made; each answer shows up to which they are visible. */
  private void freshness(
      ServerClient client, KafkaBroker broker, KafkaProducer<byte[], byte[]> producer)
      throws IOException, InterruptedException {
    client.connect(StreamJob.kafka("fresh", broker.plaintext(), "fresh"));
    client.submit(StreamJob.numbers("fresh", "fresh"));
    int total = (int) (EVENTS_A_SECOND * WARM_UP.plus(FRESHNESS).toSeconds());
    int first = (int) (EVENTS_A_SECOND * WARM_UP.toSeconds());
    long[] madeAt = new long[total];
    Thread making = Thread.ofPlatform().start(() -> make(producer, madeAt));
    List<Long> ages = new ArrayList<>();
    int seen = 0;
    while (seen < total) {
      long found = number(client, "SELECT COUNT(*) FROM \"fresh\"");
      long now = System.nanoTime();
      for (; seen < found; seen++) {
        if (seen >= first) {
          ages.add(now - madeAt[seen]);
        }
      }
    }
    making.join();
    out.printf(
        "stream: at %d events/s an event is in an answer after: median %.0f ms, p99 %.0f ms%n",
        EVENTS_A_SECOND, Timing.percentile(ages, 0.5) / 1e6, Timing.percentile(ages, 0.99) / 1e6);
  }

  private static void make(KafkaProducer<byte[], byte[]> producer, long[] madeAt) {
    long begun = System.nanoTime();
    long gap = Duration.ofSeconds(1).toNanos() / EVENTS_A_SECOND;
    for (int n = 0; n < madeAt.length; n++) {
      long due = begun + n * gap;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      madeAt[n] = System.nanoTime();
      String event = "{\"ts\":%d,\"n\":%d}".formatted(System.currentTimeMillis(), n);
      var unused =
          producer.send(
              new ProducerRecord<>(
                  "fresh", n % PARTITIONS, null, event.getBytes(StandardCharsets.UTF_8)));
    }
    producer.flush();
  }
}
