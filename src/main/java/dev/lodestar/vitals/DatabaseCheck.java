package dev.lodestar.vitals;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.Supplier;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/** Whether the database answers in time. Without it no request can be answered. */
@Readiness
@ApplicationScoped
class DatabaseCheck implements AsyncHealthCheck {
  private static final Logger LOG = Logger.getLogger(DatabaseCheck.class);

  private final DatabaseStore store;
  private final DatabasePool pool;
  private final HealthConfig config;

  DatabaseCheck(DatabaseStore store, DatabasePool pool, HealthConfig config) {
    this.store = store;
    this.pool = pool;
    this.config = config;
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    return finding(store::ask, pool.waiting(), config.databaseTimeout())
        .map(found -> found.as("database"));
  }

  /** What becomes of a question. */
  static Finding answered(int waiting) {
    return Finding.up("The database answers.").with("waitingForConnections", waiting);
  }

  static Uni<Finding> finding(Supplier<Uni<Void>> question, int waiting, Duration limit) {
    return Uni.createFrom()
        .deferred(question::get)
        .ifNoItem()
        .after(limit)
        .fail()
        .map(nothing -> answered(waiting))
        .onFailure()
        .invoke(failure -> LOG.debug("The database does not answer.", failure))
        .onFailure()
        .recoverWithItem(failure -> unanswered(failure, waiting, limit));
  }

  private static Finding unanswered(Throwable failure, int waiting, Duration limit) {
    String reason =
        failure instanceof TimeoutException
            ? "The database has not answered within %d ms; it is away, or all connections are in use."
                .formatted(limit.toMillis())
            : "The database cannot be reached; see that PostgreSQL runs and can be reached from here.";
    return Finding.down(reason).with("waitingForConnections", waiting);
  }
}
