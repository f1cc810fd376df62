package dev.lodestar.upkeep;

import dev.lodestar.reactive.EventLoop;
import dev.lodestar.tables.SegmentUpkeep;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Hides segments that grow out of their tables' storage policies.
 *
 * <p>A new policy holds in the transaction that stores it, and late rows are hidden in the one that
 * commits them; this is for what time alone does. Source: control-plane specification, 9.7.
 */
@ApplicationScoped
public class Retention {
  private static final Logger LOG = Logger.getLogger(Retention.class);

  private final SegmentUpkeep segments;
  private final EventLoop eventLoop;
  private final Clock clock;

  Retention(SegmentUpkeep segments, EventLoop eventLoop, Clock clock) {
    this.segments = segments;
    this.eventLoop = eventLoop;
    this.clock = clock;
  }

  @Scheduled(
      every = "1m",
      identity = "retention",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> tick() {
    return expire(clock.instant()).replaceWithVoid();
  }

  /** Hides what no policy keeps at this time; says how many segments. */
  public Uni<Integer> expire(Instant now) {
    return eventLoop
        .run(() -> segments.expiring(now))
        .chain(
            tables -> {
              Uni<Integer> done = Uni.createFrom().item(0);
              for (UUID table : tables) {
                done =
                    done.chain(
                        before ->
                            eventLoop
                                .run(() -> segments.expire(table, now))
                                .map(hidden -> before + hidden));
              }
              return done;
            })
        .invoke(
            hidden -> {
              if (hidden > 0) {
                LOG.infof("%d segments are outside of their tables' storage policies.", hidden);
              }
            });
  }
}
