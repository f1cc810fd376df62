package dev.lodestar.auth.clients;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.auth.Caller;
import dev.lodestar.auth.KeyRing;
import dev.lodestar.auth.KeyText;
import dev.lodestar.connections.Secret;
import dev.lodestar.data.UserStamp;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.reactive.EventLoop;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;

/**
 * Makes, shows, changes and deletes OAuth clients. A change is in memory when it is answered, so
 * the next request already meets it, with whatever token.
 *
 * <p>Source: docs/decisions/0071-tokens.md; Polaris publishes the permission only.
 */
@ApplicationScoped
public class ClientsService {
  private static final Logger LOG = Logger.getLogger(ClientsService.class);

  private final ClientStore store;
  private final ClientRing ring;
  private final KeyRing keys;
  private final ClientsConfig config;
  private final EventLoop eventLoop;
  private final Clock clock;

  ClientsService(
      ClientStore store,
      ClientRing ring,
      KeyRing keys,
      ClientsConfig config,
      EventLoop eventLoop,
      Clock clock) {
    this.store = store;
    this.ring = ring;
    this.keys = keys;
    this.config = config;
    this.eventLoop = eventLoop;
    this.clock = clock;
  }

  /** A client with its secret, which is not known any more after this. */
  public record WithSecret(OAuthClient client, Secret secret) {}

  /** Brings all clients into memory. */
  public Uni<Void> load() {
    return eventLoop
        .run(store::all)
        .invoke(ring::install)
        .invoke(
            () -> {
              if (ring.voidOnes() > 0) {
                LOG.warnf("%d secrets of OAuth clients are void; make new ones.", ring.voidOnes());
              }
            })
        .replaceWithVoid();
  }

  /** In the order in which they were made. */
  public List<OAuthClient> list() {
    return ring.all();
  }

  /** Errors: {@code NOT_FOUND}. */
  public OAuthClient get(String id) {
    return ring.all().stream()
        .filter(client -> client.id().toString().equals(id))
        .findFirst()
        .orElseThrow(() -> missing(id));
  }

  /** Errors: {@code INVALID_ARGUMENT}, {@code ALREADY_EXISTS}. */
  public Uni<WithSecret> create(JsonNode body, Caller caller) {
    return Uni.createFrom()
        .deferred(
            () -> {
              UUID id = UUID.randomUUID();
              UserStamp stamp = stamp(caller);
              OAuthClient client = new OAuthClient(id, ClientSpec.of(body, id), stamp, stamp);
              String secret = KeyText.letters();
              StoredClient stored = new StoredClient(client, keys.digests().of(secret));
              return changing(() -> store.insert(stored, this::requireRoom))
                  .replaceWith(new WithSecret(client, Secret.of(secret)));
            });
  }

  private void requireRoom(long count) {
    if (count >= config.max()) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          null,
          "The organization has %d OAuth clients, which is the most that it may have; delete one first."
              .formatted(count));
    }
  }

  /** Replaces all but the client id and the secret. Errors: as {@link #update}. */
  public Uni<OAuthClient> replace(String id, JsonNode body, Caller caller) {
    return update(id, caller, before -> withSpec(before, before.client().spec().replaced(body)));
  }

  /** Changes the members that the body has. Errors: as {@link #update}. */
  public Uni<OAuthClient> patch(String id, JsonNode body, Caller caller) {
    return update(id, caller, before -> withSpec(before, before.client().spec().patched(body)));
  }

  /** Makes a new secret; the old one gets no token any more. Errors: {@code NOT_FOUND}. */
  public Uni<WithSecret> renewSecret(String id, Caller caller) {
    String secret = KeyText.letters();
    return update(
            id, caller, before -> new StoredClient(before.client(), keys.digests().of(secret)))
        .map(client -> new WithSecret(client, Secret.of(secret)));
  }

  private static StoredClient withSpec(StoredClient before, ClientSpec spec) {
    OAuthClient client = before.client();
    return new StoredClient(
        new OAuthClient(client.id(), spec, client.created(), client.modified()), before.digest());
  }

  /** Errors: {@code NOT_FOUND}, {@code INVALID_ARGUMENT}. */
  private Uni<OAuthClient> update(String id, Caller caller, UnaryOperator<StoredClient> change) {
    return Uni.createFrom()
        .item(() -> get(id).id())
        .chain(known -> changing(() -> store.update(known, stamp(caller), change)))
        .map(changed -> changed.client().orElseThrow(() -> missing(id)));
  }

  /** Its tokens end with it. Errors: {@code NOT_FOUND}. */
  public Uni<Void> delete(String id) {
    return Uni.createFrom()
        .item(() -> get(id).id())
        .chain(known -> changing(() -> store.remove(known)))
        .map(changed -> changed.client().orElseThrow(() -> missing(id)))
        .replaceWithVoid();
  }

  /**
   * A change and, before its end is told to anybody, what it means for memory. It goes on though
   * the client leaves. After a failure nobody knows whether the change was stored.
   */
  private Uni<ClientStore.Changed> changing(Supplier<Uni<ClientStore.Changed>> change) {
    return eventLoop.run(
        () ->
            change
                .get()
                .invoke(changed -> ring.install(changed.list()))
                .onFailure(failure -> !(failure instanceof ServiceException))
                .call(this::readAgain));
  }

  private Uni<?> readAgain() {
    return load()
        .onFailure()
        .invoke(e -> LOG.warnf("The OAuth clients could not be read after a failure: %s", e))
        .onFailure()
        .recoverWithNull();
  }

  private UserStamp stamp(Caller caller) {
    return new UserStamp(caller.user(), clock.instant());
  }

  private static ServiceException missing(String id) {
    return new ServiceException(
        ErrorCode.NOT_FOUND, id, "OAuth client %s was not found.".formatted(id));
  }
}
