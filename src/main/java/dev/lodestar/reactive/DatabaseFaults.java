package dev.lodestar.reactive;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import io.smallrye.mutiny.CompositeException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.sqlclient.ClosedConnectionException;
import io.vertx.sqlclient.DatabaseException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/** Tells a database that is away from one that refuses what it was asked. */
public final class DatabaseFaults {
  /** It shuts down, starts, or has no connection left. */
  private static final Set<String> AWAY = Set.of("57P01", "57P02", "57P03", "53300");

  private static final int CAUSES_MAX = 50;

  private DatabaseFaults() {}

  /** What to tell a client if the database was away: {@code SERVICE_UNAVAILABLE}. */
  public static Optional<ServiceException> away(Throwable failure) {
    return isAway(failure, 0)
        ? Optional.of(
            new ServiceException(
                ErrorCode.SERVICE_UNAVAILABLE,
                null,
                "The database cannot be reached; ask again when it is back, and look first whether"
                    + " a change that you asked for was made.",
                failure))
        : Optional.empty();
  }

  /**
   * Logs what repeated work failed of: one line while the database is away, and a trace otherwise.
   *
   * @param work names it, as the beginning of a sentence
   */
  public static void log(Logger log, String work, Throwable failure) {
    if (away(failure).isPresent()) {
      log.warnf("%s waits: the database cannot be reached; the next run tries again.", work);
    } else {
      log.errorf(failure, "%s failed; the next run tries again.", work);
    }
  }

  private static boolean isAway(Throwable failure, int depth) {
    if (depth > CAUSES_MAX) {
      return false;
    }
    if (failure instanceof ServiceException) {
      // Whoever made it knew better, such as what is wrong with a source of data.
      return false;
    }
    if (failure instanceof ClosedConnectionException
        || failure instanceof SocketException
        || failure instanceof ClosedChannelException
        || isWaitForConnection(failure)
        || (failure instanceof DatabaseException refused && isAway(refused.getSqlState()))) {
      return true;
    }
    if (failure instanceof CompositeException several
        && several.getCauses().stream().anyMatch(cause -> isAway(cause, depth + 1))) {
      return true;
    }
    return failure.getCause() != null && isAway(failure.getCause(), depth + 1);
  }

  /** The pool has had no connection to give for as long as it waits; it has no type of its own. */
  private static boolean isWaitForConnection(Throwable failure) {
    return failure instanceof NoStackTraceThrowable && "Timeout".equals(failure.getMessage());
  }

  private static boolean isAway(String sqlState) {
    return sqlState != null && (sqlState.startsWith("08") || AWAY.contains(sqlState));
  }
}
