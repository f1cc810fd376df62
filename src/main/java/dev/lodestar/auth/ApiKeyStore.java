package dev.lodestar.auth;

import dev.lodestar.data.UserStamp;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hibernate.LockMode;

/** API keys as rows. Each change locks the one row of the list, so that changes have an order. */
@ApplicationScoped
class ApiKeyStore implements PanacheRepositoryBase<ApiKeyEntity, UUID> {
  /**
   * What a change led to.
   *
   * @param key that it was about; empty when there is none
   */
  record Changed(KeyList list, Optional<ApiKey> key) {}

  @WithSession
  Uni<KeyList> all() {
    return getSession()
        .chain(session -> session.find(ApiKeyListEntity.class, ApiKeyListEntity.ID))
        .chain(list -> keys(list.revision));
  }

  /**
   * @param check sees how many keys there are; it may throw
   */
  @WithTransaction
  Uni<Changed> insert(StoredKey key, Consumer<Long> check) {
    return lock()
        .chain(revision -> count().invoke(check).replaceWith(revision))
        .chain(revision -> persistAndFlush(ApiKeyEntity.of(key)).chain(() -> keys(revision)))
        .map(list -> new Changed(list, Optional.of(key.key())));
  }

  /**
   * @param change from what is stored to what is to be; it may throw
   */
  @WithTransaction
  Uni<Changed> update(UUID id, UserStamp stamp, Function<ApiKey, ApiKeySpec> change) {
    return lock()
        .chain(
            revision ->
                findById(id)
                    .chain(
                        row -> {
                          if (row == null) {
                            return unchanged(revision);
                          }
                          row.declared(change.apply(row.toKey()), stamp);
                          ApiKey after = row.toKey();
                          return flush()
                              .chain(() -> keys(revision))
                              .map(list -> new Changed(list, Optional.of(after)));
                        }));
  }

  /**
   * @param check fails if the key must stay
   */
  @WithTransaction
  Uni<Changed> remove(UUID id, Consumer<ApiKey> check) {
    return lock()
        .chain(
            revision ->
                findById(id)
                    .chain(
                        row -> {
                          if (row == null) {
                            return unchanged(revision);
                          }
                          ApiKey gone = row.toKey();
                          check.accept(gone);
                          return delete("id", id)
                              .chain(() -> keys(revision))
                              .map(list -> new Changed(list, Optional.of(gone)));
                        }));
  }

  private Uni<Changed> unchanged(long revision) {
    return keys(revision).map(list -> new Changed(list, Optional.empty()));
  }

  /** The revision that the list has after this transaction. */
  private Uni<Long> lock() {
    return getSession()
        .chain(
            session ->
                session.find(
                    ApiKeyListEntity.class, ApiKeyListEntity.ID, LockMode.PESSIMISTIC_WRITE))
        .map(list -> ++list.revision);
  }

  private Uni<KeyList> keys(long revision) {
    return list("order by createdAt, id")
        .map(rows -> new KeyList(revision, rows.stream().map(ApiKeyEntity::toStored).toList()));
  }
}
