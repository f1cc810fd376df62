package dev.lodestar.engine.duckdb;

import static java.util.stream.Collectors.joining;

import dev.lodestar.engine.EngineUsage;
import dev.lodestar.sql.EngineFunction;
import dev.lodestar.sql.EnginePrelude;
import dev.lodestar.sql.SqlType;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;
import org.duckdb.DuckDBFunctions;

/** One DuckDB database in memory, set up and ready to hand out connections. */
final class DuckDbInstance implements AutoCloseable {
  private static final List<String> MEANING =
      List.of(
          "SET TimeZone='UTC'",
          "SET default_null_order='nulls_first_on_asc_last_on_desc'",
          "SET autoinstall_known_extensions=false",
          "SET autoload_known_extensions=false",
          "SET allow_community_extensions=false");

  private static final String USAGE =
      "SELECT coalesce(sum(memory_usage_bytes), 0)::BIGINT,"
          + " coalesce(sum(temporary_storage_bytes), 0)::BIGINT FROM duckdb_memory()";

  private final DuckDBConnection root;

  private DuckDbInstance(DuckDBConnection root) {
    this.root = root;
  }

  /** The database that reads sources and writes segments. */
  static DuckDbInstance forIngestion(EngineConfig config) {
    return open(
        Stream.concat(
            limits(config, config.ingestMemoryBytes(), "ingest"),
            Stream.of("SET partitioned_write_flush_threshold=65536")),
        Stream.concat(TypeConversion.macros().stream(), EnginePrelude.macros().stream()),
        Stream.empty());
  }

  /**
   * The database that answers queries.
   *
   * <p>It reads segments and nothing else, even when a statement asks it to: rendered SQL is the
   * first wall, this is the second.
   */
  static DuckDbInstance forQueries(EngineConfig config) {
    String spill = SqlText.path(config.spillDirectory().resolve("query"));
    String readable =
        config.readableDirectories().stream().map(SqlText::path).collect(joining(", ", "[", "]"));
    return open(
        Stream.concat(
            limits(config, config.queryMemoryBytes(), "query"),
            Stream.of(
                "SET parquet_metadata_cache=true",
                "SET secret_directory=" + spill,
                "SET extension_directory=" + spill)),
        Stream.concat(TypeConversion.macros().stream(), EnginePrelude.macros().stream()),
        Stream.of(
            "SET allowed_directories=" + readable,
            "SET enable_external_access=false",
            "SET lock_configuration=true"));
  }

  private static Stream<String> limits(EngineConfig config, long memoryBytes, String spillFolder) {
    Path spill = config.spillDirectory().resolve(spillFolder);
    return Stream.of(
        "SET threads=" + config.threads(),
        "SET memory_limit='" + memoryBytes + "B'",
        "SET temp_directory=" + SqlText.path(spill));
  }

  private static DuckDbInstance open(
      Stream<String> settings, Stream<String> macros, Stream<String> lock) {
    List<String> before = new ArrayList<>(MEANING);
    settings.forEach(before::add);
    Properties properties = new Properties();
    properties.setProperty("jdbc_stream_results", "true");
    try {
      // Not through DriverManager, which finds drivers by class loader and only once.
      DuckDBConnection root =
          new DuckDBDriver().connect("jdbc:duckdb:", properties).unwrap(DuckDBConnection.class);
      run(root, before);
      for (EngineFunction function : EnginePrelude.functions()) {
        register(root, function);
      }
      run(root, Stream.concat(macros, lock).toList());
      return new DuckDbInstance(root);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot start the engine", e);
    }
  }

  private static void run(Connection connection, List<String> statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static void register(Connection connection, EngineFunction function) throws SQLException {
    try (var builder = DuckDBFunctions.scalarFunction()) {
      builder.withName(function.name());
      for (SqlType type : function.parameterTypes()) {
        builder.withParameter(engineType(type));
      }
      builder
          .withReturnType(engineType(function.returnType()))
          .withVectorizedFunction(new FunctionAdapter(function))
          .register(connection);
    }
  }

  private static DuckDBColumnType engineType(SqlType type) {
    return switch (type) {
      case VARCHAR -> DuckDBColumnType.VARCHAR;
      case BIGINT -> DuckDBColumnType.BIGINT;
      case DOUBLE -> DuckDBColumnType.DOUBLE;
      case BOOLEAN -> DuckDBColumnType.BOOLEAN;
      case INTEGER,
          FLOAT,
          TIMESTAMP,
          DATE,
          VARCHAR_ARRAY,
          BIGINT_ARRAY,
          DOUBLE_ARRAY,
          FLOAT_ARRAY,
          JSON_ARRAY,
          JSON,
          HLL_SKETCH,
          THETA_SKETCH,
          QUANTILES_SKETCH,
          TUPLE_SKETCH,
          STRING_PAIR,
          VARIANCE,
          NULL ->
          throw new IllegalStateException("no Java function can take or give " + type);
    };
  }

  /** A connection of its own for one job or query; the caller closes it. */
  DuckDBConnection connect() {
    try {
      return root.duplicate().unwrap(DuckDBConnection.class);
    } catch (SQLException e) {
      throw EngineFaults.of(e);
    }
  }

  /** What the database takes now. */
  EngineUsage usage(String name, long memoryLimitBytes) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet sums = statement.executeQuery(USAGE)) {
      sums.next();
      return new EngineUsage(name, sums.getLong(1), memoryLimitBytes, sums.getLong(2));
    } catch (SQLException e) {
      throw EngineFaults.of(e);
    }
  }

  /** Interrupts a statement; one that has ended, or that the driver closed on a fault, is left. */
  static void cancel(Statement statement) {
    try {
      statement.cancel();
    } catch (SQLException e) {
      if (!isClosed(statement)) {
        throw EngineFaults.of(e);
      }
    }
  }

  /** The driver closes a statement by itself as soon as it fails. */
  static boolean isClosed(Statement statement) {
    try {
      return statement.isClosed();
    } catch (SQLException e) {
      throw EngineFaults.of(e);
    }
  }

  @Override
  public void close() {
    try {
      root.close();
    } catch (SQLException e) {
      throw EngineFaults.of(e);
    }
  }
}
