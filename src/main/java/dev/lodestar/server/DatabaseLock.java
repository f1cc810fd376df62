package dev.lodestar.server;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * The right to serve from a database that others reach: an advisory lock, which PostgreSQL drops
 * with the connection that took it.
 *
 * <p>A second server waits for it, so the next one may be started before the last one has ended, or
 * stand by for as long as it takes. A server whose connection is lost takes the lock again; when
 * another one has it by then, it ends at once.
 */
final class DatabaseLock implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(DatabaseLock.class);

  /** "lodestar" in ASCII. */
  private static final long KEY = 0x6c6f646573746172L;

  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration CHECK = Duration.ofSeconds(2);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

  /** PostgreSQL gives a server up that is gone without a word, after some 25 seconds. */
  private static final String KEEP_ALIVE =
      "set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3";

  private final DatabaseAddress address;
  private final Runnable lost;
  private final ScheduledExecutorService checks =
      Executors.newSingleThreadScheduledExecutor(
          work -> Thread.ofPlatform().daemon().name("lodestar-database-lock").unstarted(work));
  private Connection connection;
  private int backend;

  private DatabaseLock(DatabaseAddress address, Runnable lost) throws SQLException {
    this.address = address;
    this.lost = lost;
    this.connection = connect(address);
    this.backend = (int) number(connection, "select pg_backend_pid()");
  }

  /**
   * Waits until no other server has the database.
   *
   * <p>Errors: {@code SERVICE_UNAVAILABLE} when the database cannot be reached, or another server
   * has it for longer than that.
   *
   * @param stop ends the wait early
   * @param lost to be called when another server has taken the database over
   */
  static DatabaseLock acquire(
      DatabaseAddress address, Duration wait, BooleanSupplier stop, Runnable lost) {
    try {
      DatabaseLock lock = new DatabaseLock(address, lost);
      lock.await(wait, stop);
      var unused =
          lock.checks.scheduleWithFixedDelay(
              lock::check, CHECK.toMillis(), CHECK.toMillis(), TimeUnit.MILLISECONDS);
      return lock;
    } catch (SQLException e) {
      throw new ServiceException(
          ErrorCode.SERVICE_UNAVAILABLE,
          ServerSettings.DATABASE_URL,
          "The database cannot be reached (%s); check LODESTAR_DATABASE_URL and that PostgreSQL runs there."
              .formatted(e.getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServiceException(
          ErrorCode.SERVICE_UNAVAILABLE, null, "The start was interrupted.", e);
    }
  }

  private void await(Duration wait, BooleanSupplier stop)
      throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + wait.toNanos();
    boolean said = false;
    while (!tryLock()) {
      if (System.nanoTime() - deadline > 0) {
        connection.close();
        throw new ServiceException(
            ErrorCode.SERVICE_UNAVAILABLE,
            ServerSettings.DATABASE_URL,
            "Another Lodestar serves from the database %s; stop that one, or set LODESTAR_DATABASE_WAIT to stand by for longer than %s."
                .formatted(address, wait));
      }
      if (!said) {
        LOG.infof("Another Lodestar serves from %s; this one waits until it ends.", address);
        said = true;
      }
      if (stop.getAsBoolean()) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
    }
  }

  private boolean tryLock() throws SQLException {
    return number(connection, "select pg_try_advisory_lock(" + KEY + ")::int") == 1;
  }

  /** Nothing that goes wrong here may end the checks. */
  private void check() {
    try {
      number(connection, "select 1");
    } catch (SQLException broken) {
      retake();
    }
  }

  private void retake() {
    try {
      closeBroken();
      Connection next = connect(address);
      // PostgreSQL may not have noticed yet that the old connection is gone, and keep its lock.
      number(
          next,
          "select count(pg_terminate_backend(pid)) from pg_stat_activity where pid = %d and usename = current_user and application_name = 'lodestar-lock'"
              .formatted(backend));
      connection = next;
      backend = (int) number(connection, "select pg_backend_pid()");
      await(ANSWER_LIMIT, () -> false);
      LOG.info("The connection that holds the lock of the database was lost and is back.");
    } catch (SQLException unreachable) {
      LOG.warnf("The lock of the database cannot be held: %s", unreachable.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ServiceException taken) {
      LOG.fatalf("Another Lodestar has taken over the database %s; this one ends.", address);
      lost.run();
    }
  }

  private void closeBroken() {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.debug("a broken connection", e);
    }
  }

  private static Connection connect(DatabaseAddress address) throws SQLException {
    Properties properties = new Properties();
    address.user().ifPresent(user -> properties.setProperty("user", user));
    address.password().ifPresent(password -> properties.setProperty("password", password));
    properties.setProperty("ApplicationName", "lodestar-lock");
    properties.setProperty("connectTimeout", String.valueOf(ANSWER_LIMIT.toSeconds()));
    properties.setProperty("socketTimeout", String.valueOf(ANSWER_LIMIT.toSeconds()));
    properties.setProperty("tcpKeepAlive", "true");
    Connection made = DriverManager.getConnection("jdbc:" + address.url(), properties);
    try (Statement statement = made.createStatement()) {
      statement.execute(KEEP_ALIVE);
    }
    return made;
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    }
  }

  @Override
  public void close() {
    checks.shutdownNow();
    closeBroken();
  }
}
