package dev.lodestar.auth.token;

import dev.lodestar.reactive.EventLoop;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Makes a new key when the newest has signed for its time, and forgets the old ones when the last
 * token that they signed is over.
 */
@ApplicationScoped
class KeyRotation {
  private static final Logger LOG = Logger.getLogger(KeyRotation.class);

  /** A token may be on its way when its key is succeeded. */
  private static final Duration MARGIN = Duration.ofMinutes(1);

  private final SigningKeyStore store;
  private final SigningKeys keys;
  private final TokenConfig config;
  private final EventLoop eventLoop;
  private final Clock clock;

  KeyRotation(
      SigningKeyStore store,
      SigningKeys keys,
      TokenConfig config,
      EventLoop eventLoop,
      Clock clock) {
    this.store = store;
    this.keys = keys;
    this.config = config;
    this.eventLoop = eventLoop;
    this.clock = clock;
  }

  /** Brings the keys into memory; makes one if there is none. */
  Uni<Void> open() {
    return eventLoop.run(store::open).invoke(keys::install).chain(() -> rotate(clock.instant()));
  }

  @Scheduled(
      every = "1m",
      delayed = "1m",
      identity = "signing-keys",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> rotate() {
    return rotate(clock.instant())
        .onFailure()
        .invoke(e -> LOG.warnf("The keys of tokens could not be rotated: %s", e))
        .onFailure()
        .recoverWithNull();
  }

  Uni<Void> rotate(Instant now) {
    List<SigningKey> all = keys.all();
    if (all.isEmpty() || !now.isBefore(all.getLast().madeAt().plus(config.keyLifetime()))) {
      UUID id = UUID.randomUUID();
      return Uni.createFrom()
          .item(SigningKey::random)
          .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
          .chain(text -> eventLoop.run(() -> store.add(id, text, now)))
          .invoke(
              made -> {
                List<SigningKey> more = new ArrayList<>(all);
                more.add(made);
                keys.install(more);
                LOG.infof("Tokens are signed with the new key %s.", id);
              })
          .replaceWithVoid();
    }
    List<SigningKey> over = over(all, now, config.lifetime().plus(MARGIN));
    if (over.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return eventLoop
        .run(() -> store.forget(over.stream().map(SigningKey::id).toList()))
        .invoke(() -> keys.install(all.stream().filter(key -> !over.contains(key)).toList()))
        .replaceWithVoid();
  }

  /** Those whose successor was made so long ago that none of their tokens is good any more. */
  static List<SigningKey> over(List<SigningKey> all, Instant now, Duration tokens) {
    List<SigningKey> over = new ArrayList<>();
    for (int i = 0; i + 1 < all.size(); i++) {
      if (now.isAfter(all.get(i + 1).madeAt().plus(tokens))) {
        over.add(all.get(i));
      }
    }
    return over;
  }
}
