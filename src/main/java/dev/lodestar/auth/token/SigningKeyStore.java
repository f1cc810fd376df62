package dev.lodestar.auth.token;

import dev.lodestar.connections.SecretSeal;
import dev.lodestar.error.ServiceException;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/** The keys that sign tokens, sealed as secrets of connections are. */
@ApplicationScoped
class SigningKeyStore implements PanacheRepositoryBase<SigningKeyEntity, UUID> {
  private static final Logger LOG = Logger.getLogger(SigningKeyStore.class);
  private static final String MEMBER = "signingKey";

  private final SecretSeal seal;

  SigningKeyStore(SecretSeal seal) {
    this.seal = seal;
  }

  /** All keys that open, the oldest first. What another key has sealed is sealed anew. */
  @WithTransaction
  Uni<List<SigningKey>> open() {
    return list("order by madeAt, id").map(this::unsealed);
  }

  private List<SigningKey> unsealed(List<SigningKeyEntity> rows) {
    List<SigningKey> keys = new ArrayList<>();
    for (SigningKeyEntity row : rows) {
      try {
        String text = seal.unseal(row.id, "of tokens", MEMBER, row.sealed);
        keys.add(SigningKey.of(row.id, text, row.madeAt));
        if (!seal.isCurrent(row.sealed)) {
          row.sealed = seal.seal(row.id, MEMBER, text);
        }
      } catch (ServiceException e) {
        LOG.warnf(
            "A key that has signed tokens does not open; tokens of it are void. %s",
            e.messageText());
      }
    }
    return keys;
  }

  /**
   * @param text as {@link SigningKey#random} makes it
   */
  @WithTransaction
  Uni<SigningKey> add(UUID id, String text, Instant now) {
    SigningKeyEntity row = new SigningKeyEntity();
    row.id = id;
    row.sealed = seal.seal(id, MEMBER, text);
    row.madeAt = now;
    return persistAndFlush(row).map(done -> SigningKey.of(id, text, now));
  }

  @WithTransaction
  Uni<Long> forget(List<UUID> ids) {
    return ids.isEmpty() ? Uni.createFrom().item(0L) : delete("id in ?1", ids);
  }
}
