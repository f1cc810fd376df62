package dev.lodestar.vitals;

import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * What a check found.
 *
 * @param reason one sentence, also for what is up
 * @param figures what it goes by
 */
record Finding(boolean isUp, String reason, Map<String, Long> figures) {
  Finding {
    figures = Map.copyOf(figures);
  }

  static Finding up(String reason) {
    return new Finding(true, reason, Map.of());
  }

  static Finding down(String reason) {
    return new Finding(false, reason, Map.of());
  }

  Finding with(String name, long figure) {
    Map<String, Long> more = new TreeMap<>(figures);
    more.put(name, figure);
    return new Finding(isUp, reason, more);
  }

  /** The answer of the check of this name. */
  HealthCheckResponse as(String name) {
    HealthCheckResponseBuilder answer =
        HealthCheckResponse.named(name).status(isUp).withData("reason", reason);
    figures.forEach(answer::withData);
    return answer.build();
  }
}
