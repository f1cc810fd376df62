package dev.lodestar.bench;

import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import dev.lodestar.data.Granularity;
import dev.lodestar.engine.Compression;
import dev.lodestar.engine.IngestPlan;
import dev.lodestar.engine.IngestPlan.Projection;
import dev.lodestar.engine.InputFile;
import dev.lodestar.engine.InputFormat;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * {@code ./lodestar bench leaves}: what the hidden columns for values within JSON cost when rows
 * are loaded, and what they save when they are read. Engines with and without them take turns in
 * one process.
 */
public final class LeavesBenchmark {
  private static final String USAGE =
      """
      Usage: ./lodestar bench leaves [--rows N] [--rounds N]
        --rows N    events to load, default 500000
        --rounds N  how often each is timed in turn, default 5
      """;
  private static final String MAJOR = "JSON_VALUE(attrs, '$.ver.major' RETURNING BIGINT)";
  private static final List<Question> QUESTIONS =
      List.of(
          new Question(
              "GROUP BY text", "SELECT JSON_VALUE(attrs, '$.os'), COUNT(*) FROM events GROUP BY 1"),
          new Question(
              "WHERE text",
              "SELECT COUNT(*) FROM events WHERE JSON_VALUE(attrs, '$.os') = 'linux'"),
          new Question(
              "GROUP BY number as text",
              "SELECT JSON_VALUE(attrs, '$.ver.major'), COUNT(*) FROM events GROUP BY 1"),
          new Question("SUM RETURNING BIGINT", "SELECT SUM(" + MAJOR + ") FROM events"),
          new Question(
              "the same of a sub-query",
              "SELECT SUM(" + MAJOR + ") FROM (SELECT attrs, __time FROM events)"),
          new Question(
              "WHERE RETURNING BIGINT", "SELECT COUNT(*) FROM events WHERE " + MAJOR + " > 4"));

  /** The default of {@code LODESTAR_ENGINE_LEAVES_PER_THOUSAND_ROWS}. */
  private static final int USUAL = 10;

  private static final int WIDE_ROWS = 60_000;
  private static final int WIDE_KEYS = 64;
  private static final int WIDE_HOURS = 1_000;

  private record Question(String name, String sql) {}

  private final PrintStream out;
  private final Path folder;
  private final int rounds;

  private LeavesBenchmark(PrintStream out, Path folder, int rounds) {
    this.out = out;
    this.folder = folder;
    this.rounds = rounds;
  }

  public static void main(String[] arguments) throws Exception {
    long rows = 500_000;
    int rounds = 5;
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
    Path folder = Files.createTempDirectory("lodestar-bench").toAbsolutePath();
    try {
      LeavesBenchmark benchmark = new LeavesBenchmark(System.out, folder, rounds);
      benchmark.events(rows);
      benchmark.wide();
    } finally {
      delete(folder);
    }
  }

  private static void end() {
    System.err.print(USAGE);
    System.exit(2);
  }

  private void events(long rows) throws IOException {
    Path file = folder.resolve("events.json");
    new EventGenerator(rows, 42).write(file);
    IngestPlan plan =
        plan(
            file,
            Granularity.DAY,
            EventJob.columns().entrySet().stream()
                .map(column -> column(column.getKey(), column.getValue()))
                .toList());
    try (LeavesEngine with = new LeavesEngine(folder.resolve("with"), USUAL);
        LeavesEngine without = new LeavesEngine(folder.resolve("without"), 0)) {
      out.printf("Loading %,d events of about 300 bytes into seven time chunks:%n", rows);
      load(plan, List.of("without leaves", "with leaves"), List.of(without, with), rounds);
      out.printf("%n%-26s %12s %12s%n", "median ms", "without", "with");
      for (Question question : QUESTIONS) {
        ask(question, without, with);
      }
    }
  }

  private void ask(Question question, LeavesEngine without, LeavesEngine with) {
    List<Long> before = new ArrayList<>();
    List<Long> after = new ArrayList<>();
    for (int round = 0; round <= rounds * 2; round++) {
      long slow = without.ask(question.sql());
      long quick = with.ask(question.sql());
      if (round > 0) {
        before.add(slow);
        after.add(quick);
      }
    }
    out.printf(
        Locale.ROOT,
        "%-26s %12.1f %12.1f%n",
        question.name(),
        Timing.percentile(before, 0.5) / 1e6,
        Timing.percentile(after, 0.5) / 1e6);
  }

  private void wide() throws IOException {
    Path file = folder.resolve("wide.json");
    writeWide(file);
    IngestPlan plan = plan(file, Granularity.HOUR, List.of(column("j", "json")));
    try (LeavesEngine without = new LeavesEngine(folder.resolve("w0"), 0);
        LeavesEngine always = new LeavesEngine(folder.resolve("w1"), 1_000_000);
        LeavesEngine usual = new LeavesEngine(folder.resolve("w2"), USUAL)) {
      out.printf(
          "%nLoading %,d rows of %d keys into %,d time chunks:%n",
          WIDE_ROWS, WIDE_KEYS, WIDE_HOURS);
      load(
          plan,
          List.of("without leaves", "leaves in files of any size", "as by default"),
          List.of(without, always, usual),
          1);
    }
  }

  private static void writeWide(Path file) throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    Instant start = Instant.parse("2026-01-01T00:00:00Z");
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < WIDE_ROWS; row++) {
      text.append("{\"ts\":\"").append(start.plusSeconds(3_600L * (row % WIDE_HOURS)));
      text.append("\",\"j\":{\"k0\":").append(random.nextInt(1_000));
      for (int key = 1; key < WIDE_KEYS; key++) {
        text.append(",\"k").append(key).append("\":").append(random.nextInt(1_000));
      }
      text.append("}}\n");
    }
    Files.write(file, text.toString().getBytes(StandardCharsets.US_ASCII));
  }

  /** Times the engines in turn, after a round that warms them, and prints medians. */
  private void load(IngestPlan plan, List<String> names, List<LeavesEngine> engines, int times)
      throws IOException {
    List<List<Timing>> timings = new ArrayList<>();
    engines.forEach(engine -> timings.add(new ArrayList<>()));
    for (int round = 0; round <= times; round++) {
      for (int i = 0; i < engines.size(); i++) {
        Timing timing = engines.get(i).load(plan);
        if (round > 0) {
          timings.get(i).add(timing);
        }
      }
    }
    double first = cpuMs(timings.getFirst());
    for (int i = 0; i < engines.size(); i++) {
      out.printf(
          Locale.ROOT,
          "%-28s %8.2f s CPU (x %.2f) %8.2f s wall %8.1f MB%n",
          names.get(i),
          cpuMs(timings.get(i)) / 1e3,
          cpuMs(timings.get(i)) / first,
          Timing.percentile(timings.get(i).stream().map(t -> t.wall().toMillis()).toList(), 0.5)
              / 1e3,
          engines.get(i).bytes() / 1e6);
    }
  }

  private static double cpuMs(List<Timing> timings) {
    return Timing.percentile(timings.stream().map(t -> t.cpu().toMillis()).toList(), 0.5);
  }

  private static Column column(String name, String type) {
    return new Column(name, DataType.ofApiName(type));
  }

  private static IngestPlan plan(Path file, Granularity chunks, List<Column> columns) {
    List<Column> fields = new ArrayList<>(List.of(column("ts", "string")));
    fields.addAll(columns);
    return new IngestPlan(
        List.of(new InputFile("events", file, Compression.NONE)),
        new InputFormat.NdJson(),
        fields,
        "timezone('UTC', TRY_CAST(\"ts\" AS TIMESTAMPTZ))",
        columns.stream().map(c -> new Projection(c, '"' + c.name() + '"')).toList(),
        Optional.empty(),
        chunks,
        List.of(),
        0);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
