package dev.lodestar.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code useApproximateCountDistinct=false} allows and nothing else does. */
@TestInstance(Lifecycle.PER_CLASS)
class ExactDistinctTest {
  private static final SqlSettings EXACT =
      new SqlSettings(
          EngineFixture.SETTINGS.timeZone(),
          EngineFixture.SETTINGS.now(),
          EngineFixture.SETTINGS.outerLimit(),
          false,
          true,
          true,
          EngineFixture.SETTINGS.numbersInMax());

  private EngineFixture engine;

  @BeforeAll
  void open() throws SQLException {
    engine = EngineFixture.open();
  }

  @AfterAll
  void close() throws SQLException {
    engine.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT SUM(DISTINCT n), SUM(n) FROM (VALUES (1), (1), (2), (NULL)) t(n) | 3 4",
        "SELECT SUM(DISTINCT n) FROM (VALUES (1.5), (1.5), (NULL)) t(n) | 1.5",
        "SELECT AVG(DISTINCT n), AVG(n) FROM (VALUES (1), (1), (1), (5)) t(n) | 3.0 2.0",
        "SELECT COUNT(DISTINCT x, s), COUNT(DISTINCT s) FROM example | 3 2",
        "SELECT COUNT(DISTINCT a, b) FROM (VALUES (1, 1), (1, 1), (1, NULL), (2, 1)) t(a, b) | 2",
        "SELECT SUM(DISTINCT x) FILTER (WHERE s = 'b') FROM example | 6",
      })
  void countsWhatIsDistinct(String query, String row) throws SQLException {
    assertThat(engine.query(query, List.of(), EXACT)).containsExactly(List.of(row.split(" ")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"SUM(DISTINCT x)", "AVG(DISTINCT x)", "COUNT(DISTINCT x, s)"})
  void isRefusedWithoutTheContext(String aggregate) {
    assertThatThrownBy(() -> engine.query("SELECT " + aggregate + " FROM example"))
        .hasMessageMatching("(SUM|AVG) does not take DISTINCT.*|COUNT takes one expression.*");
  }

  @Test
  void staysRefusedForOtherAggregates() {
    assertThatThrownBy(
            () -> engine.query("SELECT VAR_POP(DISTINCT x) FROM example", List.of(), EXACT))
        .hasMessageContaining("VAR_POP does not take DISTINCT");
  }
}
