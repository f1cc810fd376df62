package dev.lodestar.vitals;

import dev.lodestar.jobs.JobPulse;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/** Whether what an earlier process left is put in order, so that jobs run. */
@Readiness
@Startup
@ApplicationScoped
class JobsReadyCheck implements HealthCheck {
  private final JobPulse pulse;

  JobsReadyCheck(JobPulse pulse) {
    this.pulse = pulse;
  }

  @Override
  public HealthCheckResponse call() {
    return finding(pulse).as("job engine");
  }

  static Finding finding(JobPulse pulse) {
    return pulse.isRecovered()
        ? Finding.up("Jobs run.")
        : Finding.down("The server still puts in order what an earlier process left.");
  }
}
