package dev.lodestar.engine.duckdb;

import static java.util.stream.Collectors.joining;

import dev.lodestar.engine.TemporaryRelation;
import java.sql.SQLException;
import java.sql.Statement;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** Relations of one query as temporary tables of its connection; they end with it. */
final class TemporaryTables {
  // Their place among DuckDB's catalogs: no table of another connection or name is meant.
  private static final String CATALOG = "temp";
  private static final String SCHEMA = "main";

  private TemporaryTables() {}

  static String scanSql(TemporaryRelation relation) {
    return "(SELECT * FROM %s.%s.%s)".formatted(CATALOG, SCHEMA, SqlText.name(relation.name()));
  }

  static void create(DuckDBConnection connection, TemporaryRelation relation) throws SQLException {
    String columns =
        relation.columns().stream()
            .map(
                column ->
                    SqlText.name(column.name())
                        + " "
                        + TypeConversion.engineType(column.type().storage()))
            .collect(joining(", "));
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TEMPORARY TABLE %s (%s)".formatted(SqlText.name(relation.name()), columns));
    }
    try (DuckDBAppender appender = connection.createAppender(CATALOG, SCHEMA, relation.name())) {
      for (@Nullable Object[] row : relation.rows()) {
        appender.beginRow();
        for (@Nullable Object value : row) {
          append(appender, value);
        }
        appender.endRow();
      }
    }
  }

  private static void append(DuckDBAppender appender, @Nullable Object value) throws SQLException {
    switch (value) {
      case null -> appender.appendNull();
      case String text -> appender.append(text);
      case Long whole -> appender.append(whole.longValue());
      case Double real -> appender.append(real.doubleValue());
      default ->
          throw new IllegalStateException("no value of a relation in memory: " + value.getClass());
    }
  }
}
