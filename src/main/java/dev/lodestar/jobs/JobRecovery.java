package dev.lodestar.jobs;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.files.FilesService;
import dev.lodestar.projects.ProjectsService;
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
  private final ProjectsService projects;
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
      ProjectsService projects,
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
    this.projects = projects;
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
        .chain(
            references ->
                eventLoop
                    .run(projects::only)
                    .emitOn(Infrastructure.getDefaultWorkerPool())
                    .invoke(project -> sweepSegments(references, project.id().toString())))
        .chain(() -> eventLoop.run(files::referencedFiles))
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .invoke(ids -> fileStore.sweep(Set.copyOf(ids)))
        .replaceWithVoid();
  }

  /** A store that is away must not keep the server from what it has here. */
  private void sweepSegments(List<SegmentReference> references, String owner) {
    Set<SegmentKey> keys =
        references.stream()
            .map(reference -> new SegmentKey(reference.tableId(), reference.segmentId()))
            .collect(Collectors.toCollection(HashSet::new));
    SegmentStore.Swept swept;
    try {
      swept = segmentStore.sweep(keys, Set.of(), owner);
    } catch (ServiceException e) {
      if (e.code() != ErrorCode.STORAGE_UNAVAILABLE) {
        throw e;
      }
      LOG.errorf(
          e, "The segments cannot be swept, which is left to the next start: %s", e.messageText());
      return;
    }
    if (swept.orphans() > 0) {
      LOG.infof("%d segment files of unfinished jobs were removed.", swept.orphans());
    }
    if (!swept.missing().isEmpty()) {
      LOG.errorf(
          "%d segments have no file, such as %s, and queries of their rows fail; restore the segments"
              + " together with the database.",
          swept.missing().size(), swept.missing().iterator().next());
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
