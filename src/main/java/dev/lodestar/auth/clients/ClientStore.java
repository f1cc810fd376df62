package dev.lodestar.auth.clients;

import dev.lodestar.auth.AuthListStore;
import dev.lodestar.data.UserStamp;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** OAuth clients as rows. Each change locks their list, so that changes have an order. */
@ApplicationScoped
class ClientStore implements PanacheRepositoryBase<ClientEntity, UUID> {
  private static final String LIST = "clients";

  private final AuthListStore lists;

  ClientStore(AuthListStore lists) {
    this.lists = lists;
  }

  /**
   * What a change led to.
   *
   * @param client that it was about; empty when there is none
   */
  record Changed(ClientList list, Optional<OAuthClient> client) {}

  @WithSession
  Uni<ClientList> all() {
    return lists.revision(LIST).chain(this::clients);
  }

  /**
   * Errors: {@code ALREADY_EXISTS}.
   *
   * @param check sees how many clients there are; it may throw
   */
  @WithTransaction
  Uni<Changed> insert(StoredClient client, Consumer<Long> check) {
    String clientId = client.client().spec().clientId();
    return lists
        .lock(LIST)
        .chain(
            revision ->
                count("clientId", clientId)
                    .invoke(same -> requireNone(same, clientId))
                    .chain(() -> count())
                    .invoke(check)
                    .chain(() -> persistAndFlush(ClientEntity.of(client)))
                    .chain(() -> clients(revision)))
        .map(list -> new Changed(list, Optional.of(client.client())));
  }

  private static void requireNone(long count, String clientId) {
    if (count > 0) {
      throw new ServiceException(
          ErrorCode.ALREADY_EXISTS,
          "clientId",
          "There is an OAuth client %s already.".formatted(clientId));
    }
  }

  /**
   * @param change from what is stored to what is to be; it may throw
   */
  @WithTransaction
  Uni<Changed> update(UUID id, UserStamp stamp, UnaryOperator<StoredClient> change) {
    return lists
        .lock(LIST)
        .chain(revision -> findById(id).chain(row -> update(revision, row, stamp, change)));
  }

  private Uni<Changed> update(
      long revision,
      @Nullable ClientEntity row,
      UserStamp stamp,
      UnaryOperator<StoredClient> change) {
    if (row == null) {
      return clients(revision).map(list -> new Changed(list, Optional.empty()));
    }
    row.declared(change.apply(row.toStored()), stamp);
    OAuthClient after = row.toStored().client();
    return flush()
        .chain(() -> clients(revision))
        .map(list -> new Changed(list, Optional.of(after)));
  }

  @WithTransaction
  Uni<Changed> remove(UUID id) {
    return lists
        .lock(LIST)
        .chain(
            revision ->
                findById(id)
                    .map(row -> Optional.ofNullable(row).map(each -> each.toStored().client()))
                    .chain(
                        gone ->
                            delete("id", id)
                                .chain(() -> clients(revision))
                                .map(list -> new Changed(list, gone))));
  }

  private Uni<ClientList> clients(long revision) {
    return list("order by createdAt, id")
        .map(rows -> new ClientList(revision, rows.stream().map(ClientEntity::toStored).toList()));
  }
}
