package dev.lodestar.auth;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Makes, shows, changes and revokes API keys. A change is in memory when it is answered, so the
 * next request already meets it.
 *
 * <p>Source: control-plane specification, 5.1; docs/decisions/0066-api-keys.md.
 */
@ApplicationScoped
public class ApiKeysService {
  private static final Logger LOG = Logger.getLogger(ApiKeysService.class);

  private final ApiKeyStore store;
  private final KeyRing ring;
  private final AuthConfig config;
  private final EventLoop eventLoop;
  private final Clock clock;

  ApiKeysService(
      ApiKeyStore store, KeyRing ring, AuthConfig config, EventLoop eventLoop, Clock clock) {
    this.store = store;
    this.ring = ring;
    this.config = config;
    this.eventLoop = eventLoop;
    this.clock = clock;
  }

  /** A new key with its text, which is not known any more after this. */
  public record Created(ApiKey key, Secret text) {}

  /** The organization's keys, in the order in which they were made. */
  public List<ApiKey> list() {
    return ring.all();
  }

  /** The admin key, too. Errors: {@code NOT_FOUND}. */
  public ApiKey get(String id) {
    return ring.admin()
        .filter(admin -> admin.id().toString().equals(id))
        .or(() -> ring.all().stream().filter(key -> key.id().toString().equals(id)).findFirst())
        .orElseThrow(() -> missing(id));
  }

  /**
   * Errors: {@code INVALID_ARGUMENT}, also when there are as many keys as there may be; {@code
   * ACCESS_DENIED} for permissions that the caller lacks.
   */
  public Uni<Created> create(JsonNode body, Caller caller) {
    return Uni.createFrom()
        .deferred(
            () -> {
              ApiKeySpec spec = ApiKeySpec.of(body);
              requireGrantable(spec.grants(), caller);
              String text = KeyText.random();
              UserStamp stamp = stamp(caller);
              ApiKey key =
                  new ApiKey(UUID.randomUUID(), spec, KeyText.redacted(text), stamp, stamp);
              StoredKey stored = new StoredKey(key, ring.digests().of(text));
              return changing(() -> store.insert(stored, this::requireRoom))
                  .replaceWith(new Created(key, Secret.of(text)));
            });
  }

  private void requireRoom(long count) {
    if (count >= config.keysMax()) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          null,
          "The organization has %d API keys, which is the most that it may have; delete one first."
              .formatted(count));
    }
  }

  /** Replaces name, description and permissions. Errors: as {@link #update}. */
  public Uni<ApiKey> replace(String id, JsonNode body, Caller caller) {
    return update(id, caller, before -> ApiKeySpec.of(body));
  }

  /** Changes the members that the body has. Errors: as {@link #update}. */
  public Uni<ApiKey> patch(String id, JsonNode body, Caller caller) {
    return update(id, caller, before -> before.patched(body));
  }

  /** Errors: {@code NOT_FOUND}, {@code INVALID_ARGUMENT}, {@code ACCESS_DENIED}. */
  private Uni<ApiKey> update(String id, Caller caller, Function<ApiKeySpec, ApiKeySpec> change) {
    return Uni.createFrom()
        .item(() -> changeable(id))
        .chain(
            keyId ->
                changing(
                    () ->
                        store.update(
                            keyId,
                            stamp(caller),
                            before -> {
                              requireOwn(before, caller);
                              ApiKeySpec after = change.apply(before.spec());
                              if (!after.grants().equals(before.spec().grants())) {
                                requireGrantable(after.grants(), caller);
                              }
                              return after;
                            })))
        .map(changed -> changed.key().orElseThrow(() -> missing(id)));
  }

  /**
   * Revokes a key; the next request with it is refused.
   *
   * <p>Errors: {@code NOT_FOUND}, {@code INVALID_ARGUMENT}, {@code ACCESS_DENIED}.
   */
  public Uni<Void> delete(String id, Caller caller) {
    return Uni.createFrom()
        .item(() -> changeable(id))
        .chain(keyId -> changing(() -> store.remove(keyId, key -> requireOwn(key, caller))))
        .map(changed -> changed.key().orElseThrow(() -> missing(id)))
        .replaceWithVoid();
  }

  /**
   * A change and, before its end is told to anybody, what it means for memory. It goes on though
   * the client leaves.
   */
  private Uni<ApiKeyStore.Changed> changing(Supplier<Uni<ApiKeyStore.Changed>> change) {
    return eventLoop.run(
        () ->
            change
                .get()
                .invoke(changed -> ring.install(changed.list()))
                .onFailure(failure -> !(failure instanceof ServiceException))
                .call(this::readAgain));
  }

  /** After a failure nobody knows whether the change was stored. */
  private Uni<?> readAgain() {
    return eventLoop
        .run(store::all)
        .invoke(ring::install)
        .onFailure()
        .invoke(e -> LOG.warnf("The API keys could not be read after a failure: %s", e))
        .onFailure()
        .recoverWithNull();
  }

  private UUID changeable(String id) {
    if (id.equals(AdminKey.ID.toString())) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          id,
          "The admin key is the operator's; it is changed with %s, not through the API."
              .formatted(AdminKey.VARIABLE));
    }
    return get(id).id();
  }

  private static void requireOwn(ApiKey key, Caller caller) {
    boolean isOwn = caller.owns(key.created().user()) || caller.owns(key.asUser());
    if (!isOwn) {
      caller.require(
          Permission.ADMINISTER_API_KEYS,
          "Changing or deleting API key %s, which others created,".formatted(key.id()));
    }
  }

  private static void requireGrantable(Grants wanted, Caller caller) {
    if (caller.may(Permission.ADMINISTER_API_KEYS)) {
      return;
    }
    List<Grant> lacking = caller.principal().grants().lacking(wanted);
    if (!lacking.isEmpty()) {
      throw new ServiceException(
          ErrorCode.ACCESS_DENIED,
          "permissions",
          "Nobody can grant permissions without having them, or AdministerApiKeys; these credentials lack %s."
              .formatted(lacking.stream().map(Grant::toString).collect(Collectors.joining(", "))));
    }
  }

  private UserStamp stamp(Caller caller) {
    return new UserStamp(caller.user(), clock.instant());
  }

  private static ServiceException missing(String id) {
    return new ServiceException(ErrorCode.NOT_FOUND, id, "API key %s was not found.".formatted(id));
  }
}
