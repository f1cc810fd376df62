package dev.lodestar.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.bench.StreamJob;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that is killed while events are pushed and read: what was acknowledged is there exactly
 * once in the end.
 *
 * <p>Settings: {@code lodestar.crash.rounds} (1, or 12 with {@code lodestar.long}), {@code
 * lodestar.crash.seed} of the random moments.
 */
class StreamCrashIT {
  private static final int ROUNDS =
      Integer.getInteger("lodestar.crash.rounds", Boolean.getBoolean("lodestar.long") ? 12 : 1);
  private static final long SEED = Long.getLong("lodestar.crash.seed", System.nanoTime() % 100_000);
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final int EVENTS_A_REQUEST = 100;
  private static final String NAME = "numbers";

  @TempDir Path root;
  private final Random random = new Random(SEED);
  private final AtomicReference<URI> address = new AtomicReference<>();
  private final AtomicLong next = new AtomicLong();

  /** The first numbers of requests that were acknowledged. */
  private final ConcurrentSkipListSet<Long> acknowledged = new ConcurrentSkipListSet<>();

  /** Those of requests without an answer: their events may be there, each once. */
  private final ConcurrentSkipListSet<Long> unknown = new ConcurrentSkipListSet<>();

  private ServerProcess server;
  private ServerClient client;

  @BeforeEach
  void start() throws IOException {
    server = ServerProcess.start(root, Map.of("LODESTAR_STREAMS_PUBLISH_INTERVAL", "PT0.5S"));
    client = new ServerClient(server.address());
    address.set(server.address());
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    server.close();
  }

  @Test
  void acknowledgedEventsAreThereExactlyOnceThoughTheServerIsKilled() throws Exception {
    client.connect(StreamJob.push(NAME));
    String job = client.submit(StreamJob.numbers(NAME, NAME));
    AtomicBoolean over = new AtomicBoolean();
    Thread[] pushing = new Thread[4];
    for (int i = 0; i < pushing.length; i++) {
      pushing[i] = Thread.ofPlatform().start(() -> pushUntil(over));
    }
    try {
      for (int round = 1; round <= ROUNDS; round++) {
        int before = acknowledged.size();
        await().atMost(LIMIT).until(() -> acknowledged.size() > before + 20);
        assertThat(server.survives(Duration.ofMillis(700 + random.nextLong(1_000)))).isTrue();
        server.kill();
        client.close();
        start();
      }
      int before = acknowledged.size();
      await().atMost(LIMIT).until(() -> acknowledged.size() > before + 20);
    } finally {
      over.set(true);
      for (Thread thread : pushing) {
        thread.join();
      }
    }

    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(100))
        // There is no column before the first row is visible again.
        .ignoreExceptions()
        .until(() -> number("SELECT COUNT(DISTINCT \"n\") FROM \"numbers\"") >= expectedAtLeast());
    assertEachNumberOnce();
    client.cancel(job);
    await().atMost(LIMIT).until(() -> client.status(job).equals("canceled"));
    assertEachNumberOnce();
    assertThat(client.table(NAME).path("totalRows").asLong())
        .isEqualTo(number("SELECT COUNT(*) FROM \"numbers\""));
    System.out.printf(
        "crash: seed %d, %d kills, %d requests acknowledged, %d without an answer%n",
        SEED, ROUNDS, acknowledged.size(), unknown.size());
  }

  private long expectedAtLeast() {
    return (long) acknowledged.size() * EVENTS_A_REQUEST;
  }

  private void assertEachNumberOnce() throws IOException, InterruptedException {
    assertThat(number("SELECT COUNT(*) - COUNT(DISTINCT \"n\") FROM \"numbers\""))
        .as("numbers that are there twice")
        .isZero();
    JsonNode requests =
        client.query(
            "SELECT \"n\" / %d, COUNT(*) FROM \"numbers\" GROUP BY 1 ORDER BY 1"
                .formatted(EVENTS_A_REQUEST));
    ConcurrentSkipListSet<Long> found = new ConcurrentSkipListSet<>();
    for (JsonNode request : requests) {
      assertThat(request.get(1).asInt()).as("events of a request").isEqualTo(EVENTS_A_REQUEST);
      found.add(request.get(0).asLong() * EVENTS_A_REQUEST);
    }
    assertThat(found).containsAll(acknowledged);
    found.removeAll(acknowledged);
    assertThat(unknown).containsAll(found);
  }

  private long number(String sql) throws IOException, InterruptedException {
    return client.query(sql).path(0).path(0).asLong();
  }

  /** Each number is sent once: what was not answered is not sent again. */
  private void pushUntil(AtomicBoolean over) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      while (!over.get()) {
        long first = next.getAndAdd(EVENTS_A_REQUEST);
        StringBuilder body = new StringBuilder();
        for (long n = first; n < first + EVENTS_A_REQUEST; n++) {
          body.append("{\"ts\":").append(System.currentTimeMillis());
          body.append(",\"n\":").append(n).append("}\n");
        }
        try {
          int status =
              http.send(
                      HttpRequest.newBuilder(
                              address.get().resolve("/v1/projects/default/events/" + NAME))
                          .timeout(Duration.ofSeconds(10))
                          .POST(BodyPublishers.ofString(body.toString()))
                          .build(),
                      BodyHandlers.discarding())
                  .statusCode();
          (status == 200 ? acknowledged : unknown).add(first);
        } catch (IOException e) {
          unknown.add(first);
          Thread.sleep(50);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
