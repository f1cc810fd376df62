package dev.lodestar.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.crash.ServerClient;
import dev.lodestar.crash.ServerProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/**
 * {@code ./lodestar bench push}: clients that push events one request after the other; how many
 * events a second are acknowledged, how long that takes, and when all of them can be queried.
 */
public final class PushBenchmark {
  private static final int CLIENTS = 16;
  private static final int EVENTS_A_REQUEST = 60;
  private static final Path SCRATCH = Path.of("target/bench").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final PrintStream out = System.out;
  private final AtomicLong numbers = new AtomicLong();
  private final Duration length;

  private PushBenchmark(Duration length) {
    this.length = length;
  }

  /** Argument: seconds, 20 if absent. */
  public static void main(String[] arguments) throws Exception {
    long seconds = arguments.length == 0 ? 20 : Long.parseLong(arguments[0]);
    new PushBenchmark(Duration.ofSeconds(seconds)).run();
  }

  private void run() throws Exception {
    Files.createDirectories(SCRATCH);
    Path root = Files.createTempDirectory(SCRATCH, "push");
    ServerProcess server = ServerProcess.start(root, Map.of());
    try (ServerClient client = new ServerClient(server.address())) {
      client.connect(StreamJob.push("numbers"));
      client.submit(StreamJob.numbers("numbers", "numbers"));
      measure(server, Duration.ofSeconds(3)); // the first requests of a server take longer
      List<Long> nanos = measure(server, length);
      long begun = System.nanoTime();
      long sent = numbers.get();
      Awaitility.await().atMost(PATIENCE).until(() -> count(client) == sent);
      out.printf(
          "push: %d clients, %d events a request: %,.0f events/s acknowledged; acknowledgement"
              + " median %.1f ms, p99 %.1f ms; all visible %.0f ms after the last one; peak memory"
              + " %d MiB%n",
          CLIENTS,
          EVENTS_A_REQUEST,
          nanos.size() * EVENTS_A_REQUEST / (length.toMillis() / 1e3),
          Timing.percentile(nanos, 0.5) / 1e6,
          Timing.percentile(nanos, 0.99) / 1e6,
          (System.nanoTime() - begun) / 1e6,
          ProcessFigures.peakMebibytes(server.pid()));
    } finally {
      server.close();
    }
  }

  private static long count(ServerClient client) throws IOException, InterruptedException {
    JsonNode rows = client.query("SELECT COUNT(DISTINCT \"n\"), COUNT(*) FROM \"numbers\"");
    return rows.get(0).get(1).asLong();
  }

  private List<Long> measure(ServerProcess server, Duration time)
      throws InterruptedException, ExecutionException {
    List<Future<List<Long>>> clients = new ArrayList<>();
    List<Long> nanos = new ArrayList<>();
    long end = System.nanoTime() + time.toNanos();
    try (ExecutorService pool = Executors.newFixedThreadPool(CLIENTS)) {
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(pool.submit(() -> push(server, end)));
      }
      for (Future<List<Long>> client : clients) {
        nanos.addAll(client.get());
      }
    }
    return nanos;
  }

  private List<Long> push(ServerProcess server, long end) throws IOException {
    List<Long> nanos = new ArrayList<>();
    try (HttpConnection connection = new HttpConnection(server.address())) {
      while (System.nanoTime() < end) {
        StringBuilder body = new StringBuilder();
        long first = numbers.getAndAdd(EVENTS_A_REQUEST);
        for (long n = first; n < first + EVENTS_A_REQUEST; n++) {
          body.append("{\"ts\":").append(System.currentTimeMillis());
          body.append(",\"n\":").append(n).append("}\n");
        }
        long begun = System.nanoTime();
        int status =
            connection
                .send("POST", "/v1/projects/default/events/numbers", List.of(), body.toString())
                .status();
        if (status != 200) {
          throw new IllegalStateException("events were answered with " + status);
        }
        nanos.add(System.nanoTime() - begun);
      }
    }
    return nanos;
  }
}
