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
    String what = failed.getExecution().getTrigger().getId();
    if (DatabaseFaults.away(failed.getException()).isPresent()) {
      LOG.warnf("The database cannot be reached; the next run of %s tries again.", what);
    } else {
      LOG.errorf(failed.getException(), "%s failed; its next run tries again.", what);
    }
  }
}
