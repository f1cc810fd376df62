package dev.lodestar.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever text comes in, out comes a bound statement or one clear fault. */
class SqlSafetyTest {
  private static final List<String> SEEDS =
      List.of(
          "SELECT country, SUM(added) AS n FROM events WHERE city LIKE 'K%' GROUP BY 1 ORDER BY n",
          "WITH a AS (SELECT TIME_FLOOR(__time, 'P1D') AS d FROM events) SELECT DISTINCT d FROM a",
          "SELECT ROW_NUMBER() OVER (PARTITION BY s ORDER BY x ROWS 1 PRECEDING) FROM example",
          "SELECT JSON_VALUE(attrs, '$.os' RETURNING BIGINT), CASE WHEN added > 1 THEN 2 END FROM events",
          "SELECT a.x FROM example AS a JOIN example AS b ON a.x = b.x AND a.s IN ('a', 'b') LIMIT 3",
          "SELECT EXTRACT(DAY FROM __time), FLOOR(__time TO HOUR), CAST(x AS VARCHAR) || s FROM example");
  private static final List<String> SPLICES =
      List.of(
          "(",
          ")",
          "'",
          "\"",
          ",",
          "NULL",
          "*",
          " OVER ()",
          " FROM ",
          "SELECT ",
          "COUNT(",
          "[1]",
          "INTERVAL '1' DAY",
          " IS NULL",
          "-",
          "?",
          "DATE '2024-01-01'",
          "ARRAY[1]",
          "ROW(1, 2)",
          "{fn now()}",
          "x'00'",
          " BETWEEN ",
          "\\",
          "\u0001",
          "é",
          ";",
          "--",
          "/*",
          "1e999",
          "::");

  private final DruidSql sql = new DruidSql();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM TABLE(read_csv('/etc/passwd'))",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM \"/etc/passwd\"",
        "SELECT getenv('HOME')",
        "SELECT pg_sleep(10)",
        "SELECT * FROM query('SELECT 1')",
        "SELECT current_setting('threads')",
        "SELECT druid_time_parse('2024')",
        "SELECT * FROM duckdb_settings()",
        "SELECT * FROM information_schema.tables",
        "COPY (SELECT 1) TO '/tmp/x'",
        "ATTACH '/tmp/x'",
        "PRAGMA version",
        "INSERT INTO events SELECT 1",
        "DELETE FROM events",
        "SET threads = 1",
        "DROP TABLE events",
        "SELECT 1; DROP TABLE events",
        "",
        "  ",
        "-- only a comment",
        "SELECT '\0'",
        "\0"
      })
  void refusesWhatIsNotDruidsOrNotSelect(String text) {
    assertThatThrownBy(() -> bind(text))
        .isInstanceOfSatisfying(
            ServiceException.class,
            fault -> assertThat(fault.code()).isIn(ErrorCode.INVALID_SQL, ErrorCode.NOT_SUPPORTED));
  }

  @Test
  void refusesDeepNestingInTime() {
    assertRefused("SELECT " + "(".repeat(10_000) + "1" + ")".repeat(10_000));
    assertRefused("SELECT " + "1+".repeat(200_000) + "1");
    assertRefused("SELECT " + "- ".repeat(200_000) + "1");
    assertRefused("SELECT " + "NOT ".repeat(100_000) + "TRUE");
    assertRefused("SELECT " + "CASE WHEN TRUE THEN ".repeat(20_000) + "1");
    assertRefused("SELECT " + "ABS(".repeat(5_000) + "1" + ")".repeat(5_000));
    assertRefused("SELECT " + "ARRAY[".repeat(5_000) + "]".repeat(5_000));
    assertRefused("SELECT * FROM example" + " JOIN example ON TRUE".repeat(20_000));
    assertRefused("SELECT 1" + " UNION ALL SELECT 1".repeat(20_000));
    assertRefused("SELECT '" + "x".repeat(2_000_000) + "'");
  }

  @Test
  void refusesShortTextThatIsALargeTree() {
    String nested = "x";
    for (int i = 0; i < 40; i++) {
      nested = "CASE " + nested + " WHEN 1 THEN 1 WHEN 2 THEN 2 END";
    }
    assertRefused("SELECT " + nested + " FROM example");
  }

  @Test
  void bindsLongListsAndConditions() {
    String list = "1, ".repeat(20_000) + "2";
    String condition = "x = 1 OR ".repeat(300) + "x = 2";

    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          bind("SELECT s FROM example WHERE x IN (" + list + ")");
          bind("SELECT s FROM example WHERE " + condition);
        });
  }

  @Test
  void mutatedStatementsGiveAResultOrAFault() {
    Random random = new Random(20_260_101);
    for (int i = 0; i < 4_000; i++) {
      String text = mutate(SEEDS.get(random.nextInt(SEEDS.size())), random);

      Throwable thrown = catchThrowable(() -> bind(text));

      if (thrown != null) {
        assertThat(thrown).as(text).isInstanceOf(ServiceException.class);
        ServiceException fault = (ServiceException) thrown;
        assertThat(fault.code()).as(text).isIn(ErrorCode.INVALID_SQL, ErrorCode.NOT_SUPPORTED);
        assertThat(fault.messageText())
            .as(text)
            .doesNotContain("calcite", "java.", "Exception", "\n")
            .endsWith(".");
      }
    }
  }

  private static String mutate(String seed, Random random) {
    StringBuilder text = new StringBuilder(seed);
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(3)) {
        case 0 -> text.delete(at, Math.min(text.length() - 1, at + 1 + random.nextInt(8)));
        case 1 -> text.insert(at, SPLICES.get(random.nextInt(SPLICES.size())));
        default -> {
          int from = random.nextInt(seed.length());
          text.insert(at, seed, from, Math.min(seed.length(), from + random.nextInt(30)));
        }
      }
    }
    return text.toString();
  }

  private void assertRefused(String text) {
    Throwable thrown =
        Assertions.assertTimeoutPreemptively(
            Duration.ofSeconds(20), () -> catchThrowable(() -> bind(text)));
    assertThat(thrown).isInstanceOf(ServiceException.class);
    assertThat(((ServiceException) thrown).code()).isEqualTo(ErrorCode.INVALID_SQL);
    assertThat(((ServiceException) thrown).messageText()).hasSizeLessThan(300);
  }

  private BoundQuery bind(String text) {
    return sql.bindQuery(text, List.of(), EngineFixture.SETTINGS, EngineFixture::relation);
  }
}
