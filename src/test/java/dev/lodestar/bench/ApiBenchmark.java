package dev.lodestar.bench;

import dev.lodestar.crash.ServerProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/**
 * {@code ./lodestar bench api}: the control plane with many tables and jobs stored, under many
 * clients at once.
 *
 * <p>The server is the one that {@code ./lodestar run} starts, with its default settings; clients
 * run in this process, on the same processors. Creations are measured last, since jobs run.
 */
public final class ApiBenchmark {
  private static final String USAGE =
      """
      Usage: ./lodestar bench api [--tables N] [--jobs N] [--clients N] [--seconds N]
        --tables N   tables to store, default 10000
        --jobs N     finished jobs to store, default 100000
        --clients N  connections that ask without a pause, default 32
        --seconds N  how long each operation is measured, default 10
      """;
  private static final String PROJECT = "/v1/projects/default/";

  private final PrintStream out;
  private final int tables;
  private final int jobs;
  private final int clients;
  private final Duration time;

  /** One kind of request; the number makes each different. */
  private record Operation(String name, String method, LongFunction<String> path, String body) {
    static Operation get(String name, LongFunction<String> path) {
      return new Operation(name, "GET", path, "");
    }
  }

  private ApiBenchmark(PrintStream out, int tables, int jobs, int clients, Duration time) {
    this.out = out;
    this.tables = tables;
    this.jobs = jobs;
    this.clients = clients;
    this.time = time;
  }

  public static void main(String[] arguments) throws Exception {
    int tables = 10_000;
    int jobs = 100_000;
    int clients = 32;
    int seconds = 10;
    for (int i = 0; i < arguments.length; i += 2) {
      String value = i + 1 < arguments.length ? arguments[i + 1] : "";
      if (!value.matches("[1-9]\\d{0,6}")) {
        end();
      }
      switch (arguments[i]) {
        case "--tables" -> tables = Integer.parseInt(value);
        case "--jobs" -> jobs = Integer.parseInt(value);
        case "--clients" -> clients = Integer.parseInt(value);
        case "--seconds" -> seconds = Integer.parseInt(value);
        default -> end();
      }
    }
    new ApiBenchmark(System.out, tables, jobs, clients, Duration.ofSeconds(seconds)).run();
  }

  private static void end() {
    System.err.print(USAGE);
    System.exit(2);
  }

  private void run() throws Exception {
    Path data = Files.createTempDirectory("lodestar-bench");
    ServerProcess server =
        ServerProcess.start(List.of("./lodestar", "run"), data, Map.of("LODESTAR_JAVA_OPTS", ""));
    try {
      out.printf("Storing %,d tables and %,d jobs ...%n", tables, jobs);
      StoredHistory.store(data, tables, jobs);
      for (Operation operation : operations()) {
        measure(server.address(), operation, time.dividedBy(4));
        print(operation, measure(server.address(), operation, time));
      }
    } finally {
      server.close();
      deleteTree(data);
    }
  }

  private List<Operation> operations() {
    return List.of(
        Operation.get("list jobs, page of 100", i -> "jobs"),
        Operation.get(
            "list jobs, any page", i -> "jobs?paginationOffset=" + 100 * (i % (jobs / 200 + 1))),
        Operation.get("list jobs, failed", i -> "jobs?executionStatus=failed&paginationLimit=20"),
        Operation.get(
            "list jobs of a table", i -> "jobs?targetTableName=table-" + (1 + i % tables)),
        Operation.get(
            "list jobs by source",
            i -> "jobs?sortColumn=source_name&sortOrder=ASC&paginationLimit=20"),
        Operation.get("search jobs", i -> "jobs?searchString=table-" + (1 + i % tables)),
        Operation.get("get job", i -> "jobs/" + id("job-" + (1 + i % jobs))),
        Operation.get("get table", i -> "tables/table-" + (1 + i % tables)),
        Operation.get("list tables by hour", i -> "tables?partitioningGranularity=hour"),
        Operation.get("list all tables", i -> "tables"),
        new Operation(
            "create table",
            "POST",
            i -> "tables",
            "{\"type\": \"detail\", \"name\": \"created-#\", \"schema\": [{\"name\": \"x\", \"dataType\": \"long\"}]}"),
        new Operation(
            "create job",
            "POST",
            i -> "jobs",
            "{\"type\": \"sql\", \"createTableIfNotExists\": true, \"query\": \"INSERT INTO bench SELECT # AS n PARTITIONED BY ALL\"}"));
  }

  /** The id that PostgreSQL made of the same text. */
  private static UUID id(String text) {
    ByteBuffer digest = ByteBuffer.wrap(md5(text));
    return new UUID(digest.getLong(), digest.getLong());
  }

  private static byte[] md5(String text) {
    try {
      return MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private long[] measure(URI server, Operation operation, Duration span) throws Exception {
    AtomicLong numbers = new AtomicLong(System.nanoTime() / 1000);
    long end = System.nanoTime() + span.toNanos();
    List<Future<List<Long>>> working = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(clients)) {
      for (int i = 0; i < clients; i++) {
        working.add(pool.submit(() -> ask(server, operation, numbers, end)));
      }
    }
    List<Long> times = new ArrayList<>();
    for (Future<List<Long>> client : working) {
      times.addAll(client.get());
    }
    return times.stream().mapToLong(Long::longValue).sorted().toArray();
  }

  private static List<Long> ask(URI server, Operation operation, AtomicLong numbers, long end)
      throws IOException {
    List<Long> times = new ArrayList<>();
    try (HttpConnection connection = new HttpConnection(server)) {
      while (System.nanoTime() < end) {
        long number = numbers.getAndIncrement();
        String path = PROJECT + operation.path().apply(number);
        String body = operation.body().replace("#", Long.toString(number));
        long begun = System.nanoTime();
        int status = connection.send(operation.method(), path, body);
        times.add(System.nanoTime() - begun);
        if (status >= 300) {
          throw new IllegalStateException(
              "%s %s answers %d".formatted(operation.method(), path, status));
        }
      }
    }
    return times;
  }

  private void print(Operation operation, long[] times) {
    long slow = Arrays.stream(times).filter(nanos -> nanos > 25_000_000).count();
    out.printf(
        Locale.ROOT,
        "%-24s %,8.0f requests/s   p50 %7.2f ms   p99 %7.2f ms   above 25 ms: %.1f %%%n",
        operation.name(),
        times.length / (double) time.toSeconds(),
        times[times.length / 2] / 1e6,
        times[(int) (times.length * 0.99)] / 1e6,
        100.0 * slow / times.length);
  }

  private static void deleteTree(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
