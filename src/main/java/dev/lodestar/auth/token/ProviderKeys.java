package dev.lodestar.auth.token;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jose4j.jwk.JsonWebKey;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a provider, remembered. They are read when they are first needed, when one is
 * unknown, and when they are old, but never more often than the pause allows. Safe for threads.
 */
final class ProviderKeys {
  private static final Logger LOG = Logger.getLogger(ProviderKeys.class);

  /** Keys as they were read. Each reading is an object of its own. */
  static final class Reading {
    private final List<JsonWebKey> keys;
    private final Instant time;

    Reading(List<JsonWebKey> keys, Instant time) {
      this.keys = List.copyOf(keys);
      this.time = time;
    }

    List<JsonWebKey> keys() {
      return keys;
    }
  }

  private final Supplier<CompletableFuture<List<JsonWebKey>>> source;
  private final Duration pause;
  private final Duration lifetime;
  private final Clock clock;
  private volatile @Nullable Reading newest;
  private @Nullable Instant lastTry;
  private @Nullable CompletableFuture<Optional<Reading>> underway;

  ProviderKeys(
      Supplier<CompletableFuture<List<JsonWebKey>>> source,
      Duration pause,
      Duration lifetime,
      Clock clock) {
    this.source = source;
    this.pause = pause;
    this.lifetime = lifetime;
    this.clock = clock;
  }

  /** What was read last; empty if nothing ever was. Old keys are read anew meanwhile. */
  Optional<Reading> newest() {
    Reading now = newest;
    if (now != null && clock.instant().isAfter(now.time.plus(lifetime))) {
      readAgain();
    }
    return Optional.ofNullable(now);
  }

  /**
   * Reads the keys, or joins those who are reading them.
   *
   * @return what was read last after that; empty when it is too early to read again
   */
  synchronized Optional<CompletableFuture<Optional<Reading>>> readAgain() {
    if (underway != null) {
      return Optional.of(underway);
    }
    Instant now = clock.instant();
    if (lastTry != null && now.isBefore(lastTry.plus(pause))) {
      return Optional.empty();
    }
    lastTry = now;
    CompletableFuture<Optional<Reading>> reading =
        source
            .get()
            .handle(
                (keys, fault) -> {
                  if (fault == null) {
                    newest = new Reading(keys, now);
                  } else {
                    LOG.warnf("The keys of the OpenID Connect provider cannot be read: %s", fault);
                  }
                  return Optional.ofNullable(newest);
                });
    underway = reading;
    CompletableFuture<Void> end = reading.thenAccept(done -> ended());
    return Optional.of(end.thenCompose(done -> reading));
  }

  private synchronized void ended() {
    underway = null;
  }
}
