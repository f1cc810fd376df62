package dev.lodestar.bench;

import dev.lodestar.crash.ServerClient;
import dev.lodestar.crash.ServerProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * {@code ./lodestar bench query}: eleven questions through HTTP, each beside DuckDB alone on the
 * same segment files in the same run, after both have answered all of them a few times.
 */
public final class QueryBenchmark {
  private static final String USAGE =
      """
      Usage: ./lodestar bench query [--rows N] [--rounds N]
        --rows N    events to load, default 2000000
        --rounds N  how often each question is asked of both in turn, default 15
      """;
  private static final Path SCRATCH = Path.of("target/bench").toAbsolutePath();
  private static final Set<String> OVER = Set.of("completed", "failed", "canceled");
  private static final double RATIO_MAX = 1.5;
  private static final double EXTRA_MS = 5;
  private static final int WARM_ROUNDS = 40;

  private final PrintStream out;
  private final long rows;
  private final int rounds;

  private QueryBenchmark(PrintStream out, long rows, int rounds) {
    this.out = out;
    this.rows = rows;
    this.rounds = rounds;
  }

  public static void main(String[] arguments) throws Exception {
    long rows = 2_000_000;
    int rounds = 15;
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
    new QueryBenchmark(System.out, rows, rounds).run();
  }

  private static void end() {
    System.err.print(USAGE);
    System.exit(2);
  }

  private void run() throws Exception {
    Files.createDirectories(SCRATCH);
    Path events = SCRATCH.resolve("events-" + rows + ".json");
    if (!Files.exists(events)) {
      Path unfinished = SCRATCH.resolve("events.new");
      new EventGenerator(rows, 42).write(unfinished);
      Files.move(unfinished, events);
    }
    Path data = Files.createTempDirectory("lodestar-bench");
    ServerProcess server =
        ServerProcess.start(List.of("./lodestar", "run"), data, Map.of("LODESTAR_JAVA_OPTS", ""));
    try (ServerClient client = new ServerClient(server.address());
        Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement alone = connection.createStatement()) {
      load(client, events);
      alone.execute("SET TimeZone='UTC'");
      alone.execute("CREATE VIEW events AS SELECT * FROM read_parquet(" + segments(data) + ")");
      warmUp(client, alone);
      for (QueryCase question : QueryCase.ALL) {
        compare(question, client, alone);
      }
    } finally {
      server.close();
      deleteTree(data);
    }
  }

  private static void load(ServerClient client, Path events) throws Exception {
    client.upload("events.json", events);
    String job = client.submit(EventJob.of("events.json", "events"));
    Awaitility.await().atMost(Duration.ofHours(1)).until(() -> OVER.contains(client.status(job)));
    if (!client.status(job).equals("completed")) {
      throw new IllegalStateException("the load is " + client.status(job));
    }
  }

  private static String segments(Path data) throws IOException {
    try (Stream<Path> files = Files.walk(data.resolve("segments"))) {
      return files
          .filter(file -> file.toString().endsWith(".parquet"))
          .map(file -> "'" + file + "'")
          .collect(Collectors.joining(", ", "[", "]"));
    }
  }

  /** A server answers for days: its first answers are those of a JVM that compiles. */
  private static void warmUp(ServerClient client, Statement alone)
      throws IOException, InterruptedException, SQLException {
    for (int round = 0; round < WARM_ROUNDS; round++) {
      for (QueryCase question : QueryCase.ALL) {
        client.query(question.druid());
        readAll(alone, question.duckDb());
      }
    }
  }

  private void compare(QueryCase question, ServerClient client, Statement alone)
      throws IOException, InterruptedException, SQLException {
    List<Double> http = new ArrayList<>();
    List<Double> engine = new ArrayList<>();
    for (int round = 0; round <= rounds; round++) {
      long begun = System.nanoTime();
      client.query(question.druid());
      http.add((System.nanoTime() - begun) / 1e6);
      begun = System.nanoTime();
      readAll(alone, question.duckDb());
      engine.add((System.nanoTime() - begun) / 1e6);
    }
    double mine = median(http);
    double theirs = median(engine);
    out.printf(
        Locale.ROOT,
        "%-34s HTTP %8.1f ms, DuckDB alone %8.1f ms, ratio %.2f %s%n",
        question.name(),
        mine,
        theirs,
        mine / theirs,
        mine <= RATIO_MAX * theirs + EXTRA_MS ? "" : "MISSES 1.5 x + 5 ms");
  }

  /** The first round warms both up and does not count. */
  private static double median(List<Double> all) {
    List<Double> counted = new ArrayList<>(all.subList(1, all.size()));
    counted.sort(Comparator.naturalOrder());
    return counted.get(counted.size() / 2);
  }

  private static void readAll(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      int columns = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        for (int i = 1; i <= columns; i++) {
          rows.getObject(i);
        }
      }
    }
  }

  private static void deleteTree(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
