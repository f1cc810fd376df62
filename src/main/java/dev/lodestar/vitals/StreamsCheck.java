package dev.lodestar.vitals;

import dev.lodestar.streams.StreamRunner;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * How many streaming jobs something keeps from going on. The server is ready all the same: its rows
 * can be asked for, and what is away is mostly somebody else's.
 */
@Readiness
@ApplicationScoped
class StreamsCheck implements HealthCheck {
  private final StreamRunner runner;

  StreamsCheck(StreamRunner runner) {
    this.runner = runner;
  }

  @Override
  public HealthCheckResponse call() {
    return finding(runner.count(), runner.troubles().size()).as("streams");
  }

  static Finding finding(int running, int troubled) {
    return Finding.up(
            troubled == 0
                ? "No streaming job is kept from going on."
                : "Degraded: %d of %d streaming jobs cannot go on; the jobs' health says why."
                    .formatted(troubled, running))
        .with("running", running)
        .with("troubled", troubled);
  }
}
