package dev.lodestar.auth;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How many requests each caller may make: as many at once as a minute has, and then as time brings
 * new ones. Safe for threads.
 */
@ApplicationScoped
public class RequestRates {
  /** Beyond these, the caller that began first is forgotten, and has all its requests again. */
  private static final int CALLERS_MAX = 10_000;

  private static final double MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

  private final int perMinute;
  private final Clock clock;
  private final Map<String, Budget> budgets = new LinkedHashMap<>();

  private record Budget(double requests, Instant at) {}

  @Inject
  RequestRates(AuthConfig config, Clock clock) {
    this(config.requestsPerMinute().orElse(0), clock);
  }

  RequestRates(int perMinute, Clock clock) {
    this.perMinute = perMinute;
    this.clock = clock;
  }

  /**
   * Takes one request from a caller's budget.
   *
   * @return how long to wait for the next one, if there is none left; empty when it may go on
   */
  public Optional<Duration> take(String caller) {
    return perMinute <= 0 ? Optional.empty() : takeOf(caller);
  }

  private synchronized Optional<Duration> takeOf(String caller) {
    Instant now = clock.instant();
    Budget known = budgets.get(caller);
    double left = known == null ? perMinute : grown(known, now);
    if (left < 1) {
      return Optional.of(Duration.ofNanos((long) ((1 - left) * MINUTE_NANOS / perMinute)));
    }
    if (known == null) {
      forgetOldest();
    }
    budgets.put(caller, new Budget(left - 1, now));
    return Optional.empty();
  }

  private double grown(Budget budget, Instant now) {
    double nanos = Math.max(0, Duration.between(budget.at(), now).toNanos());
    return Math.min(perMinute, budget.requests() + nanos * perMinute / MINUTE_NANOS);
  }

  private void forgetOldest() {
    if (budgets.size() >= CALLERS_MAX) {
      Iterator<String> oldest = budgets.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }
}
