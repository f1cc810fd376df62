package dev.lodestar.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import dev.lodestar.sql.BoundQuery;
import dev.lodestar.sql.DruidSql;
import dev.lodestar.sql.LookupNames;
import dev.lodestar.sql.LookupSource;
import dev.lodestar.sql.Relation;
import dev.lodestar.sql.SqlParameter;
import dev.lodestar.sql.SqlSettings;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanCacheTest {
  private static final VisibleRelations TABLES = tables(DataType.STRING, Set.of());
  private static final SqlSettings SETTINGS = settings(ZoneOffset.UTC, 0);
  private static final String COUNT = "SELECT COUNT(*) FROM t WHERE s = ?";
  private static final List<SqlParameter> PARAMETERS = List.of(new SqlParameter("VARCHAR", "a"));

  private final DruidSql sql = new DruidSql();
  private final PlanCache plans = new PlanCache();

  private static VisibleRelations tables(DataType type, Set<String> multiValues) {
    return new VisibleRelations(
        Map.of(
            "t",
            new Relation(
                "t",
                List.of(new Column(Column.TIME, DataType.TIMESTAMP), new Column("s", type)),
                multiValues)),
        Map.of("l", new LookupSource("t", List.of("s", "s"))));
  }

  private static SqlSettings settings(ZoneId zone, long nowMs) {
    return new SqlSettings(zone, Instant.ofEpochMilli(nowMs), OptionalLong.empty());
  }

  private void keep(String text, List<SqlParameter> parameters) {
    BoundQuery query = sql.bindQuery(text, parameters, SETTINGS, TABLES);
    plans.keep(text, parameters, SETTINGS, TABLES, query);
  }

  private static PlanCache.Understood understood() {
    return new PlanCache.Understood(Map.of(), Set.of(), new LookupNames(Set.of(), Set.of()));
  }

  @Test
  void findsAPlanAtAnyLaterMoment() {
    keep(COUNT, PARAMETERS);

    assertThat(plans.plan(COUNT, PARAMETERS, settings(ZoneOffset.UTC, 5), TABLES)).isPresent();
  }

  @Test
  void findsNoPlanOfAnotherMeaning() {
    keep(COUNT, PARAMETERS);

    assertThat(plans.plan(COUNT + " ", PARAMETERS, SETTINGS, TABLES)).isEmpty();
    assertThat(plans.plan(COUNT, List.of(new SqlParameter("VARCHAR", "b")), SETTINGS, TABLES))
        .isEmpty();
    assertThat(plans.plan(COUNT, List.of(new SqlParameter("CHAR", "a")), SETTINGS, TABLES))
        .isEmpty();
    assertThat(plans.plan(COUNT, PARAMETERS, settings(ZoneId.of("Asia/Tokyo"), 0), TABLES))
        .isEmpty();
    assertThat(
            plans.plan(
                COUNT,
                PARAMETERS,
                new SqlSettings(ZoneOffset.UTC, Instant.EPOCH, OptionalLong.of(1)),
                TABLES))
        .isEmpty();
    assertThat(plans.plan(COUNT, PARAMETERS, SETTINGS, tables(DataType.LONG, Set.of()))).isEmpty();
    assertThat(plans.plan(COUNT, PARAMETERS, SETTINGS, tables(DataType.STRING, Set.of("s"))))
        .isEmpty();
    assertThat(plans.plan(COUNT, PARAMETERS, SETTINGS, new VisibleRelations(Map.of(), Map.of())))
        .isEmpty();
    assertThat(
            plans.plan(
                COUNT, PARAMETERS, SETTINGS, new VisibleRelations(TABLES.tables(), Map.of())))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT CURRENT_TIMESTAMP",
        "SELECT CURRENT_DATE FROM t",
        "SELECT COUNT(*) FROM t WHERE __time > CURRENT_TIMESTAMP - INTERVAL '1' HOUR",
        "SELECT * FROM (SELECT s FROM t WHERE __time > CURRENT_DATE)",
        "SELECT s FROM t ORDER BY TIMESTAMPDIFF(DAY, __time, CURRENT_TIMESTAMP)",
        "SELECT s FROM t UNION ALL SELECT CAST(CURRENT_TIMESTAMP AS VARCHAR)",
        "EXPLAIN PLAN FOR SELECT s FROM t WHERE __time > CURRENT_TIMESTAMP"
      })
  void keepsNoPlanThatHoldsTheTime(String text) {
    keep(text, List.of());

    assertThat(plans.plan(text, List.of(), SETTINGS, TABLES)).isEmpty();
  }

  @Test
  void keepsNeitherLongTextsNorLongParameters() {
    String text = COUNT + " ".repeat(10_000);
    List<SqlParameter> parameters = List.of(new SqlParameter("VARCHAR", "a".repeat(10_000)));

    keep(text, PARAMETERS);
    keep(COUNT, parameters);

    assertThat(plans.plan(text, PARAMETERS, SETTINGS, TABLES)).isEmpty();
    assertThat(plans.plan(COUNT, parameters, SETTINGS, TABLES)).isEmpty();
  }

  @Test
  void forgetsWhatWasNotAskedForLong() {
    keep(COUNT, PARAMETERS);
    for (int i = 0; i < 256; i++) {
      plans.keep("SELECT " + i, understood());
      keep("SELECT " + i, List.of());
    }

    assertThat(plans.plan(COUNT, PARAMETERS, SETTINGS, TABLES)).isEmpty();
    assertThat(plans.text("SELECT 0")).isPresent();
    plans.keep("SELECT 256", understood());
    assertThat(plans.text("SELECT 1")).isEmpty();
  }
}
