package dev.lodestar.auth;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.hibernate.LockMode;

/**
 * Revisions of the lists that are held in memory as a whole. For other stores, within the session
 * or the transaction that they have opened.
 */
@ApplicationScoped
public class AuthListStore implements PanacheRepositoryBase<AuthListEntity, String> {
  public Uni<Long> revision(String list) {
    return getSession()
        .chain(session -> session.find(AuthListEntity.class, list))
        .map(row -> row.revision);
  }

  /** Locks a list until the transaction ends; the revision that it has after that. */
  public Uni<Long> lock(String list) {
    return getSession()
        .chain(session -> session.find(AuthListEntity.class, list, LockMode.PESSIMISTIC_WRITE))
        .map(row -> ++row.revision);
  }
}
