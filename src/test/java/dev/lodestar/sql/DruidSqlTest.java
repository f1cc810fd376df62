package dev.lodestar.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import dev.lodestar.error.ServiceException;
import dev.lodestar.error.TextPosition;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DruidSqlTest {
  private static final List<Column> FIELDS =
      List.of(
          new Column("ts", DataType.STRING),
          new Column("user.name", DataType.STRING),
          new Column("n", DataType.LONG),
          new Column("d", DataType.DOUBLE),
          new Column("f", DataType.FLOAT),
          new Column("j", DataType.JSON),
          new Column("tags", DataType.STRING_ARRAY));

  private final DruidSql sql = new DruidSql();

  @Test
  void namesAndTypesColumnsAsDruidDoes() {
    BoundQuery query = bind("SELECT city, added AS city, 1 + 1, __time, attrs, tags FROM events");

    assertThat(query.columns())
        .containsExactly(
            new OutputColumn("city", SqlType.VARCHAR),
            new OutputColumn("city0", SqlType.BIGINT),
            new OutputColumn("EXPR$1", SqlType.INTEGER),
            new OutputColumn("__time", SqlType.TIMESTAMP),
            new OutputColumn("attrs", SqlType.JSON),
            new OutputColumn("tags", SqlType.VARCHAR_ARRAY));
    assertThat(query.relations()).containsExactly("events");
  }

  @Test
  void putsTheCallersRowsInPlaceOfTables() {
    BoundQuery query = bind("SELECT e.city FROM events AS e, example");

    assertThat(query.relations()).containsExactlyInAnyOrder("events", "example");
    assertThat(query.engineSql(name -> "(SELECT * FROM read_parquet('" + name + "'))"))
        .isEqualTo(
            "SELECT \"e\".\"city\" AS \"city\" FROM"
                + " ((SELECT * FROM read_parquet('events')) AS \"e\" CROSS JOIN"
                + " (SELECT * FROM read_parquet('example')) AS \"example\")");
  }

  @Test
  void refusesMoreNumbersInAListThanTheContextAllows() {
    SqlSettings two =
        new SqlSettings(
            EngineFixture.SETTINGS.timeZone(),
            EngineFixture.SETTINGS.now(),
            OptionalLong.empty(),
            false,
            true,
            false,
            OptionalLong.of(2));

    assertThat(columns("SELECT x FROM example WHERE x IN (1, 2)", two)).hasSize(1);
    assertThat(columns("SELECT x FROM example WHERE s IN ('1', '2', '3')", two)).hasSize(1);
    assertThatThrownBy(() -> columns("SELECT x FROM example WHERE x NOT IN (1, 2, 3)", two))
        .hasMessageContaining("The IN list has 3 numbers, and maxNumericInFilters allows 2");
  }

  private List<OutputColumn> columns(String text, SqlSettings settings) {
    return sql.bindQuery(text, List.of(), settings, EngineFixture::relation).columns();
  }

  @Test
  void outerLimitOnlyLowersTheOwnLimit() {
    assertThat(limited("SELECT x FROM example LIMIT 5", 3)).endsWith(" LIMIT 3");
    assertThat(limited("SELECT x FROM example LIMIT 2", 3)).endsWith(" LIMIT 2");
    assertThat(limited("SELECT x FROM example ORDER BY x", 3)).endsWith(" LIMIT 3");
    assertThat(limited("SELECT 1 UNION ALL SELECT 2", 1)).endsWith(" LIMIT 1");
  }

  @Test
  void bindsParametersAsLiteralsOfTheirTypes() throws SQLException {
    try (EngineFixture engine = EngineFixture.open()) {
      var rows =
          engine.query(
              "SELECT ?, ?, ?, ?, ?, COUNT(*) FROM example WHERE x > ? LIMIT ?",
              List.of(
                  new SqlParameter("VARCHAR", "it's"),
                  new SqlParameter("bigint", 7L),
                  new SqlParameter("DOUBLE", 1.5),
                  new SqlParameter("TIMESTAMP", "2024-01-01 00:00:00"),
                  new SqlParameter("BOOLEAN", null),
                  new SqlParameter("BIGINT", 1L),
                  new SqlParameter("BIGINT", 10L)),
              EngineFixture.SETTINGS);

      assertThat(rows)
          .isEqualTo(List.of(List.of("it's", "7", "1.5", "2024-01-01 00:00:00.0", "NULL", "2")));
    }
  }

  @Test
  void namesTheParameterThatIsMissingLeftOverOrWrong() {
    assertThatThrownBy(() -> bind("SELECT ?, ?", new SqlParameter("BIGINT", 1L)))
        .hasMessage("Parameter 2 has no value; 1 are given at line 1, column 11.");
    assertThatThrownBy(() -> bind("SELECT 1", new SqlParameter("BIGINT", 1L)))
        .hasMessage("Parameter 1 is given but the statement has only 0.");
    assertThatThrownBy(() -> bind("SELECT ?", new SqlParameter("BIGINT", "one")))
        .hasMessage("The value of parameter 1 is not a BIGINT at line 1, column 8.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "n; \"n\"; BIGINT",
        "CAST(\"n\" AS BIGINT); \"n\"; BIGINT",
        "\"user.name\"; \"user.name\"; VARCHAR",
        "TIME_PARSE(\"ts\"); druid_time_parse_field(\"ts\"); TIMESTAMP",
        "MILLIS_TO_TIMESTAMP(\"n\" * 1000); druid_ms_time(COALESCE(TRY(\"n\" * 1000::BIGINT),"
            + " druid_wrap64(CAST(\"n\" AS HUGEINT) * 1000::BIGINT))); TIMESTAMP",
        "j; \"j\"; JSON",
        "tags; \"tags\"; VARCHAR_ARRAY",
        "f; \"f\"; FLOAT",
        "NULL; NULL; NULL",
        "CAST(NULL AS DOUBLE); CAST(NULL AS DOUBLE); DOUBLE",
      })
  void bindsMappingExpressions(String text, String engineSql, SqlType type) {
    BoundExpression bound = sql.bindExpression(text, FIELDS, EngineFixture.SETTINGS);

    assertThat(bound.engineSql()).isEqualTo(engineSql);
    assertThat(bound.type()).isEqualTo(type);
  }

  @Test
  void tellsWhichFieldsAnExpressionReads() {
    assertThat(sql.bindExpression("n + d * n", FIELDS, EngineFixture.SETTINGS).fields())
        .containsExactlyInAnyOrder("n", "d");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "UPPER(nope); Field \"nope\" not found among the input fields at line 1, column 7.",
        "SUM(n); SUM is an aggregate",
        "n + (SELECT 1); An expression may not hold a sub-query at line 1, column 5.",
        "ROW_NUMBER() OVER (); An expression may not hold a window function at line 1, column 1.",
        "user.name; Field \"user\" not found among the input fields at line 1, column 1.",
        "n, d; Unexpected token \",\" at line 1, column 2.",
        "n AS m; Unexpected token \"AS\" at line 1, column 3.",
        "?; Parameter 1 has no value",
      })
  void refusesWhatAMappingMayNotHold(String text, String message) {
    assertThatThrownBy(() -> sql.bindExpression(text, FIELDS, EngineFixture.SETTINGS))
        .isInstanceOf(ServiceException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void placesAreThoseOfTheUsersText() {
    assertThatThrownBy(() -> sql.bindExpression("n +\n  LENGTH(x)", FIELDS, EngineFixture.SETTINGS))
        .isInstanceOfSatisfying(
            ServiceException.class,
            fault -> assertThat(fault.position()).contains(new TextPosition(2, 10)));
  }

  @Test
  void filtersAreBoolean() {
    assertThat(sql.bindFilter("n > 0", FIELDS, EngineFixture.SETTINGS).engineSql())
        .isEqualTo("(\"n\" > 0::BIGINT)");
    assertThatThrownBy(() -> sql.bindFilter("n", FIELDS, EngineFixture.SETTINGS))
        .hasMessage(
            "A filter has to be BOOLEAN but this is BIGINT; compare it with something"
                + " at line 1, column 1.");
  }

  private String limited(String text, long limit) {
    SqlSettings settings =
        new SqlSettings(
            EngineFixture.SETTINGS.timeZone(),
            EngineFixture.SETTINGS.now(),
            OptionalLong.of(limit));
    return sql.bindQuery(text, List.of(), settings, EngineFixture::relation)
        .engineSql(name -> "(SELECT 1)");
  }

  private BoundQuery bind(String text, SqlParameter... parameters) {
    return sql.bindQuery(
        text, List.of(parameters), EngineFixture.SETTINGS, EngineFixture::relation);
  }
}
