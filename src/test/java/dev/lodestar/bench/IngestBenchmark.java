package dev.lodestar.bench;

import dev.lodestar.crash.ServerClient;
import dev.lodestar.crash.ServerProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * {@code ./lodestar bench ingest}: times a batch job from its submission to {@code completed},
 * against DuckDB alone on the same file in the same run.
 *
 * <p>The server is the one that {@code ./lodestar run} starts, with its default settings and an
 * empty data directory. Each round loads the file into a table of its own.
 */
public final class IngestBenchmark {
  private static final String USAGE =
      """
      Usage: ./lodestar bench ingest [--rows N] [--rounds N]
        --rows N    events to load, default 2000000 (about 300 bytes each)
        --rounds N  how often both are timed in turn, default 3
      """;
  private static final Path SCRATCH = Path.of("target/bench").toAbsolutePath();

  /** Each poll costs the server a look at its database, on the cores that it loads with. */
  private static final Duration POLL = Duration.ofMillis(100);

  private static final Set<String> OVER = Set.of("completed", "failed", "canceled");

  private final PrintStream out;
  private final long rows;
  private final Path events;

  private IngestBenchmark(PrintStream out, long rows) {
    this.out = out;
    this.rows = rows;
    this.events = SCRATCH.resolve("events-" + rows + ".json");
  }

  public static void main(String[] arguments) throws Exception {
    long rows = 2_000_000;
    int rounds = 3;
    for (int i = 0; i < arguments.length; i += 2) {
      String value = i + 1 < arguments.length ? arguments[i + 1] : "";
      if (!value.matches("[1-9]\\d{0,8}")) {
        end();
      }
      switch (arguments[i]) {
        case "--rows" -> rows = Long.parseLong(value);
        case "--rounds" -> rounds = Integer.parseInt(value);
        default -> end();
      }
    }
    new IngestBenchmark(System.out, rows).run(rounds);
  }

  private static void end() {
    System.err.print(USAGE);
    System.exit(2);
  }

  private void run(int rounds) throws Exception {
    generate();
    Path data = Files.createTempDirectory("lodestar-bench");
    ServerProcess server =
        ServerProcess.start(List.of("./lodestar", "run"), data, Map.of("LODESTAR_JAVA_OPTS", ""));
    try (ServerClient client = new ServerClient(server.address())) {
      measure(server, client, rounds);
    } finally {
      server.close();
      deleteTree(data);
    }
  }

  /** Kept for the next run; half a file never has the final name. */
  private void generate() throws IOException {
    if (!Files.exists(events)) {
      out.printf("Generating %,d events ...%n", rows);
      Files.createDirectories(SCRATCH);
      Path unfinished = SCRATCH.resolve("events.new");
      new EventGenerator(rows, 42).write(unfinished);
      Files.move(unfinished, events);
    }
  }

  private void measure(ServerProcess server, ServerClient client, int rounds) throws Exception {
    long begun = System.nanoTime();
    client.upload("events.json", events);
    out.printf(
        Locale.ROOT,
        "%,d events, %d MiB; upload through HTTP %.2f s%n",
        rows,
        Files.size(events) >> 20,
        (System.nanoTime() - begun) / 1e9);
    List<Double> ratios = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      Timing alone = duckDbAlone();
      Timing job = job(server, client, "events_" + round);
      ratios.add(job.ratioTo(alone));
      out.printf(
          Locale.ROOT,
          "round %d: job %s, DuckDB alone %s, ratio %.2f; load average %.1f%n",
          round,
          job,
          alone,
          job.ratioTo(alone),
          ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }
    ratios.sort(Comparator.naturalOrder());
    out.printf(Locale.ROOT, "median ratio %.2f (target: at most 1.60)%n", ratios.get(rounds / 2));
    printMemory(server);
  }

  private Timing duckDbAlone() throws IOException, InterruptedException {
    Path target = SCRATCH.resolve("alone");
    deleteTree(target);
    Timing timing = DuckDbAlone.run(events, target);
    deleteTree(target);
    return timing;
  }

  private Timing job(ServerProcess server, ServerClient client, String table) throws Exception {
    ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();
    Duration cpu = ProcessFigures.cpu(process);
    long begun = System.nanoTime();
    String job = client.submit(EventJob.of("events.json", table));
    Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(POLL)
        .atMost(Duration.ofHours(1))
        .until(() -> OVER.contains(client.status(job)));
    Duration wall = Duration.ofNanos(System.nanoTime() - begun);
    Timing timing = new Timing(wall, ProcessFigures.cpu(process).minus(cpu));
    long stored = client.query("SELECT COUNT(*) FROM \"" + table + '"').get(0).get(0).asLong();
    if (!client.status(job).equals("completed") || stored != rows) {
      throw new IllegalStateException(
          "the job is %s and stored %d rows".formatted(client.status(job), stored));
    }
    return timing;
  }

  private void printMemory(ServerProcess server) throws IOException {
    out.printf(
        "peak resident memory of the server process (VmHWM): %d MiB (target: below 1,500 MB);"
            + " its PostgreSQL, not included: %d MiB now%n",
        ProcessFigures.peakMebibytes(server.pid()),
        ProcessFigures.treeMebibytes(server.database().orElseThrow()));
  }

  private static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
