package dev.lodestar.upkeep;

import dev.lodestar.reactive.EventLoop;
import dev.lodestar.storage.SegmentLeases;
import dev.lodestar.storage.SegmentStore.SegmentKey;
import dev.lodestar.tables.SegmentReference;
import dev.lodestar.tables.SegmentUpkeep;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Removes for good what was replaced, deleted softly, dropped softly or hidden by a storage policy
 * long enough ago.
 *
 * <p>Rows go first, in transactions of bounded size, then files, once nobody reads them. A crash in
 * between leaves files without rows, which the next start sweeps.
 */
@ApplicationScoped
public class Purge {
  private static final Logger LOG = Logger.getLogger(Purge.class);
  private static final int SEGMENTS_MAX = 500;

  private final SegmentUpkeep segments;
  private final SegmentLeases leases;
  private final EventLoop eventLoop;
  private final UpkeepConfig config;
  private final Clock clock;

  Purge(
      SegmentUpkeep segments,
      SegmentLeases leases,
      EventLoop eventLoop,
      UpkeepConfig config,
      Clock clock) {
    this.segments = segments;
    this.leases = leases;
    this.eventLoop = eventLoop;
    this.config = config;
    this.clock = clock;
  }

  @Scheduled(
      every = "${lodestar.upkeep.purge-every}",
      delayed = "${lodestar.upkeep.purge-every}",
      identity = "purge",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> tick() {
    return purge(clock.instant()).replaceWithVoid();
  }

  /** Removes what can be restored no more at this time; says how many segments. */
  public Uni<Integer> purge(Instant now) {
    Instant before = now.atZone(ZoneOffset.UTC).minus(config.purgeAfter()).toInstant();
    return batch(before, 0)
        .call(() -> eventLoop.run(segments::purgeTables))
        .invoke(
            purged -> {
              if (purged > 0) {
                LOG.infof("%d segments that could be restored so far were removed.", purged);
              }
            });
  }

  private Uni<Integer> batch(Instant before, int purged) {
    return eventLoop
        .run(() -> segments.purge(before, SEGMENTS_MAX))
        .invoke(this::retire)
        .chain(
            gone ->
                gone.isEmpty()
                    ? Uni.createFrom().item(purged)
                    : batch(before, purged + gone.size()));
  }

  private void retire(List<SegmentReference> gone) {
    leases.retire(
        gone.stream()
            .map(segment -> new SegmentKey(segment.tableId(), segment.segmentId()))
            .toList());
  }
}
