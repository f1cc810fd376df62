package dev.lodestar.bench;

import dev.lodestar.crash.ServerProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * {@code ./lodestar bench api}: the control plane with many tables and jobs stored, under many
 * clients at once.
 *
 * <p>The server is the one that {@code ./lodestar run} starts, with its default settings; clients
 * run in this process, on the same processors. What a request costs the processors is the figure
 * that other work on the machine does not change. Each operation is asked for as long again before
 * it is measured, so that what is measured is a server that has been running. Creations are
 * measured last, since jobs run.
 */
public final class ApiBenchmark {
  private static final String USAGE =
      """
      Usage: ./lodestar bench api [--tables N] [--jobs N] [--clients N] [--seconds N]
                                  [--writes N] [--only TEXT]
        --tables N   tables to store, default 10000
        --jobs N     finished jobs to store, default 100000
        --clients N  connections that ask without a pause, default 32
        --seconds N  how long each operation is measured, default 10
        --writes N   tables that somebody creates in each second of it, default 0
        --only TEXT  only operations with this in their names
      """;

  private final PrintStream out;
  private final Options options;

  /** Numbers of requests, different in each run. */
  private final AtomicLong numbers = new AtomicLong(System.nanoTime() / 1000);

  private record Options(
      int tables, int jobs, int clients, Duration time, int writes, String only) {}

  /** What one measurement found. */
  private record Figures(List<Long> nanos, long bytes, Duration server, Duration database) {}

  private ApiBenchmark(PrintStream out, Options options) {
    this.out = out;
    this.options = options;
  }

  public static void main(String[] arguments) throws Exception {
    int tables = 10_000;
    int jobs = 100_000;
    int clients = 32;
    int seconds = 10;
    int writes = 0;
    String only = "";
    for (int i = 0; i < arguments.length; i += 2) {
      String value = i + 1 < arguments.length ? arguments[i + 1] : "";
      if (!arguments[i].equals("--only") && !value.matches("[1-9]\\d{0,6}")) {
        end();
      }
      switch (arguments[i]) {
        case "--tables" -> tables = Integer.parseInt(value);
        case "--jobs" -> jobs = Integer.parseInt(value);
        case "--clients" -> clients = Integer.parseInt(value);
        case "--seconds" -> seconds = Integer.parseInt(value);
        case "--writes" -> writes = Integer.parseInt(value);
        case "--only" -> only = value;
        default -> end();
      }
    }
    Options options = new Options(tables, jobs, clients, Duration.ofSeconds(seconds), writes, only);
    new ApiBenchmark(System.out, options).run();
  }

  private static void end() {
    System.err.print(USAGE);
    System.exit(2);
  }

  private void run() throws Exception {
    Path data = Files.createTempDirectory("lodestar-bench");
    ServerProcess server =
        ServerProcess.start(
            List.of("./lodestar", "run"),
            data,
            Map.of(
                "LODESTAR_JAVA_OPTS", "",
                "LODESTAR_AUTH_ENABLED", "true",
                "LODESTAR_ADMIN_API_KEY", HttpConnection.KEY));
    try {
      out.printf("Storing %,d tables and %,d jobs ...%n", options.tables(), options.jobs());
      StoredHistory.store(data, options.tables(), options.jobs());
      List<ApiOperation> operations =
          new ArrayList<>(ApiOperation.reads(options.tables(), options.jobs()));
      operations.add(ApiOperation.CREATE_TABLE);
      operations.add(ApiOperation.CREATE_JOB);
      for (ApiOperation operation : operations) {
        if (operation.name().contains(options.only())) {
          measure(server, operation, options.time());
          print(operation, measure(server, operation, options.time()));
        }
      }
      out.printf("at most %d MB of memory%n", ProcessFigures.peakMebibytes(server.pid()));
    } finally {
      server.close();
      deleteTree(data);
    }
  }

  private Figures measure(ServerProcess server, ApiOperation operation, Duration span)
      throws Exception {
    Duration serverBefore = ProcessFigures.cpu(server);
    Duration databaseBefore = ProcessFigures.cpuOfDatabase(server);
    AtomicLong bytes = new AtomicLong();
    long end = System.nanoTime() + span.toNanos();
    List<Future<List<Long>>> working = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(options.clients() + 1)) {
      for (int i = 0; i < options.clients(); i++) {
        working.add(pool.submit(() -> ask(server, operation, bytes, end)));
      }
      Future<Long> writer = pool.submit(() -> write(server, end));
      writer.get();
    }
    List<Long> times = new ArrayList<>();
    for (Future<List<Long>> client : working) {
      times.addAll(client.get());
    }
    return new Figures(
        times.stream().sorted().toList(),
        bytes.get(),
        ProcessFigures.cpu(server).minus(serverBefore),
        ProcessFigures.cpuOfDatabase(server).minus(databaseBefore));
  }

  private List<Long> ask(ServerProcess server, ApiOperation operation, AtomicLong bytes, long end)
      throws IOException {
    List<Long> times = new ArrayList<>();
    try (HttpConnection connection = new HttpConnection(server.address())) {
      while (System.nanoTime() < end) {
        long begun = System.nanoTime();
        bytes.addAndGet(operation.ask(connection, numbers.getAndIncrement()));
        times.add(System.nanoTime() - begun);
      }
    }
    return times;
  }

  /** Says how many tables it made. */
  private long write(ServerProcess server, long end) throws IOException, InterruptedException {
    long made = 0;
    if (options.writes() > 0) {
      try (HttpConnection connection = new HttpConnection(server.address())) {
        for (; System.nanoTime() < end; made++) {
          ApiOperation.CREATE_TABLE.ask(connection, numbers.getAndIncrement());
          Thread.sleep(1000 / options.writes());
        }
      }
    }
    return made;
  }

  private void print(ApiOperation operation, Figures figures) {
    List<Long> nanos = figures.nanos();
    long slow = nanos.stream().filter(each -> each > 25_000_000).count();
    out.printf(
        Locale.ROOT,
        "%-24s %,8.0f requests/s   p50 %7.2f ms   p99 %7.2f ms   above 25 ms: %5.1f %%"
            + "   CPU each: server %6.3f ms, database %6.3f ms   %,d bytes%n",
        operation.name(),
        nanos.size() / (double) options.time().toSeconds(),
        nanos.get(nanos.size() / 2) / 1e6,
        nanos.get((int) (nanos.size() * 0.99)) / 1e6,
        100.0 * slow / nanos.size(),
        figures.server().toNanos() / 1e6 / nanos.size(),
        figures.database().toNanos() / 1e6 / nanos.size(),
        figures.bytes() / nanos.size());
  }

  private static void deleteTree(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
