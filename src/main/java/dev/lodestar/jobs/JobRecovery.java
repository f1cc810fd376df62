package dev.lodestar.jobs;

import dev.lodestar.files.FilesService;
import dev.lodestar.reactive.EventLoop;
import dev.lodestar.storage.BackupRequest;
import dev.lodestar.storage.FileStore;
import dev.lodestar.storage.SegmentStore;
import dev.lodestar.storage.SegmentStore.SegmentKey;
import dev.lodestar.tables.SegmentReference;
import dev.lodestar.tables.TablesService;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * What happens once at start: interrupted jobs queue again, files that nobody references go, and
 * only then does the runner open.
 */
@ApplicationScoped
class JobRecovery {
  private static final Logger LOG = Logger.getLogger(JobRecovery.class);
  private static final Duration RECOVERY_LIMIT = Duration.ofMinutes(5);

  private final OwnerStore owner;
  private final JobStore jobs;
  private final JobRunner runner;
  private final JobPulse pulse;
  private final TablesService tables;
  private final FilesService files;
  private final SegmentStore segmentStore;
  private final FileStore fileStore;
  private final BackupRequest backup;
  private final EventLoop eventLoop;
  private final Clock clock;

  JobRecovery(
      OwnerStore owner,
      JobStore jobs,
      JobRunner runner,
      JobPulse pulse,
      TablesService tables,
      FilesService files,
      SegmentStore segmentStore,
      FileStore fileStore,
      BackupRequest backup,
      EventLoop eventLoop,
      Clock clock) {
    this.owner = owner;
    this.jobs = jobs;
    this.runner = runner;
    this.pulse = pulse;
    this.tables = tables;
    this.files = files;
    this.segmentStore = segmentStore;
    this.fileStore = fileStore;
    this.backup = backup;
    this.eventLoop = eventLoop;
    this.clock = clock;
  }

  /** Blocks the start of the application: no request may come before the sweep is over. */
  void onStart(@Observes StartupEvent event) {
    int requeued =
        eventLoop
            .run(() -> owner.claim().chain(() -> jobs.requeueInterrupted(clock.instant())))
            .call(this::sweepUnlessCopied)
            .await()
            .atMost(RECOVERY_LIMIT);
    if (requeued > 0) {
      LOG.infof("%d interrupted jobs run again.", requeued);
    }
    runner.open();
    pulse.recover();
  }

  /** A backup may still copy what the database, as it was copied, names. */
  private Uni<Void> sweepUnlessCopied() {
    return Uni.createFrom()
        .item(() -> backup.isMade(clock.instant()))
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
        .chain(isCopied -> isCopied ? Uni.createFrom().voidItem() : sweep());
  }

  /** Nothing writes segments or uploads yet, so whatever has no row is left from a crash. */
  private Uni<Void> sweep() {
    return eventLoop
        .run(tables::referencedSegments)
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .invoke(this::sweepSegments)
        .chain(() -> eventLoop.run(files::referencedFiles))
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .invoke(ids -> fileStore.sweep(Set.copyOf(ids)))
        .replaceWithVoid();
  }

  private void sweepSegments(List<SegmentReference> references) {
    Set<SegmentKey> keys =
        references.stream()
            .map(reference -> new SegmentKey(reference.tableId(), reference.segmentId()))
            .collect(Collectors.toCollection(HashSet::new));
    int orphans = segmentStore.sweep(keys, Set.of());
    if (orphans > 0) {
      LOG.infof("%d segment files of unfinished jobs were removed.", orphans);
    }
    keys.removeAll(Set.copyOf(segmentStore.list()));
    if (!keys.isEmpty()) {
      LOG.errorf(
          "%d segments have no file, and queries of their rows fail; restore the data directory"
              + " together with its database.",
          keys.size());
    }
  }

  /** A net under the wake-ups: a database that was away must not leave the queue asleep. */
  @Scheduled(every = "5s", identity = "job-queue")
  void tick() {
    pulse.beat();
    runner.wake();
  }

  /** A net under the claims and ends: the answer to them may be lost with the database. */
  @Scheduled(every = "1m", delayed = "1m", identity = "lost-jobs")
  Uni<Void> requeueLost() {
    return runner.requeueLost().replaceWithVoid();
  }
}
