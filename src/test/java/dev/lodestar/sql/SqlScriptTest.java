package dev.lodestar.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lodestar.error.ServiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Statements and their rows, from {@code src/test/resources/sql/*.test}.
 *
 * <p>A case is a statement, a line {@code ----} and its rows, one a line with {@code |} between
 * values; an empty line ends it. A statement that fails has one row, {@code ! code: message}. Lines
 * with {@code #} are comments, {@code # zone: Europe/Berlin} sets the zone of all that follow.
 */
@TestInstance(Lifecycle.PER_CLASS)
class SqlScriptTest {
  private static final Path SCRIPTS = Path.of("src/test/resources/sql");
  private static final String ZONE = "# zone: ";

  private EngineFixture engine;

  record Case(String file, int line, String zone, String sql, List<String> rows) {
    @Override
    public String toString() {
      return file + ":" + line + " " + sql;
    }
  }

  static List<Case> cases() throws IOException {
    try (Stream<Path> files = Files.list(SCRIPTS)) {
      List<Case> cases = new ArrayList<>();
      for (Path file : files.filter(f -> f.toString().endsWith(".test")).sorted().toList()) {
        read(file, cases);
      }
      return cases;
    }
  }

  @BeforeAll
  void open() throws SQLException {
    engine = EngineFixture.open();
  }

  @AfterAll
  void close() throws SQLException {
    engine.close();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void givesItsRows(Case script) throws SQLException {
    assertThat(run(script)).isEqualTo(script.rows());
  }

  private List<String> run(Case script) throws SQLException {
    SqlSettings settings =
        new SqlSettings(
            ZoneId.of(script.zone()),
            Instant.parse("2024-08-14T21:30:13.793Z"),
            OptionalLong.empty());
    try {
      return engine.query(script.sql(), List.of(), settings).stream()
          .map(row -> String.join("|", row))
          .toList();
    } catch (ServiceException e) {
      return List.of("! " + e.code() + ": " + e.messageText());
    }
  }

  private static void read(Path file, List<Case> cases) throws IOException {
    String zone = "UTC";
    List<String> sql = new ArrayList<>();
    List<String> rows = new ArrayList<>();
    boolean inRows = false;
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      if (line.startsWith(ZONE)) {
        zone = line.substring(ZONE.length());
      } else if (line.equals("----")) {
        inRows = true;
      } else if (line.isBlank() && inRows) {
        cases.add(toCase(file, number, zone, sql, rows));
        sql.clear();
        rows.clear();
        inRows = false;
      } else if (!line.isBlank() && !line.startsWith("#")) {
        (inRows ? rows : sql).add(line);
      }
    }
    if (inRows) {
      cases.add(toCase(file, number, zone, sql, rows));
    }
  }

  private static Case toCase(
      Path file, int line, String zone, List<String> sql, List<String> rows) {
    return new Case(
        file.getFileName().toString(),
        line,
        zone,
        sql.stream().collect(Collectors.joining("\n")),
        List.copyOf(rows));
  }
}
