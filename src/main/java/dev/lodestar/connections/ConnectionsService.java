package dev.lodestar.connections;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.data.UserReference;
import dev.lodestar.data.UserStamp;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Declares, finds and removes connections. None of this contacts the system outside.
 *
 * <p>Source: control-plane specification, 7.4.
 */
@ApplicationScoped
public class ConnectionsService {
  private static final int JOBS_NAMED_MAX = 3;

  private final ConnectionStore store;
  private final ConnectionUse use;
  private final ConnectionsConfig config;
  private final Clock clock;

  ConnectionsService(
      ConnectionStore store, ConnectionUse use, ConnectionsConfig config, Clock clock) {
    this.store = store;
    this.use = use;
    this.config = config;
    this.clock = clock;
  }

  /** All connections, by name. */
  public Uni<List<Connection>> list() {
    return store.all();
  }

  /** Errors: {@code NOT_FOUND}. */
  public Uni<Connection> get(String name) {
    return store.named(name).map(found -> found.orElseThrow(() -> missing(name)));
  }

  /**
   * Errors: {@code INVALID_ARGUMENT}, all problems at once; {@code ALREADY_EXISTS}.
   *
   * @param declaration the body as it came
   */
  public Uni<Connection> create(JsonNode declaration, UserReference user) {
    return Uni.createFrom()
        .item(() -> read(declaration, Map.of()))
        .chain(spec -> store.insert(spec, stamp(user)));
  }

  /**
   * Changes the members that the body has; null clears.
   *
   * <p>Errors: {@code NOT_FOUND}; {@code INVALID_ARGUMENT}, all problems at once.
   */
  public Uni<Connection> update(String name, JsonNode patch, UserReference user) {
    return Uni.createFrom()
        .item(() -> requireObject(patch))
        .chain(
            body ->
                store.update(
                    name,
                    stamp(user),
                    stored -> {
                      requireSameType(name, stored, body);
                      ConnectionDocument next = stored.patched(body);
                      return read(next.shown(), next.secrets());
                    }))
        .map(found -> found.orElseThrow(() -> missing(name)));
  }

  private ConnectionSpec read(JsonNode declaration, Map<String, Secret> kept) {
    return ConnectionReader.read(declaration, kept, config.plaintextKafka());
  }

  private static JsonNode requireObject(JsonNode patch) {
    if (!patch.isObject()) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT, null, "An update of a connection is a JSON object.");
    }
    return patch;
  }

  private static void requireSameType(String name, ConnectionDocument stored, JsonNode patch) {
    if (!stored.shown().path("type").equals(patch.path("type"))) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          "type",
          "Connection %s is of type %s, which an update must name and cannot change."
              .formatted(name, stored.shown().path("type").asText()));
    }
  }

  /** Errors: {@code NOT_FOUND}; {@code INVALID_ARGUMENT} while unfinished jobs use it. */
  public Uni<Void> delete(String name) {
    return store
        .remove(
            name, () -> use.users(name).invoke(jobs -> requireUnused(name, jobs)).replaceWithVoid())
        .invoke(
            found -> {
              if (!found) {
                throw missing(name);
              }
            })
        .replaceWithVoid();
  }

  private static void requireUnused(String name, List<UUID> jobs) {
    if (jobs.isEmpty()) {
      return;
    }
    String first =
        jobs.stream().limit(JOBS_NAMED_MAX).map(UUID::toString).collect(Collectors.joining(", "));
    throw new ServiceException(
        ErrorCode.INVALID_ARGUMENT,
        name,
        "Connection %s is used by %d active ingestion job%s (%s%s); cancel %s first."
            .formatted(
                name,
                jobs.size(),
                jobs.size() == 1 ? "" : "s",
                first,
                jobs.size() > JOBS_NAMED_MAX ? ", …" : "",
                jobs.size() == 1 ? "it" : "them"));
  }

  /** The AWS identity that users let in; empty when the operator has not named it. */
  public Optional<String> awsPrincipalArn() {
    return config.awsPrincipalArn();
  }

  private UserStamp stamp(UserReference user) {
    return new UserStamp(user, clock.instant());
  }

  private static ServiceException missing(String name) {
    return new ServiceException(
        ErrorCode.NOT_FOUND, name, "Connection %s does not exist.".formatted(name));
  }
}
