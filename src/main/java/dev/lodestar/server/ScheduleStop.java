package dev.lodestar.server;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduler;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Ends all schedules before anything else stops: a tick after that would find no database. */
@ApplicationScoped
class ScheduleStop {
  private static final int BEFORE_ALL_OTHERS = 1;

  private final Scheduler scheduler;

  ScheduleStop(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  void onStop(@Observes @Priority(BEFORE_ALL_OTHERS) ShutdownEvent event) {
    scheduler.pause();
  }
}
