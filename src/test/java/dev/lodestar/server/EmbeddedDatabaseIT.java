package dev.lodestar.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lodestar.error.ServiceException;
import dev.lodestar.storage.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseIT {
  @TempDir Path root;

  @Test
  void isDurableAndReachableWithItsPasswordOnly() throws SQLException {
    try (var database = EmbeddedDatabase.start(directory());
        var connection = connect(database.address())) {
      assertThat(value(connection, "SHOW fsync")).isEqualTo("on");
      assertThat(value(connection, "SHOW synchronous_commit")).isEqualTo("on");
      assertThat(value(connection, "SHOW full_page_writes")).isEqualTo("on");
      assertThat(value(connection, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(value(connection, "SHOW unix_socket_directories")).isEmpty();
      assertThatThrownBy(
              () -> DriverManager.getConnection(jdbcUrl(database.address()), "lodestar", "guess"))
          .hasMessageContaining("password authentication failed");
    }
  }

  @Test
  void keepsItsDataWhenItsOwnerIsKilled() throws Exception {
    var owner = DatabaseOwner.spawn(root);
    var orphan = postmaster();
    try (var connection = connect(addressOfRunning())) {
      connection.createStatement().execute("CREATE TABLE kept AS SELECT 42 AS answer");
    }
    owner.destroyForcibly().waitFor();
    assertThat(runs(orphan)).as("PostgreSQL outlives a killed owner").isTrue();

    try (var lock = DataDirectoryLock.acquire(directory());
        var database = EmbeddedDatabase.start(directory());
        var connection = connect(database.address())) {
      assertThat(lock).isNotNull();
      assertThat(runs(orphan)).isFalse();
      assertThat(value(connection, "SELECT answer FROM kept")).isEqualTo("42");
    }
  }

  @Test
  void refusesSecondOwner() throws Exception {
    var owner = DatabaseOwner.spawn(root);
    try {
      assertThatThrownBy(() -> DataDirectoryLock.acquire(directory()))
          .isInstanceOf(ServiceException.class)
          .hasMessageContaining("in use by another Lodestar (process " + owner.pid() + ")");
    } finally {
      owner.destroyForcibly().waitFor();
      EmbeddedDatabase.start(directory()).close();
    }
  }

  @Test
  void recoversFromAPidFileThatNamesAStranger() throws Exception {
    EmbeddedDatabase.start(directory()).close();
    var stranger = ProcessHandle.current().pid();
    Files.writeString(pidFile(), stranger + "\n" + data() + "\n1\n5432\n\n127.0.0.1\n\n");

    try (var database = EmbeddedDatabase.start(directory())) {
      assertThat(postmaster().pid()).isNotEqualTo(stranger);
      connect(database.address()).close();
    }

    assertThat(pidFile()).doesNotExist();
  }

  @Test
  void recoversFromAnEmptyPidFileAndAnInterruptedFirstStart() throws Exception {
    Files.createDirectories(data().resolveSibling("data.new/base"));
    Files.createDirectories(data().resolveSibling("bin.new/bin"));
    Files.writeString(data().resolveSibling("password.new"), "half");
    EmbeddedDatabase.start(directory()).close();
    Files.writeString(pidFile(), "");

    try (var database = EmbeddedDatabase.start(directory())) {
      connect(database.address()).close();
    }
  }

  @Test
  void livesInAnUnusualPath() throws SQLException {
    var unusual = new DataDirectory(root.resolve("Ada's räume (1)"));
    try (var database = EmbeddedDatabase.start(unusual)) {
      connect(database.address()).close();
    }

    assertThatThrownBy(() -> EmbeddedDatabase.start(new DataDirectory(root.resolve("a$b"))))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("without double quotes, dollar signs");
  }

  @Test
  void saysWhyDamagedDataDoNotStart() throws IOException {
    EmbeddedDatabase.start(directory()).close();
    Files.delete(data().resolve("global/pg_control"));

    assertThatThrownBy(() -> EmbeddedDatabase.start(directory()))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("did not start in " + data())
        .hasMessageContaining("pg_control")
        .hasMessageContaining("LODESTAR_DATABASE_URL");
  }

  private DataDirectory directory() {
    return new DataDirectory(root);
  }

  private Path data() {
    return directory().database().resolve("data");
  }

  private Path pidFile() {
    return data().resolve("postmaster.pid");
  }

  private ProcessHandle postmaster() throws IOException {
    var pid = Long.parseLong(Files.readAllLines(pidFile()).getFirst().strip());
    return ProcessHandle.of(pid).orElseThrow();
  }

  /** Unlike isAlive, does not count a dead process that nobody has reaped. */
  private static boolean runs(ProcessHandle process) {
    return process.info().commandLine().isPresent();
  }

  private DatabaseAddress addressOfRunning() throws IOException {
    var port = Files.readAllLines(pidFile()).get(3).strip();
    var password = Files.readString(data().resolve("lodestar.password")).strip();
    return DatabaseAddress.parse(
        "test", "postgresql://lodestar:" + password + "@127.0.0.1:" + port + "/postgres");
  }

  private static Connection connect(DatabaseAddress address) throws SQLException {
    return DriverManager.getConnection(
        jdbcUrl(address), address.user().orElseThrow(), address.password().orElseThrow());
  }

  private static String jdbcUrl(DatabaseAddress address) {
    return address.properties().get("quarkus.datasource.jdbc.url");
  }

  private static String value(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
