package dev.lodestar.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/**
 * What DuckDB needs by itself to turn a file of {@link EventGenerator} into one folder of Parquet
 * files a day, with its default settings, in a process of its own.
 */
final class DuckDbAlone {
  private static final String COPY =
      """
      COPY (SELECT timezone('UTC', ts) AS __time, d10, d100, d1k, d10k, d100k, l_small, l_mid,
          l_big, f_price, f_score, attrs, note, CAST(timezone('UTC', ts) AS DATE) AS day
        FROM read_json('EVENTS', format='newline_delimited', columns={ts: 'TIMESTAMPTZ',
          d10: 'VARCHAR', d100: 'VARCHAR', d1k: 'VARCHAR', d10k: 'VARCHAR', d100k: 'VARCHAR',
          l_small: 'BIGINT', l_mid: 'BIGINT', l_big: 'BIGINT', f_price: 'DOUBLE',
          f_score: 'DOUBLE', attrs: 'JSON', note: 'VARCHAR'}))
      TO 'TARGET' (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (day))
      """;

  private DuckDbAlone() {}

  /** Arguments: events, target folder. Prints the wall and CPU milliseconds of the statement. */
  public static void main(String[] arguments) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone='UTC'");
      Duration cpu = ProcessFigures.cpu(ProcessHandle.current());
      long begun = System.nanoTime();
      statement.execute(COPY.replace("EVENTS", arguments[0]).replace("TARGET", arguments[1]));
      long wallMs = (System.nanoTime() - begun) / 1_000_000;
      System.out.println(
          wallMs + " " + ProcessFigures.cpu(ProcessHandle.current()).minus(cpu).toMillis());
    }
  }

  /** Runs it in a new JVM, so that neither memory nor warm code is shared with anything. */
  static Timing run(Path events, Path target) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                List.of(
                    ProcessHandle.current().info().command().orElseThrow(),
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    DuckDbAlone.class.getName(),
                    events.toString(),
                    target.toString()))
            .redirectErrorStream(true)
            .start();
    List<String> lines = process.inputReader().lines().toList();
    if (process.waitFor() != 0) {
      throw new IllegalStateException("DuckDB alone failed: " + lines);
    }
    String[] figures = lines.getLast().split(" ");
    return new Timing(
        Duration.ofMillis(Long.parseLong(figures[0])),
        Duration.ofMillis(Long.parseLong(figures[1])));
  }
}
