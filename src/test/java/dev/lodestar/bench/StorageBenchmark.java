package dev.lodestar.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.crash.ServerClient;
import dev.lodestar.crash.ServerProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * {@code ./lodestar bench storage}: what lies on the disk before and after rows are replaced,
 * deleted, purged and dropped, and what the merging of small segments does to it and to queries.
 */
public final class StorageBenchmark {
  private static final String USAGE =
      """
      Usage: ./lodestar bench storage [--rows N] [--segments N]
        --rows N      events to load, default 1000000
        --segments N  small segments to append and to merge, default 1000
      """;
  private static final String STORED = "stored";
  private static final String SMALL = "events";
  private static final int SMALL_ROWS = 2_000;
  private static final int ROUNDS = 15;
  private static final int WARM_ROUNDS = 10;
  private static final Duration PATIENCE = Duration.ofHours(1);

  /** Nothing happens by itself until a server is started that should do it. */
  private static final Map<String, String> STILL =
      Map.of("LODESTAR_JAVA_OPTS", "", "LODESTAR_UPKEEP_COMPACTION", "false");

  private final PrintStream out;
  private final Path data;
  private final StorageJobs jobs = new StorageJobs();
  private ServerProcess server;
  private ServerClient client;

  private StorageBenchmark(PrintStream out, Path data) throws IOException {
    this.out = out;
    this.data = data;
    this.server = start(STILL);
    this.client = new ServerClient(server.address());
  }

  private ServerProcess start(Map<String, String> settings) throws IOException {
    return ServerProcess.start(List.of("./lodestar", "run"), data, settings);
  }

  public static void main(String[] arguments) throws Exception {
    long rows = 1_000_000;
    int segments = 1_000;
    for (int i = 0; i < arguments.length; i += 2) {
      String value = i + 1 < arguments.length ? arguments[i + 1] : "";
      if (!value.matches("[1-9]\\d{0,8}")) {
        end();
      }
      switch (arguments[i]) {
        case "--rows" -> rows = Long.parseLong(value);
        case "--segments" -> segments = Integer.parseInt(value);
        default -> end();
      }
    }
    Path data = Files.createTempDirectory("lodestar-bench");
    StorageBenchmark benchmark = new StorageBenchmark(System.out, data);
    try {
      benchmark.changes(rows);
      benchmark.merging(segments);
    } finally {
      benchmark.close();
    }
  }

  private static void end() {
    System.err.print(USAGE);
    System.exit(2);
  }

  private void changes(long rows) throws Exception {
    out.printf("%-34s %10s %9s %12s%n", "after", "rows", "segments", "bytes");
    upload("stored.json", rows);
    report("nothing");
    run(EventJob.of("stored.json", STORED));
    report("load");
    run(jobs.replaceAll("stored.json", STORED));
    report("replace, old rows restorable");
    restart("LODESTAR_UPKEEP_PURGE_AFTER", "P0D", "LODESTAR_UPKEEP_PURGE_EVERY", "PT1S");
    awaitPurge();
    report("purge of the old rows");
    restart();
    run(jobs.delete(STORED, jobs.days(client, STORED).get(0), false));
    awaitFiles();
    report("delete of a day for good");
    run(jobs.delete(STORED, jobs.days(client, STORED).get(0), true));
    report("soft delete of a day");
    restart("LODESTAR_UPKEEP_PURGE_AFTER", "P0D", "LODESTAR_UPKEEP_PURGE_EVERY", "PT1S");
    awaitPurge();
    report("purge of that day");
    run(jobs.drop(STORED));
    until(() -> bytes() == 0);
    report("drop for good");
  }

  private void merging(int segments) throws Exception {
    restart();
    upload("small.json", SMALL_ROWS);
    while (segmentCount(SMALL) < segments) {
      run(EventJob.of("small.json", SMALL));
    }
    out.printf("%n%-34s %10s %9s %12s%n", "", "rows", "segments", "bytes");
    long visible = segmentCount(SMALL);
    describe("appended by small jobs", SMALL);
    Map<String, Double> before = times();
    int chunks = jobs.days(client, SMALL).size();
    restart("LODESTAR_UPKEEP_COMPACTION", "true", "LODESTAR_UPKEEP_COMPACT_EVERY", "PT1S");
    long begun = System.nanoTime();
    until(() -> segmentCount(SMALL) == chunks);
    double seconds = (System.nanoTime() - begun) / 1e9;
    awaitFiles();
    describe("merged", SMALL);
    out.printf(Locale.ROOT, "%d segments were merged in %.1f s.%n%n", visible, seconds);
    Map<String, Double> after = times();
    before.forEach(
        (question, ms) ->
            out.printf(
                Locale.ROOT,
                "%-34s %8.1f ms before, %8.1f ms after%n",
                question,
                ms,
                after.get(question)));
  }

  /** Three questions, each the median of some rounds on a server that is warm. */
  private Map<String, Double> times() throws IOException, InterruptedException {
    List<QueryCase> questions = QueryCase.ALL.subList(0, 3);
    Map<String, List<Double>> all = new HashMap<>();
    for (int round = 0; round < WARM_ROUNDS + ROUNDS; round++) {
      for (QueryCase question : questions) {
        long begun = System.nanoTime();
        client.query(question.druid());
        if (round >= WARM_ROUNDS) {
          all.computeIfAbsent(question.name(), name -> new ArrayList<>())
              .add((System.nanoTime() - begun) / 1e6);
        }
      }
    }
    Map<String, Double> medians = new HashMap<>();
    all.forEach(
        (name, times) ->
            medians.put(name, times.stream().sorted().skip(ROUNDS / 2).findFirst().orElseThrow()));
    return medians;
  }

  private void upload(String name, long rows) throws IOException, InterruptedException {
    Path file = data.resolve(name);
    new EventGenerator(rows, 42).write(file);
    client.upload(name, file);
    Files.delete(file);
  }

  private void run(JsonNode job) throws IOException, InterruptedException {
    String id = client.submit(job);
    until(() -> List.of("completed", "failed", "canceled").contains(client.status(id)));
    if (!client.status(id).equals("completed")) {
      throw new IllegalStateException("job " + job.path("type") + " is " + client.status(id));
    }
  }

  private static void until(Callable<Boolean> condition) {
    Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(condition);
  }

  /** Starts the server anew, with settings as names and values in turn. */
  private void restart(String... settings) throws IOException, InterruptedException {
    client.close();
    server.stop();
    Map<String, String> all = new HashMap<>(STILL);
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    server = start(all);
    client = new ServerClient(server.address());
  }

  private void awaitPurge() {
    until(() -> client.unusedSegments(STORED).isEmpty());
    awaitFiles();
  }

  /** Files go soon after the rows that name them. */
  private void awaitFiles() {
    until(
        () -> {
          long named = 0;
          for (String table : List.of(STORED, SMALL)) {
            named += jobs.bytes(client, table);
          }
          return bytes() == named;
        });
  }

  private long segmentCount(String table) throws IOException, InterruptedException {
    return jobs.exists(client, table) ? client.table(table).path("segmentCount").asLong() : 0;
  }

  private void report(String step) throws IOException, InterruptedException {
    describe(step, STORED);
  }

  private void describe(String step, String table) throws IOException, InterruptedException {
    boolean exists = jobs.exists(client, table);
    long rows = exists ? client.table(table).path("totalRows").asLong() : 0;
    out.printf("%-34s %10d %9d %12d%n", step, rows, segmentCount(table), bytes());
  }

  /** What lies in the folder of segments. */
  private long bytes() throws IOException {
    try (Stream<Path> files = Files.walk(data.resolve("segments"))) {
      return files.filter(Files::isRegularFile).mapToLong(StorageBenchmark::size).sum();
    } catch (UncheckedIOException e) {
      // A file that goes while it is looked at: the caller looks again.
      return -1;
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void close() throws IOException, InterruptedException {
    client.close();
    server.close();
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
