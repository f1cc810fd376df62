package dev.lodestar.connections;

import dev.lodestar.reactive.EventLoop;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Seals all secrets with the first key at start, so that older keys can be taken away. */
@ApplicationScoped
class KeyRotation {
  private static final Logger LOG = Logger.getLogger(KeyRotation.class);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final ConnectionStore store;
  private final SecretSeal seal;
  private final EventLoop eventLoop;

  KeyRotation(ConnectionStore store, SecretSeal seal, EventLoop eventLoop) {
    this.store = store;
    this.seal = seal;
    this.eventLoop = eventLoop;
  }

  void rotate(@Observes StartupEvent start) {
    ConnectionStore.Resealed resealed =
        eventLoop.run(() -> store.reseal(seal)).await().atMost(PATIENCE);
    if (resealed.count() > 0) {
      LOG.infof("%d secrets of connections are sealed with the first key now.", resealed.count());
    }
    resealed.lost().values().forEach(LOG::warn);
  }
}
