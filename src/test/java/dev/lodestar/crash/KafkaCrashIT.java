package dev.lodestar.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lodestar.bench.StreamJob;
import dev.lodestar.server.EmbeddedDatabase;
import dev.lodestar.storage.DataDirectory;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Numbered events flow while the server is killed, the broker is killed, and the database is away:
 * in the end each number is there exactly once.
 *
 * <p>Settings: {@code lodestar.crash.events} (100,000, or 500,000 with {@code lodestar.long}),
 * {@code lodestar.crash.seed} of the random moments.
 */
class KafkaCrashIT {
  private static final boolean IS_LONG = Boolean.getBoolean("lodestar.long");
  private static final int EVENTS =
      Integer.getInteger("lodestar.crash.events", IS_LONG ? 500_000 : 100_000);
  private static final int KILLS = IS_LONG ? 10 : 1;
  private static final long SEED = Long.getLong("lodestar.crash.seed", System.nanoTime() % 100_000);
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final String NAME = "numbers";
  private static final int PARTITIONS = 4;

  @TempDir Path root;
  private final Random random = new Random(SEED);
  private KafkaProcess broker;
  private EmbeddedDatabase database;
  private CutProxy proxy;
  private ServerProcess server;
  private ServerClient client;

  @BeforeEach
  void start() throws Exception {
    broker = KafkaProcess.start(root.resolve("kafka"));
    database = EmbeddedDatabase.start(new DataDirectory(root.resolve("database")));
    proxy = new CutProxy(URI.create(database.address().url()).getPort());
    startServer();
  }

  private void startServer() throws IOException {
    URI url = URI.create(database.address().url());
    server =
        ServerProcess.start(
            root.resolve("data"),
            Map.of(
                "LODESTAR_CONNECTIONS_PLAINTEXT_KAFKA",
                "true",
                "LODESTAR_STREAMS_PUBLISH_INTERVAL",
                "PT0.3S",
                "LODESTAR_DATABASE_URL",
                "postgresql://%s:%s@127.0.0.1:%d%s"
                    .formatted(
                        database.address().user().orElseThrow(),
                        URLEncoder.encode(
                            database.address().password().orElseThrow(), StandardCharsets.UTF_8),
                        proxy.port(),
                        url.getRawPath())));
    client = new ServerClient(server.address());
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    server.close();
    proxy.close();
    database.close();
    broker.kill();
  }

  @Test
  void eachNumberIsThereExactlyOnceWhateverIsKilled() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
      admin.createTopics(List.of(new NewTopic(NAME, PARTITIONS, (short) 1))).all().get();
    }
    client.connect(StreamJob.kafka(NAME, broker.address(), NAME));
    String job = client.submit(StreamJob.numbers(NAME, NAME));
    Thread producing = Thread.ofPlatform().start(this::produce);

    for (int kill = 0; kill < KILLS; kill++) {
      awaitMore();
      assertThat(server.survives(Duration.ofMillis(random.nextLong(800)))).isTrue();
      server.kill();
      client.close();
      startServer();
    }
    awaitMore();
    proxy.cut();
    assertThat(server.survives(Duration.ofSeconds(IS_LONG ? 10 : 2))).isTrue();
    proxy.mend();
    awaitMore();
    broker.kill();
    assertThat(server.survives(Duration.ofSeconds(1))).isTrue();
    broker.restart();
    producing.join();

    await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .pollInterval(Duration.ofMillis(200))
        .until(() -> number("COUNT(*)") >= EVENTS);
    assertEachNumberOnce();
    client.cancel(job);
    await().atMost(LIMIT).until(() -> client.status(job).equals("canceled"));
    assertEachNumberOnce();
    assertThat(client.table(NAME).path("totalRows").asLong()).as("published").isEqualTo(EVENTS);
    System.out.printf("crash: seed %d, %d events, %d kills%n", SEED, EVENTS, KILLS);
  }

  private void assertEachNumberOnce() throws IOException, InterruptedException {
    assertThat(number("COUNT(*)")).isEqualTo(EVENTS);
    assertThat(number("COUNT(DISTINCT \"n\")")).isEqualTo(EVENTS);
    assertThat(number("MIN(\"n\")")).isZero();
    assertThat(number("MAX(\"n\")")).isEqualTo(EVENTS - 1);
  }

  private void awaitMore() throws IOException, InterruptedException {
    long[] before = {-1};
    await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              long now = number("COUNT(*)");
              before[0] = before[0] < 0 ? now : before[0];
              return now > before[0] || now == EVENTS;
            });
  }

  private long number(String aggregate) throws IOException, InterruptedException {
    return client
        .query("SELECT %s FROM \"%s\"".formatted(aggregate, NAME))
        .path(0)
        .path(0)
        .asLong();
  }

  /** Slowly enough that there is something to read until the last fault. */
  private void produce() {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            broker.address(),
            "enable.idempotence",
            true,
            "delivery.timeout.ms",
            300_000);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int n = 0; n < EVENTS; n++) {
        String event = "{\"ts\":%d,\"n\":%d}".formatted(System.currentTimeMillis(), n);
        var unused =
            producer.send(
                new ProducerRecord<>(
                    NAME, n % PARTITIONS, null, event.getBytes(StandardCharsets.UTF_8)));
        if (n % 1_000 == 0) {
          LockSupport.parkNanos(Duration.ofMillis(IS_LONG ? 200 : 60).toNanos());
        }
      }
    }
  }
}
