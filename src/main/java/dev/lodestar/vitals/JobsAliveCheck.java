package dev.lodestar.vitals;

import dev.lodestar.jobs.JobPulse;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Whether anybody still looks for waiting jobs; a database that is away does not matter here. */
@Liveness
@ApplicationScoped
class JobsAliveCheck implements HealthCheck {
  private final JobPulse pulse;
  private final HealthConfig config;

  JobsAliveCheck(JobPulse pulse, HealthConfig config) {
    this.pulse = pulse;
    this.config = config;
  }

  @Override
  public HealthCheckResponse call() {
    return finding(pulse, config.silence()).as("job engine");
  }

  static Finding finding(JobPulse pulse, Duration limit) {
    Duration silence = pulse.silence();
    boolean isDead = pulse.isRecovered() && silence.compareTo(limit) > 0;
    return (isDead
            ? Finding.down(
                "Nobody has looked for waiting jobs for %d s; the server must be started again."
                    .formatted(silence.toSeconds()))
            : Finding.up("Waiting jobs are looked for."))
        .with("silenceMs", silence.toMillis());
  }
}
