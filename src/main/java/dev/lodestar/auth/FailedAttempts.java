package dev.lodestar.auth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who guesses: counts the different wrong credentials of each address. The same wrong ones again,
 * as a client sends that does not know that its key is gone, are no guess. Safe for threads.
 */
final class FailedAttempts {
  /** Beyond these, the address that began first is forgotten. */
  private static final int ADDRESSES_MAX = 10_000;

  private final int guessesMax;
  private final Duration window;
  private final Clock clock;
  private final Map<String, Guesses> byAddress = new LinkedHashMap<>();

  private record Guesses(Instant begun, Set<Long> seen) {}

  FailedAttempts(int guessesMax, Duration window, Clock clock) {
    this.guessesMax = guessesMax;
    this.window = window;
    this.clock = clock;
  }

  /**
   * Notes wrong credentials.
   *
   * @param digest tells credentials apart
   * @return how long the address has to wait; empty while it may go on
   */
  synchronized Optional<Duration> note(String address, long digest) {
    Instant now = clock.instant();
    Guesses guesses = byAddress.get(address);
    if (guesses == null || !now.isBefore(guesses.begun().plus(window))) {
      byAddress.remove(address);
      forgetOldest();
      guesses = new Guesses(now, new HashSet<>());
      byAddress.put(address, guesses);
    }
    if (guesses.seen().contains(digest)) {
      return Optional.empty();
    }
    if (guesses.seen().size() >= guessesMax) {
      return Optional.of(Duration.between(now, guesses.begun().plus(window)));
    }
    guesses.seen().add(digest);
    return Optional.empty();
  }

  private void forgetOldest() {
    if (byAddress.size() >= ADDRESSES_MAX) {
      Iterator<String> oldest = byAddress.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  synchronized int addresses() {
    return byAddress.size();
  }
}
