package dev.lodestar.connections;

import dev.lodestar.data.UserStamp;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;

/** Connections as rows, their secrets sealed. */
@ApplicationScoped
class ConnectionStore implements PanacheRepositoryBase<ConnectionEntity, UUID> {
  private final SecretSeal seal;

  ConnectionStore(SecretSeal seal) {
    this.seal = seal;
  }

  /** All connections, by name. */
  @WithSession
  Uni<List<Connection>> all() {
    return list("order by name")
        .map(rows -> rows.stream().map(row -> row.toConnection(seal)).toList());
  }

  @WithSession
  Uni<Optional<Connection>> named(String name) {
    return find("name", name)
        .firstResult()
        .map(row -> Optional.ofNullable(row).map(found -> found.toConnection(seal)));
  }

  @WithSession
  Uni<List<Connection>> among(Collection<String> names) {
    return list("name in ?1 order by name", names)
        .map(rows -> rows.stream().map(row -> row.toConnection(seal)).toList());
  }

  /** Locks rows against deletion, always in the same order; answers the names that exist. */
  @WithTransaction
  Uni<List<String>> hold(Collection<String> names) {
    return find("name in ?1 order by name", names)
        .withLock(LockModeType.PESSIMISTIC_READ)
        .list()
        .map(rows -> rows.stream().map(row -> row.name).toList());
  }

  /** Errors: {@code ALREADY_EXISTS}. */
  @WithTransaction
  Uni<Connection> insert(ConnectionSpec spec, UserStamp stamp) {
    return count("name", spec.name())
        .invoke(
            found -> {
              if (found > 0) {
                throw taken(spec.name(), null);
              }
            })
        .chain(() -> persistAndFlush(ConnectionEntity.of(UUID.randomUUID(), spec, stamp, seal)))
        .onFailure(ConstraintViolationException.class)
        .transform(e -> taken(spec.name(), e))
        .map(row -> row.toConnection(seal));
  }

  /**
   * Declares a connection anew; empty when there is none of this name.
   *
   * @param change from what is stored to what is to be; it may throw
   */
  @WithTransaction
  Uni<Optional<Connection>> update(
      String name, UserStamp stamp, Function<ConnectionDocument, ConnectionSpec> change) {
    return locked(name)
        .map(
            row -> {
              if (row == null) {
                return Optional.empty();
              }
              row.declared(change.apply(row.toDocument(seal)), stamp, seal);
              return Optional.of(row.toConnection(seal));
            });
  }

  /**
   * Removes a connection; false when there is none of this name.
   *
   * @param check fails if the connection must stay
   */
  @WithTransaction
  Uni<Boolean> remove(String name, Supplier<Uni<Void>> check) {
    return locked(name)
        .chain(
            row ->
                row == null
                    ? Uni.createFrom().item(false)
                    : check.get().chain(() -> delete("name", name)).replaceWith(true));
  }

  /** Seals again, with the key that seals there, whatever another key has sealed. */
  @WithTransaction
  Uni<Resealed> reseal(SecretSeal with) {
    return find("order by name")
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .list()
        .map(
            rows -> {
              int count = 0;
              Map<String, String> lost = new LinkedHashMap<>();
              for (ConnectionEntity row : rows) {
                count += reseal(row, with, lost);
              }
              return new Resealed(count, lost);
            });
  }

  private static int reseal(ConnectionEntity row, SecretSeal seal, Map<String, String> lost) {
    Map<String, String> sealed = new LinkedHashMap<>(row.sealedSecrets());
    List<String> old =
        new ArrayList<>(
            sealed.keySet().stream().filter(key -> !seal.isCurrent(sealed.get(key))).toList());
    try {
      for (String member : old) {
        String text = seal.unseal(row.id, row.name, member, sealed.get(member));
        sealed.put(member, seal.seal(row.id, member, text));
      }
    } catch (ServiceException e) {
      lost.put(row.name, e.messageText());
      return 0;
    }
    if (!old.isEmpty()) {
      row.sealedSecrets(sealed);
    }
    return old.size();
  }

  /**
   * What became of secrets that another key had sealed.
   *
   * @param lost connections that stay as they are, with the reason
   */
  record Resealed(int count, Map<String, String> lost) {
    Resealed {
      lost = Map.copyOf(lost);
    }
  }

  private Uni<@Nullable ConnectionEntity> locked(String name) {
    return find("name", name).withLock(LockModeType.PESSIMISTIC_WRITE).firstResult();
  }

  private static ServiceException taken(String name, @Nullable Throwable cause) {
    return new ServiceException(
        ErrorCode.ALREADY_EXISTS,
        "name",
        "Connection %s already exists; choose another name.".formatted(name),
        cause);
  }
}
