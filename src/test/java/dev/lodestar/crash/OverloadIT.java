package dev.lodestar.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.bench.EventGenerator;
import dev.lodestar.bench.EventJob;
import dev.lodestar.bench.StreamJob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two hundred clients push, query, load and list at once, each as fast as it is answered: whoever
 * is not served is told to come again, nothing that was acknowledged is lost, and memory stays
 * bounded.
 *
 * <p>Setting: {@code lodestar.overload.seconds} (10, or 300 with {@code lodestar.long}).
 */
class OverloadIT {
  private static final int CLIENTS = 200;
  private static final long SECONDS =
      Long.getLong("lodestar.overload.seconds", Boolean.getBoolean("lodestar.long") ? 300 : 10);
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final int EVENTS_A_REQUEST = 20;
  private static final long ROWS = 100_000;

  /** Heap, what the engine may take for queries and for loading, and what the JVM needs besides. */
  private static final long RESIDENT_MIB_MAX = 3_000;

  @TempDir Path root;
  private final ConcurrentMap<String, AtomicLong> answers = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong loaded = new AtomicLong();
  private ServerProcess server;
  private ServerClient client;

  @BeforeEach
  void start() throws Exception {
    // What waits is refused soon, so that refusals are among the answers of a short run, too.
    server =
        ServerProcess.start(
            root.resolve("data"),
            Map.of("LODESTAR_QUERY_WAITING_MAX", "20", "LODESTAR_JOBS_WAITING_MAX", "100"));
    client = new ServerClient(server.address());
    Path events = root.resolve("events.json");
    new EventGenerator(ROWS, 42).write(events);
    client.upload("events.json", events);
    String load = client.submit(EventJob.of("events.json", "events"));
    await().atMost(LIMIT).until(() -> client.status(load).equals("completed"));
    client.connect(StreamJob.push("numbers"));
    client.submit(StreamJob.numbers("numbers", "numbers"));
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    server.close();
  }

  @Test
  void whoIsNotServedIsToldSoAndNothingAcknowledgedIsLost() throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
    List<Future<?>> clients = new ArrayList<>();
    try (HttpClient http = HttpClient.newHttpClient();
        ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CLIENTS; i++) {
        int number = i;
        clients.add(pool.submit(() -> ask(http, new Random(number), number, end)));
      }
      for (Future<?> done : clients) {
        done.get();
      }
    }

    System.out.println("overload: " + answers + ", resident " + residentMebibytes() + " MiB");
    assertThat(answers.keySet()).allMatch(what -> what.matches(".* (200|201|429|503)"));
    assertThat(answers.keySet())
        .as("queries were refused")
        .anyMatch(what -> what.equals("query 429"));
    assertThat(answers.keySet()).contains("query 200", "push 200", "job 201", "list 200");
    assertThat(residentMebibytes()).isLessThan(RESIDENT_MIB_MAX);
    await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(() -> number("COUNT(DISTINCT \"n\")", "numbers") >= acknowledged.get());
    assertThat(number("COUNT(*)", "numbers")).isEqualTo(acknowledged.get());
    await().atMost(LIMIT).ignoreExceptions().until(() -> loadedRows() == loaded.get());
  }

  private long loadedRows() throws IOException, InterruptedException {
    return number("COUNT(*)", "loaded");
  }

  private long number(String what, String table) throws IOException, InterruptedException {
    JsonNode rows = client.query("SELECT %s FROM \"%s\"".formatted(what, table));
    return rows.path(0).path(0).asLong();
  }

  private long residentMebibytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + server.pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }

  /** One in ten loads, three push, five query, and one lists. */
  private void ask(HttpClient http, Random random, int number, long end) {
    try {
      while (System.nanoTime() < end) {
        switch (number % 10) {
          case 0 -> load(http);
          case 1, 2, 3 -> push(http);
          case 4 -> count("list", send(http, "GET", "jobs?limit=20", ""));
          default -> query(http, random);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void load(HttpClient http) throws IOException, InterruptedException {
    String body =
        """
        {"type": "batch", "createTableIfNotExists": true,
         "source": {"type": "inline", "data": "{\\"ts\\": \\"2026-01-01T00:00:00Z\\"}",
           "inputSchema": [{"name": "ts", "dataType": "string"}]},
         "target": {"type": "table", "tableName": "loaded"},
         "mappings": [{"columnName": "__time", "expression": "TIME_PARSE(\\"ts\\")"}]}""";
    if (count("job", send(http, "POST", "jobs", body)) == 201) {
      loaded.incrementAndGet();
    }
  }

  private void push(HttpClient http) throws IOException, InterruptedException {
    StringBuilder body = new StringBuilder();
    long first = numbers.getAndAdd(EVENTS_A_REQUEST);
    for (long n = first; n < first + EVENTS_A_REQUEST; n++) {
      body.append("{\"ts\":").append(System.currentTimeMillis());
      body.append(",\"n\":").append(n).append("}\n");
    }
    if (count("push", send(http, "POST", "events/numbers", body.toString())) == 200) {
      acknowledged.addAndGet(EVENTS_A_REQUEST);
    }
  }

  private void query(HttpClient http, Random random) throws IOException, InterruptedException {
    String sql =
        "SELECT d1k, COUNT(*), SUM(l_mid) FROM events WHERE l_small > %d GROUP BY 1 ORDER BY 2 DESC LIMIT 10"
            .formatted(random.nextInt(50));
    count("query", send(http, "POST", "query/sql", "{\"query\": \"%s\"}".formatted(sql)));
  }

  /** Notes an answer; who is told to wait waits, but not as long as asked. */
  private int count(String what, HttpResponse<String> answer) {
    answers
        .computeIfAbsent(what + " " + answer.statusCode(), key -> new AtomicLong())
        .incrementAndGet();
    if (answer.statusCode() == 429) {
      assertThat(answer.headers().firstValue("Retry-After")).as(answer.body()).isPresent();
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    return answer.statusCode();
  }

  private HttpResponse<String> send(HttpClient http, String method, String path, String body)
      throws IOException, InterruptedException {
    URI target = server.address().resolve("/v1/projects/default/" + path);
    return http.send(
        HttpRequest.newBuilder(target)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .timeout(LIMIT)
            .build(),
        BodyHandlers.ofString());
  }
}
