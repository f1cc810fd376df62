package dev.lodestar.vitals;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;

/** Asks the database whether it is there. */
@ApplicationScoped
class DatabaseStore {
  private final Pool pool;

  DatabaseStore(Pool pool) {
    this.pool = pool;
  }

  /** Fails when the database does not answer. */
  Uni<Void> ask() {
    return pool.query("SELECT 1").execute().replaceWithVoid();
  }

  /** Connections that are open, whether or not somebody uses them. */
  int connections() {
    return pool.size();
  }
}
