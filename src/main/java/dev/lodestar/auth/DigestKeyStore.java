package dev.lodestar.auth;

import dev.lodestar.connections.SecretSeal;
import dev.lodestar.error.ServiceException;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.UUID;
import javax.crypto.SecretKey;
import org.jboss.logging.Logger;

/** The keys of digests, sealed as secrets of connections are. */
@ApplicationScoped
class DigestKeyStore implements PanacheRepositoryBase<DigestKeyEntity, UUID> {
  private static final Logger LOG = Logger.getLogger(DigestKeyStore.class);
  private static final String MEMBER = "digestKey";

  private final SecretSeal seal;

  DigestKeyStore(SecretSeal seal) {
    this.seal = seal;
  }

  /**
   * All keys that open, the oldest first; a new one when there is none. What another key has sealed
   * is sealed anew.
   */
  @WithTransaction
  Uni<SequencedMap<UUID, SecretKey>> open(Instant now) {
    return list("order by madeAt, id")
        .map(this::unsealed)
        .chain(known -> known.isEmpty() ? make(now) : Uni.createFrom().item(known));
  }

  private SequencedMap<UUID, SecretKey> unsealed(List<DigestKeyEntity> rows) {
    SequencedMap<UUID, SecretKey> keys = new LinkedHashMap<>();
    for (DigestKeyEntity row : rows) {
      try {
        String text = seal.unseal(row.id, "of API keys", MEMBER, row.sealed);
        keys.put(row.id, KeyDigests.key(text));
        if (!seal.isCurrent(row.sealed)) {
          row.sealed = seal.seal(row.id, MEMBER, text);
        }
      } catch (ServiceException e) {
        LOG.warnf(
            "A key of the digests of API keys does not open; API keys that were made with it are void. %s",
            e.messageText());
      }
    }
    return keys;
  }

  private Uni<SequencedMap<UUID, SecretKey>> make(Instant now) {
    String text = KeyDigests.randomKey();
    DigestKeyEntity row = new DigestKeyEntity();
    row.id = UUID.randomUUID();
    row.sealed = seal.seal(row.id, MEMBER, text);
    row.madeAt = now;
    SequencedMap<UUID, SecretKey> keys = new LinkedHashMap<>();
    keys.put(row.id, KeyDigests.key(text));
    return persistAndFlush(row).replaceWith(keys);
  }
}
