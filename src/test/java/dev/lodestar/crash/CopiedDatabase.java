package dev.lodestar.crash;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;

/**
 * Stands in for {@code pg_dump} and {@code pg_restore}, which no library brings: rows of all tables
 * as of one moment, a file each.
 */
final class CopiedDatabase {
  private static final String HISTORY = "flyway_schema_history";

  private CopiedDatabase() {}

  /** Takes the arguments with which {@code deploy/backup.sh} calls {@code pg_dump}. */
  public static void main(String... arguments) throws SQLException, IOException {
    Path target = Path.of(arguments[arguments.length - 2].substring("--file=".length()));
    URI url = URI.create(arguments[arguments.length - 1]);
    String[] login = url.getUserInfo().split(":", 2);
    String jdbc =
        "jdbc:postgresql://%s:%d%s".formatted(url.getHost(), url.getPort(), url.getPath());
    Files.createDirectories(target);
    try (Connection connection = DriverManager.getConnection(jdbc, login[0], login[1]);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("set transaction isolation level repeatable read, read only");
      for (String table : tables(statement)) {
        try (OutputStream file = Files.newOutputStream(target.resolve(table))) {
          copies(connection).copyOut("copy \"%s\" to stdout".formatted(table), file);
        }
      }
    }
  }

  /** A script that runs {@link #main} as if it were {@code pg_dump}. */
  static Path command(Path folder) throws IOException {
    String script =
        "#!/bin/sh\nexec '%s' -cp '%s' %s \"$@\"\n"
            .formatted(
                ProcessHandle.current().info().command().orElseThrow(),
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                CopiedDatabase.class.getName());
    Path file = Files.writeString(folder.resolve("pg_dump"), script);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  /** Fills an empty database with a copy that has the tables of this build. */
  static void restore(Path copy, String jdbc, String user, String password)
      throws SQLException, IOException {
    restore(copy, MigrationVersion.LATEST, jdbc, user, password);
  }

  /** Fills an empty database with a copy that has the tables of some release. */
  static void restore(
      Path copy, MigrationVersion version, String jdbc, String user, String password)
      throws SQLException, IOException {
    Flyway.configure().dataSource(jdbc, user, password).target(version).load().migrate();
    try (Connection connection = DriverManager.getConnection(jdbc, user, password);
        Statement statement = connection.createStatement()) {
      // As pg_restore does: no trigger and no foreign key looks at rows that are still to come.
      statement.execute("set session_replication_role = replica");
      for (String table : tables(statement)) {
        if (table.equals(HISTORY)) {
          continue;
        }
        statement.execute("delete from \"%s\"".formatted(table));
        try (InputStream file = Files.newInputStream(copy.resolve(table))) {
          copies(connection).copyIn("copy \"%s\" from stdin".formatted(table), file);
        }
      }
      statement.execute("select setval('job_log_id_seq', coalesce(max(id), 1)) from job_log");
    }
  }

  private static CopyManager copies(Connection connection) throws SQLException {
    return connection.unwrap(BaseConnection.class).getCopyAPI();
  }

  private static List<String> tables(Statement statement) throws SQLException {
    List<String> names = new ArrayList<>();
    try (ResultSet rows =
        statement.executeQuery("select tablename from pg_tables where schemaname = 'public'")) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }
}
