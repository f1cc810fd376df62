package dev.lodestar.jobs;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Says in the database which server writes to it; triggers refuse what others still commit. */
@ApplicationScoped
class OwnerStore {
  private static final String CLAIM =
      "insert into server_owner (only_row, application)"
          + " values (true, current_setting('application_name'))"
          + " on conflict (only_row) do update set application = excluded.application";

  /** From now on it is this server. */
  @WithTransaction
  Uni<Void> claim() {
    return Panache.getSession()
        .chain(session -> session.createNativeQuery(CLAIM).executeUpdate())
        .replaceWithVoid();
  }
}
