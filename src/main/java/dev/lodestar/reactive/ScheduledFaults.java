package dev.lodestar.reactive;

import io.quarkus.scheduler.FailedExecution;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/** Logs what scheduled work failed of; the scheduler itself would log a trace each time. */
@ApplicationScoped
class ScheduledFaults {
  private static final Logger LOG = Logger.getLogger(ScheduledFaults.class);

  void tell(@Observes FailedExecution failed) {
    DatabaseFaults.log(
        LOG, "The run of " + failed.getExecution().getTrigger().getId(), failed.getException());
  }
}
