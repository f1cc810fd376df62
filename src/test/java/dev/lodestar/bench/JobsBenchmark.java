package dev.lodestar.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lodestar.crash.ServerClient;
import dev.lodestar.crash.ServerProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * {@code ./lodestar bench jobs}: what a job costs that has next to nothing to do, alone and behind
 * thousands of others.
 */
public final class JobsBenchmark {
  private static final String USAGE =
      """
      Usage: ./lodestar bench jobs [--queued N] [--alone N]
        --queued N  jobs that wait together, default 10000
        --alone N   jobs that are submitted one after the other, default 200
      """;
  private static final int PARTS = 10;

  private final PrintStream out;
  private final ServerProcess server;
  private final ServerClient client;

  private JobsBenchmark(PrintStream out, ServerProcess server, ServerClient client) {
    this.out = out;
    this.server = server;
    this.client = client;
  }

  public static void main(String[] arguments) throws Exception {
    int queued = 10_000;
    int alone = 200;
    for (int i = 0; i < arguments.length; i += 2) {
      String value = i + 1 < arguments.length ? arguments[i + 1] : "";
      if (!value.matches("[1-9]\\d{0,6}")) {
        end();
      }
      switch (arguments[i]) {
        case "--queued" -> queued = Integer.parseInt(value);
        case "--alone" -> alone = Integer.parseInt(value);
        default -> end();
      }
    }
    Path data = Files.createTempDirectory("lodestar-bench");
    ServerProcess server =
        ServerProcess.start(List.of("./lodestar", "run"), data, Map.of("LODESTAR_JAVA_OPTS", ""));
    try (ServerClient client = new ServerClient(server.address())) {
      JobsBenchmark benchmark = new JobsBenchmark(System.out, server, client);
      benchmark.alone(alone);
      benchmark.queued(queued);
    } finally {
      server.close();
    }
  }

  private static void end() {
    System.err.print(USAGE);
    System.exit(2);
  }

  /** One record, or with the filter none. */
  private static ObjectNode job(boolean isEmpty) {
    ObjectNode job = JsonNodeFactory.instance.objectNode();
    job.put("type", "batch").put("createTableIfNotExists", true);
    job.putObject("target").put("type", "table").put("tableName", "small");
    if (isEmpty) {
      job.put("filterExpression", "\"n\" < 0");
    }
    ObjectNode source = job.putObject("source").put("type", "inline");
    source.put("data", "{\"t\": \"2026-01-01T00:00:00Z\", \"n\": 1}");
    source.putArray("inputSchema").addObject().put("name", "t").put("dataType", "string");
    source.withArray("inputSchema").addObject().put("name", "n").put("dataType", "long");
    job.putArray("mappings")
        .addObject()
        .put("columnName", "__time")
        .put("expression", "TIME_PARSE(\"t\")");
    job.withArray("mappings").addObject().put("columnName", "n").put("expression", "\"n\"");
    return job;
  }

  /** From the submission to the moment when a client that asks all the time sees the end. */
  private void alone(int jobs) throws IOException, InterruptedException {
    List<Double> times = new ArrayList<>();
    for (int i = 0; i < jobs; i++) {
      long begun = System.nanoTime();
      String id = client.submit(job(true));
      patience(Duration.ofMillis(2)).until(() -> client.status(id).equals("completed"));
      times.add((System.nanoTime() - begun) / 1e6);
    }
    List<Double> warm = times.subList(times.size() / 4, times.size()).stream().sorted().toList();
    out.printf(
        Locale.ROOT,
        "an empty job, submit to completed: median %.1f ms, p99 %.1f ms (of %d, after %d to warm up)%n",
        warm.get(warm.size() / 2),
        warm.get((int) (warm.size() * 0.99)),
        warm.size(),
        times.size() - warm.size());
  }

  /** Jobs run while others are submitted; the server says when each part of them was done. */
  private void queued(int jobs) throws IOException, InterruptedException {
    List<String> ids = new ArrayList<>();
    Duration serverBefore = ProcessFigures.cpu(server);
    Duration databaseBefore = ProcessFigures.cpuOfDatabase(server);
    Instant first = Instant.now();
    long begun = System.nanoTime();
    for (int i = 0; i < jobs; i++) {
      ids.add(client.submit(job(false)));
    }
    out.printf(Locale.ROOT, "%d jobs submitted in %.1f s%n", jobs, seconds(begun));
    Instant before = first;
    for (int i = 1; i <= PARTS; i++) {
      String last = ids.get(jobs * i / PARTS - 1);
      patience(Duration.ofMillis(100)).until(() -> client.status(last).equals("completed"));
      Instant done = Instant.parse(client.job(last).path("completedTimestamp").asText());
      out.printf(
          Locale.ROOT,
          "  part %2d of %d: %.1f s, %.1f ms each%n",
          i,
          PARTS,
          Duration.between(before, done).toMillis() / 1e3,
          Duration.between(before, done).toMillis() * (double) PARTS / jobs);
      before = done;
    }
    out.printf(
        Locale.ROOT,
        "CPU each: server %.2f ms, database %.2f ms%n",
        ProcessFigures.cpu(server).minus(serverBefore).toNanos() / 1e6 / jobs,
        ProcessFigures.cpuOfDatabase(server).minus(databaseBefore).toNanos() / 1e6 / jobs);
    long rows = client.query("SELECT COUNT(*) FROM \"small\"").get(0).get(0).asLong();
    if (rows != jobs) {
      throw new IllegalStateException(rows + " rows of " + jobs + " jobs");
    }
    out.printf(Locale.ROOT, "%d jobs done after %.1f s, %d rows%n", jobs, seconds(begun), rows);
  }

  private static ConditionFactory patience(Duration interval) {
    return Awaitility.await()
        .atMost(Duration.ofHours(2))
        .pollDelay(Duration.ZERO)
        .pollInterval(interval);
  }

  private static double seconds(long begun) {
    return (System.nanoTime() - begun) / 1e9;
  }
}
