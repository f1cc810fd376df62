package dev.lodestar.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lodestar.error.ServiceException;
import dev.lodestar.storage.DataDirectory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may serve from a PostgreSQL that several servers reach. */
class DatabaseLockIT {
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir static Path root;
  private static EmbeddedDatabase database;
  private final AtomicBoolean lost = new AtomicBoolean();

  @BeforeAll
  static void start() {
    database = EmbeddedDatabase.start(new DataDirectory(root));
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  private DatabaseLock acquire(Duration wait) {
    return DatabaseLock.acquire(database.address(), wait, () -> false, () -> lost.set(true));
  }

  /** The sessions that hold the lock; each is ended on request. */
  private static long holders(boolean end) throws SQLException {
    DatabaseAddress address = database.address();
    String sql =
        "select count(%s) from pg_locks where locktype = 'advisory' and granted"
            .formatted(end ? "pg_terminate_backend(pid)" : "*");
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:" + address.url(),
                address.user().orElseThrow(),
                address.password().orElseThrow());
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    }
  }

  @Test
  void refusesSecondServerThatDoesNotWait() throws SQLException {
    try (DatabaseLock first = acquire(Duration.ZERO)) {
      assertThat(first).isNotNull();
      assertThatThrownBy(() -> acquire(Duration.ZERO))
          .isInstanceOf(ServiceException.class)
          .hasMessageContaining("Another Lodestar serves from the database postgresql://127.0.0.1")
          .hasMessageContaining("LODESTAR_DATABASE_WAIT");
      assertThat(holders(false)).isEqualTo(1);
    }
    await().until(() -> holders(false) == 0);
  }

  @Test
  void letsTheNextServerInOnceTheLastHasEnded() throws Exception {
    DatabaseLock first = acquire(Duration.ZERO);
    CompletableFuture<DatabaseLock> next = CompletableFuture.supplyAsync(() -> acquire(LONG));

    first.close();

    next.get().close();
    assertThat(lost).isFalse();
  }

  @Test
  void takesTheLockAgainWhenItsConnectionWasLost() throws Exception {
    try (DatabaseLock held = acquire(LONG)) {
      assertThat(held).isNotNull();
      assertThat(holders(true)).isEqualTo(1);

      await().until(() -> holders(false) == 1);
      assertThat(lost).isFalse();
    }
  }

  @Test
  void saysSoWhenAnotherServerHasTakenTheDatabaseOver() throws Exception {
    try (DatabaseLock held = acquire(LONG)) {
      assertThat(held).isNotNull();
      CompletableFuture<DatabaseLock> standby = CompletableFuture.supplyAsync(() -> acquire(LONG));
      // Asks for the lock every half second; whose connection ends asks after two seconds.
      await()
          .until(
              () -> {
                if (!standby.isDone()) {
                  holders(true);
                }
                return lost.get();
              });
      assertThat(standby).isCompleted();
      standby.get().close();
    }
  }

  @Test
  void saysThatTheDatabaseCannotBeReached() {
    DatabaseAddress nowhere =
        DatabaseAddress.parse("x", "postgresql://ada:hunter2@127.0.0.1:1/lodestar");

    assertThatThrownBy(() -> DatabaseLock.acquire(nowhere, LONG, () -> false, () -> lost.set(true)))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("The database cannot be reached")
        .hasMessageContaining("LODESTAR_DATABASE_URL")
        .hasMessageNotContaining("hunter2");
  }
}
