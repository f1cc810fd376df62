package dev.lodestar.events;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import org.jboss.logging.Logger;

/** Deletes events that were kept long enough. */
@ApplicationScoped
public class EventPurge {
  private static final Logger LOG = Logger.getLogger(EventPurge.class);

  private final EventStore store;
  private final EventsConfig config;
  private final Clock clock;

  EventPurge(EventStore store, EventsConfig config, Clock clock) {
    this.store = store;
    this.config = config;
    this.clock = clock;
  }

  @Scheduled(every = "10m", delayed = "2m", identity = "event-purge")
  Uni<Void> tick() {
    return purge(clock.instant()).replaceWithVoid();
  }

  /**
   * Deletes what is old enough at this moment.
   *
   * @return how many requests went
   */
  public Uni<Integer> purge(Instant now) {
    return store
        .purge(now.minus(config.keptFor()), now.minus(config.keptUnreadFor()))
        .invoke(
            count -> {
              if (count > 0) {
                LOG.infof("%d requests with events were old enough to be deleted.", count);
              }
            });
  }
}
