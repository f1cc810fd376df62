package dev.lodestar.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import dev.lodestar.data.Interval;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which times of a table a statement can find rows of. */
class ReadTimesTest {
  private static final SqlSettings SETTINGS =
      new SqlSettings(ZoneOffset.UTC, Instant.parse("2026-03-10T00:00:00Z"), OptionalLong.empty());

  private static Optional<Interval> times(String sql) {
    return new DruidSql()
        .bindQuery(
            sql,
            List.of(),
            SETTINGS,
            name ->
                List.of("t", "u").contains(name)
                    ? Optional.of(
                        new Relation(
                            name,
                            List.of(
                                new Column(Column.TIME, DataType.TIMESTAMP),
                                new Column("k", DataType.STRING),
                                new Column("n", DataType.LONG))))
                    : Optional.empty())
        .times("t");
  }

  private static Interval days(String start, String end) {
    return new Interval(Instant.parse(start + "T00:00:00Z"), Instant.parse(end + "T00:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "__time >= TIMESTAMP '2026-01-02 00:00:00' AND __time < TIMESTAMP '2026-01-04 00:00:00'",
        "TIMESTAMP '2026-01-04 00:00:00' > __time AND TIMESTAMP '2026-01-02 00:00:00' <= __time",
        "__time BETWEEN TIMESTAMP '2026-01-02 00:00:00' AND TIMESTAMP '2026-01-03 23:59:59.999' AND n = 1",
        "TIME_IN_INTERVAL(__time, '2026-01-02/2026-01-04')",
        "__time >= MILLIS_TO_TIMESTAMP(1767312000000) AND __time < TIMESTAMP '2026-01-04 00:00:00'",
        "__time >= CURRENT_TIMESTAMP - INTERVAL '67' DAY AND __time < TIMESTAMP '2026-01-04 00:00:00'",
        "__time = TIMESTAMP '2026-01-02 00:00:00' OR TIME_IN_INTERVAL(__time, '2026-01-03/P1D')"
      })
  void whereBoundsWhatIsRead(String where) {
    assertThat(times("SELECT COUNT(*) FROM t WHERE " + where))
        .contains(days("2026-01-02", "2026-01-04"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "n = 1",
        "__time >= TIMESTAMP '2026-01-02 00:00:00' OR n = 1",
        "NOT (__time >= TIMESTAMP '2026-01-02 00:00:00')",
        "__time NOT BETWEEN TIMESTAMP '2026-01-02 00:00:00' AND TIMESTAMP '2026-01-04 00:00:00'",
        "__time <> TIMESTAMP '2026-01-02 00:00:00'",
        "__time >= (SELECT MIN(__time) FROM u)",
        "TIME_SHIFT(__time, 'P1D', 1) >= TIMESTAMP '2026-01-02 00:00:00'"
      })
  void whatIsNotUnderstoodBoundsNothing(String where) {
    assertThat(times("SELECT COUNT(*) FROM t WHERE " + where)).isEmpty();
  }

  @Test
  void eachPlaceOfATableCounts() {
    String day = "__time < TIMESTAMP '2026-01-02 00:00:00'";
    String later = "TIME_IN_INTERVAL(__time, '2026-02-01/P1D')";

    assertThat(times("SELECT n FROM t WHERE %s UNION ALL SELECT n FROM t".formatted(later)))
        .isEmpty();
    assertThat(times("SELECT n FROM t WHERE n IN (SELECT n FROM t WHERE %s)".formatted(later)))
        .isEmpty();
    assertThat(
            times(
                    "SELECT n FROM t WHERE %s UNION ALL SELECT n FROM t WHERE %s"
                        .formatted(day, later))
                .orElseThrow()
                .end())
        .isEqualTo(Instant.parse("2026-02-02T00:00:00Z"));
    assertThat(times("WITH w AS (SELECT * FROM t WHERE %s) SELECT * FROM w".formatted(later)))
        .contains(days("2026-02-01", "2026-02-02"));
  }

  @Test
  void boundsOfOneSideOfAJoinAreItsOwn() {
    String join =
        "SELECT COUNT(*) FROM t %s JOIN u ON t.k = u.k WHERE %s.__time < TIMESTAMP '2026-01-02 00:00:00'";

    for (String kind : List.of("", "LEFT", "RIGHT", "FULL")) {
      assertThat(times(join.formatted(kind, "t"))).as(kind).isPresent();
      assertThat(times(join.formatted(kind, "u"))).as(kind).isEmpty();
    }
  }

  @Test
  void outerNameOfAnotherTableBoundsNothing() {
    assertThat(
            times(
                "SELECT n FROM u AS x WHERE EXISTS (SELECT 1 FROM t WHERE x.__time < TIMESTAMP '2026-01-02 00:00:00')"))
        .isEmpty();
    assertThat(times("SELECT MAX(t.n) FROM t, u WHERE t.__time < u.__time")).isEmpty();
  }

  @Test
  void tableWithinAUnionIsReadAsAWhole() {
    assertThat(
            times(
                "SELECT COUNT(*) FROM TABLE(APPEND('t', 'u')) WHERE __time < TIMESTAMP '2026-01-02 00:00:00'"))
        .isEmpty();
  }
}
