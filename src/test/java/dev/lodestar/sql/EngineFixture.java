package dev.lodestar.sql;

import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBDriver;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBReadableVector;
import org.duckdb.DuckDBScalarFunction;
import org.duckdb.DuckDBWritableVector;
import org.jspecify.annotations.Nullable;

/**
 * An engine with the prelude and a few small tables, locked as in production.
 *
 * <p>Tables: {@code example} as the catalog's aggregate examples describe it, {@code events}, and
 * {@code posts} with arrays and several texts in a row, {@code tagged} with single ones, and those
 * of {@link ListTables}.
 */
final class EngineFixture implements AutoCloseable {
  static final SqlSettings SETTINGS =
      new SqlSettings(
          ZoneId.of("UTC"), Instant.parse("2024-08-14T21:30:13.793Z"), OptionalLong.empty());
  static final Map<String, Relation> RELATIONS =
      Map.of(
          "example",
          new Relation(
              "example",
              List.of(
                  new Column("__time", DataType.TIMESTAMP),
                  new Column("x", DataType.LONG),
                  new Column("s", DataType.STRING))),
          "events",
          new Relation(
              "events",
              List.of(
                  new Column("__time", DataType.TIMESTAMP),
                  new Column("country", DataType.STRING),
                  new Column("city", DataType.STRING),
                  new Column("added", DataType.LONG),
                  new Column("delta", DataType.DOUBLE),
                  new Column("ratio", DataType.FLOAT),
                  new Column("attrs", DataType.JSON),
                  new Column("tags", DataType.STRING_ARRAY))),
          "posts",
          new Relation(
              "posts",
              List.of(
                  new Column("__time", DataType.TIMESTAMP),
                  new Column("id", DataType.LONG),
                  new Column("tags", DataType.STRING),
                  new Column("author", DataType.STRING),
                  new Column("words", DataType.STRING_ARRAY),
                  new Column("longs", DataType.LONG_ARRAY),
                  new Column("doubles", DataType.DOUBLE_ARRAY)),
              Set.of("tags")),
          "tagged",
          new Relation(
              "tagged",
              List.of(
                  new Column("__time", DataType.TIMESTAMP),
                  new Column("id", DataType.LONG),
                  new Column("tags", DataType.STRING))),
          "shelf",
          ListTables.SHELF,
          "nests",
          ListTables.NESTS,
          "airports",
          new Relation(
              "airports",
              List.of(
                  new Column("__time", DataType.TIMESTAMP),
                  new Column("code", DataType.STRING),
                  new Column("name", DataType.STRING),
                  new Column("city", DataType.STRING))),
          "letters",
          new Relation(
              "letters",
              List.of(
                  new Column("__time", DataType.TIMESTAMP),
                  new Column("letter", DataType.STRING),
                  new Column("word", DataType.STRING))));

  static final Map<String, LookupSource> LOOKUPS =
      Map.of(
          "code_to_name", new LookupSource("airports", List.of("code", "name")),
          "code_to_city", new LookupSource("airports", List.of("code", "city")),
          "airports", new LookupSource("airports", List.of()),
          "letters", new LookupSource("letters", List.of()),
          "numbers", new LookupSource("posts", List.of("id", "author")),
          "lists", new LookupSource("posts", List.of("tags", "author")),
          "gone", new LookupSource("nowhere", List.of("a", "b")));

  private final Connection connection;

  private EngineFixture(Connection connection) {
    this.connection = connection;
  }

  static EngineFixture open() throws SQLException {
    Connection connection = new DuckDBDriver().connect("jdbc:duckdb:", new Properties());
    EngineFixture engine = new EngineFixture(connection);
    engine.execute("SET TimeZone='UTC'");
    engine.execute("SET default_null_order='nulls_first_on_asc_last_on_desc'");
    for (EngineFunction function : EnginePrelude.functions()) {
      register(connection, function);
    }
    for (String macro : EnginePrelude.macros()) {
      engine.execute(macro);
    }
    engine.createTables();
    engine.createPosts();
    engine.execute(
        """
        CREATE TABLE tagged AS SELECT * FROM (VALUES
          (TIMESTAMP '2024-02-01', 7::BIGINT, 'b'), (TIMESTAMP '2024-02-02', 8, 'a'),
          (TIMESTAMP '2024-02-03', 9, NULL)) v(__time, id, tags)
        """);
    for (String rows : ListTables.ROWS) {
      engine.execute(rows);
    }
    engine.execute(
        """
        CREATE TABLE airports AS SELECT TIMESTAMP '1970-01-01' AS __time, * FROM (VALUES
          ('BOS', 'Logan', 'Boston'), ('SFO', 'San Francisco International', NULL),
          ('BOS', 'Boston Logan', 'Boston'), (NULL, 'nobody', 'nowhere')) v(code, name, city)
        """);
    engine.execute(
        """
        CREATE TABLE letters AS SELECT TIMESTAMP '1970-01-01' AS __time, * FROM (VALUES
          ('a', 'Anton'), ('b', 'Berta'), ('d', 'Dora')) v(letter, word)
        """);
    engine.execute("SET enable_external_access=false");
    engine.execute("SET lock_configuration=true");
    return engine;
  }

  static Optional<Relation> relation(String name) {
    return Optional.ofNullable(RELATIONS.get(name));
  }

  private record Known() implements Relations {
    @Override
    public Optional<Relation> table(String name) {
      return relation(name);
    }

    @Override
    public Optional<LookupSource> lookup(String name) {
      return Optional.ofNullable(LOOKUPS.get(name));
    }
  }

  /** Binds and runs a SELECT; each row is its printed values, {@code NULL} for none. */
  List<List<String>> query(String sql) throws SQLException {
    return query(sql, List.of(), SETTINGS);
  }

  List<List<String>> query(String sql, List<SqlParameter> parameters, SqlSettings settings)
      throws SQLException {
    BoundQuery bound = new DruidSql().bindQuery(sql, parameters, settings, new Known());
    return rows(bound.engineSql(name -> "(SELECT * FROM " + name + ")"));
  }

  List<List<String>> rows(String engineSql) throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(engineSql)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          row.add(Optional.ofNullable(result.getString(i)).orElse("NULL"));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  void execute(String engineSql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(engineSql);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private void createTables() throws SQLException {
    execute(
        """
        CREATE TABLE example AS SELECT * FROM (VALUES
          (TIMESTAMP '2024-01-01', 1::BIGINT, 'a'), (TIMESTAMP '2024-01-02', 2, 'b'),
          (TIMESTAMP '2024-01-03', 4, 'b'), (TIMESTAMP '2024-01-04', NULL, NULL)) v(__time, x, s)
        """);
    execute(
        """
        CREATE TABLE events AS SELECT * FROM (VALUES
          (TIMESTAMP '2024-03-10 09:59:59.123', 'DE', 'Bonn', 10::BIGINT, 1.5::DOUBLE, 0.5::FLOAT,
           '{"os":"linux","n":1,"deep":{"k":[1,2]}}'::JSON, ['x', 'y']),
          (TIMESTAMP '2024-03-10 10:00:00', 'DE', 'Köln', 20, -2.5, 0.25, '{"os":"mac","n":2.5}', []),
          (TIMESTAMP '2024-03-11 00:30:00', 'US', 'Reno', NULL, 4.0, NULL, NULL, NULL),
          (TIMESTAMP '2024-03-11 23:59:59.999', 'US', NULL, 5, NULL, 1.0, '{"os":null,"n":"7"}', ['x']),
          (TIMESTAMP '2024-04-01 00:00:00', NULL, '', 7, 0.0, 2.0, '[1]', [NULL])
        ) v(__time, country, city, added, delta, ratio, attrs, tags)
        """);
  }

  private void createPosts() throws SQLException {
    execute(
        """
        CREATE TABLE posts AS SELECT * FROM (VALUES
          (TIMESTAMP '2024-01-01', 1::BIGINT, ['a', 'b'], 'ann', ['x', 'y'], [1, NULL, 3]::BIGINT[],
           [1.1, 2.2, NULL]::DOUBLE[]),
          (TIMESTAMP '2024-01-02', 2, ['b', 'c'], 'bob', ['x'], [1, 2], [3.0]),
          (TIMESTAMP '2024-01-03', 3, ['d'], 'ann', [NULL], [NULL], [NULL]),
          (TIMESTAMP '2024-01-04', 4, [''], NULL, [], [], []),
          (TIMESTAMP '2024-01-05', 5, NULL, 'cat', NULL, NULL, NULL),
          (TIMESTAMP '2024-01-06', 6, NULL, 'a', ['y', 'x', 'y'], [3, 2, 1], [1.0, 1.0])
        ) v(__time, id, tags, author, words, longs, doubles)
        """);
  }

  private static void register(Connection connection, EngineFunction function) throws SQLException {
    try (var builder = DuckDBFunctions.scalarFunction()) {
      builder
          .withName(function.name())
          .withParameters(
              function.parameterTypes().stream()
                  .map(EngineFixture::columnType)
                  .toArray(DuckDBColumnType[]::new))
          .withReturnType(columnType(function.returnType()))
          .withVectorizedFunction(body(function))
          .register(connection);
    }
  }

  private static DuckDBColumnType columnType(SqlType type) {
    return DuckDBColumnType.valueOf(type.name());
  }

  private static DuckDBScalarFunction body(EngineFunction function) {
    List<SqlType> types = function.parameterTypes();
    return (input, output) -> {
      for (long row = 0; row < input.rowCount(); row++) {
        @Nullable Object[] arguments = new Object[types.size()];
        for (int i = 0; i < arguments.length; i++) {
          arguments[i] = read(input.vector(i), row, types.get(i));
        }
        write(output, row, function.body().apply(arguments));
      }
    };
  }

  private static @Nullable Object read(DuckDBReadableVector vector, long row, SqlType type)
      throws SQLException {
    if (vector.isNull(row)) {
      return null;
    }
    return switch (type) {
      case VARCHAR -> vector.getString(row);
      case BIGINT -> vector.getLong(row);
      case DOUBLE -> vector.getDouble(row);
      case BOOLEAN -> vector.getBoolean(row);
      default -> throw new IllegalStateException("no engine function takes " + type);
    };
  }

  private static void write(DuckDBWritableVector vector, long row, @Nullable Object value)
      throws SQLException {
    switch (value) {
      case null -> vector.setNull(row);
      case String text -> vector.setString(row, text);
      case Long whole -> vector.setLong(row, whole);
      case Double real -> vector.setDouble(row, real);
      case Boolean known -> vector.setBoolean(row, known);
      default -> throw new IllegalStateException("no engine function returns " + value);
    }
  }
}
