package dev.lodestar.bench;

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
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/**
 * {@code ./lodestar bench soak}: many small pushes a second for a long time. Each minute: what was
 * acknowledged, how long that took, the memory of the server, the segments of the table; at the end
 * whether each event is there once, and how many segments are left after the next merging.
 */
public final class SoakBenchmark {
  private static final int CLIENTS = 16;
  private static final Path SCRATCH = Path.of("target/bench").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String SEGMENTS =
      "SELECT COUNT(*) FROM sys.segments WHERE \"datasource\" = 'numbers' AND is_active = 1";

  private final PrintStream out = System.out;
  private final int minutes;
  private final int pushesPerSecond;
  private final AtomicLong numbers = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  /** Of the acknowledgements of the minute that goes on. */
  private final ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();

  private SoakBenchmark(int minutes, int pushesPerSecond) {
    this.minutes = minutes;
    this.pushesPerSecond = pushesPerSecond;
  }

  /** Arguments: minutes, 20 if absent; pushes of one event a second, 1,000 if absent. */
  public static void main(String[] arguments) throws Exception {
    int minutes = arguments.length == 0 ? 20 : Integer.parseInt(arguments[0]);
    int pushes = arguments.length < 2 ? 1_000 : Integer.parseInt(arguments[1]);
    new SoakBenchmark(minutes, pushes).run();
  }

  private void run() throws Exception {
    Files.createDirectories(SCRATCH);
    Path root = Files.createTempDirectory(SCRATCH, "soak");
    ServerProcess server = ServerProcess.start(root, Map.of());
    try (ServerClient client = new ServerClient(server.address());
        ExecutorService pool = Executors.newFixedThreadPool(CLIENTS)) {
      client.connect(StreamJob.push("numbers"));
      client.submit(StreamJob.numbers("numbers", "numbers"));
      long begun = System.nanoTime();
      long end = begun + Duration.ofMinutes(minutes).toNanos();
      List<Future<?>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        int place = i;
        clients.add(pool.submit(() -> push(server, begun, end, place)));
      }
      for (int minute = 1; minute <= minutes; minute++) {
        waitUntil(begun + Duration.ofMinutes(minute).toNanos());
        tell(minute, server, client);
      }
      for (Future<?> each : clients) {
        each.get();
      }
      ending(server, client);
    } finally {
      server.close();
    }
  }

  private static void waitUntil(long time) {
    while (System.nanoTime() < time) {
      LockSupport.parkNanos(time - System.nanoTime());
    }
  }

  /** One of the clients, each of which sends every sixteenth event at its due time. */
  private void push(ServerProcess server, long begun, long end, int place) {
    long gap = Duration.ofSeconds(CLIENTS).toNanos() / pushesPerSecond;
    try (HttpConnection connection = new HttpConnection(server.address())) {
      for (long due = begun + gap * place / CLIENTS; due < end; due += gap) {
        waitUntil(due);
        String event =
            "{\"ts\":%d,\"n\":%d}%n"
                .formatted(System.currentTimeMillis(), numbers.getAndIncrement());
        long sent = System.nanoTime();
        int status =
            connection
                .send("POST", "/v1/projects/default/events/numbers", List.of(), event)
                .status();
        nanos.add(System.nanoTime() - sent);
        if (status != 200) {
          refused.incrementAndGet();
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("the server closed a connection", e);
    }
  }

  private void tell(int minute, ServerProcess server, ServerClient client)
      throws IOException, InterruptedException {
    List<Long> times = new ArrayList<>();
    for (Long time = nanos.poll(); time != null; time = nanos.poll()) {
      times.add(time);
    }
    out.printf(
        "soak: minute %d: %,d pushes, %d refused so far; acknowledgement median %.1f ms, p99 %.1f"
            + " ms; %,d segments; server %d MiB%n",
        minute,
        times.size(),
        refused.get(),
        Timing.percentile(times, 0.5) / 1e6,
        Timing.percentile(times, 0.99) / 1e6,
        client.query(SEGMENTS).get(0).get(0).asLong(),
        ProcessFigures.residentMebibytes(server.pid()));
  }

  private void ending(ServerProcess server, ServerClient client)
      throws IOException, InterruptedException {
    long acknowledged = numbers.get() - refused.get();
    String all = "SELECT COUNT(*) FROM \"numbers\"";
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> client.query(all).get(0).get(0).asLong() >= acknowledged);
    long rows = client.query(all).get(0).get(0).asLong();
    long distinct =
        client
            .query("SELECT COUNT(*) FROM (SELECT DISTINCT \"n\" FROM \"numbers\")")
            .get(0)
            .get(0)
            .asLong();
    waitUntil(System.nanoTime() + Duration.ofSeconds(130).toNanos());
    out.printf(
        "soak: %,d acknowledged, %,d rows, %,d distinct; %,d segments after two rounds of merging;"
            + " server %d MiB, at most %d MiB%n",
        acknowledged,
        rows,
        distinct,
        client.query(SEGMENTS).get(0).get(0).asLong(),
        ProcessFigures.residentMebibytes(server.pid()),
        ProcessFigures.peakMebibytes(server.pid()));
  }
}
