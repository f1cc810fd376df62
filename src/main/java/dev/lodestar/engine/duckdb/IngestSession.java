package dev.lodestar.engine.duckdb;

import dev.lodestar.engine.IngestControl;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleConsumer;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBPreparedStatement;

/**
 * One job's connection: statements that stop when the job is canceled and tell how far they are.
 */
final class IngestSession implements AutoCloseable {
  private static final long POLL_MILLIS = 40;

  private final DuckDBConnection connection;
  private final IngestControl control;
  private final ScheduledExecutorService poller;
  private final KnownTypes knownTypes;

  IngestSession(
      DuckDBConnection connection,
      IngestControl control,
      ScheduledExecutorService poller,
      KnownTypes knownTypes)
      throws SQLException {
    this.connection = connection;
    this.control = control;
    this.poller = poller;
    this.knownTypes = knownTypes;
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET enable_progress_bar=true; SET enable_progress_bar_print=false");
    }
  }

  /** The types of expressions that any session found. */
  KnownTypes knownTypes() {
    return knownTypes;
  }

  /** Reads a whole result. */
  interface Reader<T> {
    T read(ResultSet rows) throws SQLException;
  }

  void checkNotCanceled() {
    if (control.canceled()) {
      throw new ServiceException(ErrorCode.CANCELED, null, "The job was canceled.");
    }
  }

  <T> T query(String sql, Reader<T> reader) throws SQLException {
    return query(sql, reader, share -> {}, () -> {});
  }

  /**
   * Runs a statement to its end.
   *
   * @param progress told now and then which share is done, 0 to 1
   * @param watch called now and then; an exception of it stops the statement and is thrown on
   */
  <T> T query(String sql, Reader<T> reader, DoubleConsumer progress, Runnable watch)
      throws SQLException {
    checkNotCanceled();
    try (DuckDBPreparedStatement statement =
        connection.prepareStatement(sql).unwrap(DuckDBPreparedStatement.class)) {
      Watcher watcher = new Watcher(statement, progress, watch);
      control.onCancel(watcher::interrupt);
      ScheduledFuture<?> polling =
          poller.scheduleWithFixedDelay(watcher, POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
      try (ResultSet rows = statement.executeQuery()) {
        return reader.read(rows);
      } catch (SQLException e) {
        watcher.rethrow();
        checkNotCanceled();
        throw e;
      } finally {
        watcher.finish();
        polling.cancel(false);
      }
    }
  }

  /** The number that a query of one row and column answers with. */
  long count(String sql) throws SQLException {
    return query(
        sql,
        rows -> {
          rows.next();
          return rows.getLong(1);
        });
  }

  /** Runs a statement that has no result. */
  void execute(String sql) throws SQLException {
    checkNotCanceled();
    try (DuckDBPreparedStatement statement =
        connection.prepareStatement(sql).unwrap(DuckDBPreparedStatement.class)) {
      Watcher watcher = new Watcher(statement, share -> {}, () -> {});
      control.onCancel(watcher::interrupt);
      try {
        statement.execute();
      } catch (SQLException e) {
        checkNotCanceled();
        throw e;
      } finally {
        watcher.finish();
      }
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  /** Looks after one running statement from the poller's thread. */
  private final class Watcher implements Runnable {
    private final DuckDBPreparedStatement statement;
    private final DoubleConsumer progress;
    private final Runnable watch;
    private boolean finished;
    private volatile RuntimeException stop = new IllegalStateException("nothing stopped it");
    private volatile boolean stopped;

    Watcher(DuckDBPreparedStatement statement, DoubleConsumer progress, Runnable watch) {
      this.statement = statement;
      this.progress = progress;
      this.watch = watch;
    }

    @Override
    public void run() {
      try {
        if (control.canceled()) {
          interrupt();
        } else {
          watch.run();
          report();
        }
      } catch (RuntimeException e) {
        stop = e;
        stopped = true;
        interrupt();
      }
    }

    /** Safe at any time: once finished it does nothing, so a later statement is never hit. */
    synchronized void interrupt() {
      if (!finished) {
        DuckDbInstance.cancel(statement);
      }
    }

    synchronized void finish() {
      finished = true;
    }

    private synchronized void report() {
      if (finished) {
        return;
      }
      try {
        double percent = statement.getQueryProgress().getPercentage();
        if (percent > 0) {
          progress.accept(Math.min(percent / 100, 1));
        }
      } catch (SQLException e) {
        if (!DuckDbInstance.isClosed(statement)) {
          throw EngineFaults.of(e);
        }
      }
    }

    void rethrow() {
      if (stopped) {
        throw stop;
      }
    }
  }
}
