package dev.lodestar.engine.duckdb;

import dev.lodestar.engine.QueryCursor;
import dev.lodestar.engine.QueryPlan;
import dev.lodestar.engine.TemporaryRelation;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.sql.OutputColumn;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * A running query on a connection of its own.
 *
 * <p>It starts with the first {@link #nextBatch}, so that its owner can already cancel it while it
 * works towards its first row. It reads through a streaming ResultSet: the driver's chunked result
 * ends without a word where a statement fails half way.
 */
final class DuckDbCursor implements QueryCursor {
  private static final int BATCH_ROWS = 2_048;

  private final DuckDBConnection connection;
  private final PreparedStatement statement;
  private final QueryPlan plan;
  private final ScheduledFuture<?> deadline;
  private volatile Optional<ErrorCode> stopped = Optional.empty();
  private @Nullable ResultSet rows;

  private DuckDbCursor(
      DuckDBConnection connection,
      PreparedStatement statement,
      QueryPlan plan,
      ScheduledExecutorService timer) {
    this.connection = connection;
    this.statement = statement;
    this.plan = plan;
    this.deadline =
        timer.schedule(
            () -> stop(ErrorCode.TIMEOUT), plan.timeout().toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Errors: those of preparing the statement. */
  static DuckDbCursor open(
      DuckDBConnection connection, QueryPlan plan, ScheduledExecutorService timer) {
    try {
      for (TemporaryRelation relation : plan.relations()) {
        TemporaryTables.create(connection, relation);
      }
      return new DuckDbCursor(
          connection, connection.prepareStatement(plan.engineSql()), plan, timer);
    } catch (SQLException e) {
      ServiceException fault = EngineFaults.of(e);
      try {
        connection.close();
      } catch (SQLException f) {
        fault.addSuppressed(f);
      }
      throw fault;
    }
  }

  @Override
  public List<@Nullable Object[]> nextBatch() {
    checkNotStopped();
    try {
      ResultSet source = rows == null ? statement.executeQuery() : rows;
      rows = source;
      List<@Nullable Object[]> batch = new ArrayList<>();
      while (batch.size() < BATCH_ROWS && source.next()) {
        batch.add(row(source));
      }
      checkNotStopped();
      return batch;
    } catch (SQLException e) {
      checkNotStopped();
      throw EngineFaults.of(e);
    }
  }

  private @Nullable Object[] row(ResultSet source) throws SQLException {
    List<OutputColumn> columns = plan.columns();
    @Nullable Object[] row = new @Nullable Object[columns.size()];
    for (int i = 0; i < row.length; i++) {
      row[i] = ResultValue.read(source, i + 1, columns.get(i).type());
    }
    return row;
  }

  private void checkNotStopped() {
    stopped.ifPresent(
        code -> {
          throw new ServiceException(
              code,
              null,
              code == ErrorCode.TIMEOUT
                  ? "The query ran longer than its timeout of %d ms; narrow it or raise the timeout."
                      .formatted(plan.timeout().toMillis())
                  : "The query was canceled.");
        });
  }

  private void stop(ErrorCode code) {
    stopped = Optional.of(stopped.orElse(code));
    DuckDbInstance.cancel(statement);
  }

  @Override
  public void cancel() {
    stop(ErrorCode.CANCELED);
  }

  @Override
  public void close() {
    deadline.cancel(false);
    try (connection;
        statement) {
      if (rows != null) {
        rows.close();
      }
    } catch (SQLException e) {
      throw EngineFaults.of(e);
    }
  }
}
