package dev.lodestar.bench;

import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import dev.lodestar.data.Granularity;
import dev.lodestar.engine.Compression;
import dev.lodestar.engine.Engine;
import dev.lodestar.engine.IngestControl;
import dev.lodestar.engine.IngestPlan;
import dev.lodestar.engine.IngestPlan.Projection;
import dev.lodestar.engine.IngestResult;
import dev.lodestar.engine.InputFile;
import dev.lodestar.engine.InputFormat;
import dev.lodestar.engine.duckdb.DuckDbEngine;
import dev.lodestar.engine.duckdb.EngineConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Times the engine's ingestion against DuckDB alone, on the same file in the same run.
 *
 * <p>Arguments: rows, rounds, a scratch folder, and optionally {@code engine} to leave out DuckDB
 * alone, so that the peak of resident memory is the engine's.
 */
public final class EngineIngestBenchmark {
  private static final List<Column> FIELDS =
      List.of(
          field("ts", DataType.STRING),
          field("d10", DataType.STRING),
          field("d100", DataType.STRING),
          field("d1k", DataType.STRING),
          field("d10k", DataType.STRING),
          field("d100k", DataType.STRING),
          field("l_small", DataType.LONG),
          field("l_mid", DataType.LONG),
          field("l_big", DataType.LONG),
          field("f_price", DataType.DOUBLE),
          field("f_score", DataType.DOUBLE),
          field("attrs", DataType.JSON),
          field("note", DataType.STRING));

  private static final String DUCKDB_ALONE =
      """
      COPY (SELECT timezone('UTC', ts) AS __time, d10, d100, d1k, d10k, d100k, l_small, l_mid,
          l_big, f_price, f_score, attrs, note, CAST(timezone('UTC', ts) AS DATE) AS day
        FROM read_json('EVENTS', format='newline_delimited', columns={ts: 'TIMESTAMPTZ',
          d10: 'VARCHAR', d100: 'VARCHAR', d1k: 'VARCHAR', d10k: 'VARCHAR', d100k: 'VARCHAR',
          l_small: 'BIGINT', l_mid: 'BIGINT', l_big: 'BIGINT', f_price: 'DOUBLE',
          f_score: 'DOUBLE', attrs: 'JSON', note: 'VARCHAR'}))
      TO 'TARGET' (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (day))
      """;

  private final PrintStream out;
  private final Path scratch;
  private final Path events;

  private EngineIngestBenchmark(PrintStream out, Path scratch, long rows) throws IOException {
    this.out = out;
    this.scratch = scratch;
    this.events = scratch.resolve("events-" + rows + ".json");
    if (!Files.exists(events)) {
      new EventGenerator(rows, 42).write(events);
    }
  }

  public static void main(String[] arguments) throws IOException, SQLException {
    Path scratch = Files.createDirectories(Path.of(arguments[2]));
    var benchmark = new EngineIngestBenchmark(System.out, scratch, Long.parseLong(arguments[0]));
    benchmark.run(Integer.parseInt(arguments[1]), arguments.length < 4);
  }

  private void run(int rounds, boolean compare) throws IOException, SQLException {
    EngineConfig config = EngineConfig.of(scratch.resolve("spill"), List.of(scratch));
    try (Engine engine = new DuckDbEngine(config)) {
      for (int round = 1; round <= rounds; round++) {
        Timing ours = time(() -> ingest(engine));
        out.printf(Locale.ROOT, "round %d: engine %s", round, ours);
        if (compare) {
          Timing alone = time(this::duckDbAlone);
          out.printf(
              Locale.ROOT, ", DuckDB alone %s, ratio %.2f", alone, ours.wallMs / alone.wallMs);
        }
        out.printf(", peak resident %s%n", peakResident());
      }
    }
  }

  private void ingest(Engine engine) throws IOException {
    Path staging = Files.createDirectories(scratch.resolve("staging"));
    IngestResult result = engine.ingest(plan(), staging, new Unheard());
    out.printf("%s in %d segments; ", result.counts(), result.segments().size());
    deleteTree(staging);
  }

  private IngestPlan plan() {
    return new IngestPlan(
        List.of(new InputFile("events.json", events, Compression.NONE)),
        new InputFormat.NdJson(),
        FIELDS,
        "timezone('UTC', TRY_CAST(\"ts\" AS TIMESTAMPTZ))",
        FIELDS.stream()
            .skip(1)
            .map(column -> new Projection(column, '"' + column.name() + '"'))
            .toList(),
        Optional.empty(),
        Granularity.DAY,
        List.of(),
        0);
  }

  private void duckDbAlone() throws SQLException, IOException {
    Path target = scratch.resolve("alone");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone='UTC'");
      statement.execute(
          DUCKDB_ALONE.replace("EVENTS", events.toString()).replace("TARGET", target.toString()));
    }
    deleteTree(target);
  }

  private static Timing time(Work work) throws IOException, SQLException {
    Duration cpu = cpu();
    long begun = System.nanoTime();
    work.run();
    double wallMs = (System.nanoTime() - begun) / 1e6;
    return new Timing(wallMs, cpu().minus(cpu).toMillis());
  }

  private static Duration cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private static String peakResident() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines.filter(line -> line.startsWith("VmHWM")).findFirst().orElse("unknown");
    }
  }

  private static void deleteTree(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static Column field(String name, DataType type) {
    return new Column(name, type);
  }

  private interface Work {
    void run() throws IOException, SQLException;
  }

  private record Timing(double wallMs, long cpuMs) {
    @Override
    public String toString() {
      return "%.0f ms (%d ms CPU)".formatted(wallMs, cpuMs);
    }
  }

  /** Nobody listens and nobody cancels. */
  private static final class Unheard implements IngestControl {
    @Override
    public void onCancel(Runnable interrupt) {}

    @Override
    public boolean canceled() {
      return false;
    }

    @Override
    public void progress(double share) {}
  }
}
