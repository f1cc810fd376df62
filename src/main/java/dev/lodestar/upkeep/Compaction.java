package dev.lodestar.upkeep;

import dev.lodestar.data.Checksum;
import dev.lodestar.engine.Engine;
import dev.lodestar.engine.MergePlan;
import dev.lodestar.engine.SegmentScan;
import dev.lodestar.engine.StagedSegment;
import dev.lodestar.reactive.EventLoop;
import dev.lodestar.scans.TableScans;
import dev.lodestar.storage.Patience;
import dev.lodestar.storage.SegmentLeases;
import dev.lodestar.storage.SegmentStore;
import dev.lodestar.storage.SegmentStore.SegmentKey;
import dev.lodestar.tables.NewSegment;
import dev.lodestar.tables.Segment;
import dev.lodestar.tables.SegmentUpkeep;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Merges segments in the background, one task at a time: read under a lease → write into staging →
 * move the files into the store → exchange the rows in one transaction.
 *
 * <p>Nobody waits for it. If something changes meanwhile, the transaction does nothing and the new
 * files go; a crash at any moment leaves files that nobody refers to, which the next start sweeps.
 */
@ApplicationScoped
public class Compaction {
  private static final Logger LOG = Logger.getLogger(Compaction.class);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  /** After all observers of the start that have no priority, such as the sweep of the files. */
  private static final int AFTER_RECOVERY = 10_000;

  private final SegmentUpkeep upkeep;
  private final SegmentStore store;
  private final TableScans scans;
  private final SegmentLeases leases;
  private final Engine engine;
  private final EventLoop eventLoop;
  private final UpkeepConfig config;
  private final Clock clock;
  private final AtomicBoolean open = new AtomicBoolean();
  private final AtomicBoolean busy = new AtomicBoolean();
  private final AtomicReference<StopSignal> running = new AtomicReference<>(new StopSignal());
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("compaction").factory());

  Compaction(
      SegmentUpkeep upkeep,
      SegmentStore store,
      TableScans scans,
      SegmentLeases leases,
      Engine engine,
      EventLoop eventLoop,
      UpkeepConfig config,
      Clock clock) {
    this.upkeep = upkeep;
    this.store = store;
    this.scans = scans;
    this.leases = leases;
    this.engine = engine;
    this.eventLoop = eventLoop;
    this.config = config;
    this.clock = clock;
  }

  void onStart(@Observes @Priority(AFTER_RECOVERY) StartupEvent event) {
    open.set(true);
  }

  @Scheduled(
      every = "${lodestar.upkeep.compact-every}",
      delayed = "${lodestar.upkeep.compact-every}",
      identity = "compaction",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> tick() {
    return config.compaction() ? compact().replaceWithVoid() : Uni.createFrom().voidItem();
  }

  /**
   * Merges what is worth it now, one task after the other; nothing while that is going on already.
   *
   * @return how many segments were merged into others
   */
  public Uni<Integer> compact() {
    return Uni.createFrom()
        .deferred(
            () -> {
              if (!open.get() || !busy.compareAndSet(false, true)) {
                return Uni.createFrom().item(0);
              }
              return eventLoop
                  .run(
                      () ->
                          upkeep.compactable(
                              config.smallSegmentsMax(), config.segmentSize().asLongValue()))
                  .chain(tables -> compactTables(List.copyOf(tables)))
                  .onTermination()
                  .invoke(() -> busy.set(false));
            });
  }

  private Uni<Integer> compactTables(List<UUID> tables) {
    Uni<Integer> done = Uni.createFrom().item(0);
    for (UUID id : tables) {
      done = done.chain(before -> compact(id).map(merged -> before + merged));
    }
    return done;
  }

  private Uni<Integer> compact(UUID tableId) {
    CompactionTask.Rule rule =
        new CompactionTask.Rule(config.smallSegmentsMax(), config.segmentSize().asLongValue());
    return eventLoop
        .run(() -> upkeep.compactable(tableId))
        .map(found -> found.map(table -> CompactionTask.of(table, rule)).orElse(List.of()))
        .chain(
            tasks -> {
              Uni<Integer> done = Uni.createFrom().item(0);
              for (CompactionTask task : tasks) {
                done = done.chain(before -> run(task).map(merged -> before + merged));
              }
              return done;
            });
  }

  /** A fault of one task is told and keeps nobody from the others. */
  private Uni<Integer> run(CompactionTask task) {
    if (!open.get()) {
      return Uni.createFrom().item(0);
    }
    SegmentLeases.Lease lease = leases.hold();
    // Whoever changed the table before the lease may have taken the files with it.
    return eventLoop
        .run(() -> upkeep.isMergeable(task.table(), ids(task)))
        .chain(mergeable -> mergeable ? merge(task, lease) : Uni.createFrom().item(0))
        .onFailure()
        .recoverWithItem(
            failure -> {
              if (open.get()) {
                LOG.warnf(
                    failure,
                    "%d segments of table %s could not be merged; they stay as they are.",
                    task.sources().size(),
                    task.table().name());
              }
              return 0;
            })
        .onTermination()
        .invoke(lease::close);
  }

  private Uni<Integer> merge(CompactionTask task, SegmentLeases.Lease lease) {
    return Uni.createFrom()
        .item(() -> write(task, lease))
        .runSubscriptionOn(worker)
        .chain(
            written ->
                eventLoop
                    .run(() -> upkeep.replace(task.table(), ids(task), written, clock.instant()))
                    .emitOn(worker)
                    .invoke(
                        done ->
                            // On a failure it is not known whether the rows name them: they stay.
                            leaveOnly(task, written, done))
                    .map(done -> done ? task.sources().size() : 0));
  }

  private void leaveOnly(CompactionTask task, List<NewSegment> written, boolean done) {
    if (done) {
      leases.retire(ids(task).stream().map(id -> new SegmentKey(task.table().id(), id)).toList());
    } else {
      discard(task, written);
    }
  }

  private static List<UUID> ids(CompactionTask task) {
    return task.sources().stream().map(Segment::id).toList();
  }

  private void discard(CompactionTask task, List<NewSegment> written) {
    store.delete(
        written.stream().map(segment -> new SegmentKey(task.table().id(), segment.id())).toList());
  }

  private List<NewSegment> write(CompactionTask task, SegmentLeases.Lease lease) {
    StopSignal signal = new StopSignal();
    running.set(signal);
    if (!open.get()) {
      signal.stop();
    }
    UUID folder = UUID.randomUUID();
    Path staging = store.openStaging(folder);
    try {
      lease.require(scans.sources(task.table().name(), task.sources()));
      return place(task, engine.merge(plan(task), staging, signal), signal);
    } finally {
      store.closeStaging(folder);
    }
  }

  private MergePlan plan(CompactionTask task) {
    return new MergePlan(
        SegmentScan.of(
            task.columns(), task.lists().stored(), Set.of(), scans.files(task.sources())),
        task.rowCount(),
        task.partitioning(),
        task.table().spec().clusteringColumns(),
        task.lists(),
        task.sources().stream()
            .flatMap(segment -> segment.leaves().stream())
            .collect(Collectors.toSet()));
  }

  private List<NewSegment> place(
      CompactionTask task, List<StagedSegment> staged, StopSignal signal) {
    List<NewSegment> placed = new ArrayList<>();
    try {
      for (StagedSegment segment : staged) {
        UUID id = UUID.randomUUID();
        Checksum checksum =
            store.add(
                new SegmentKey(task.table().id(), id),
                segment.file(),
                Patience.limited(signal::canceled));
        placed.add(
            new NewSegment(
                id,
                segment.chunk(),
                segment.rowCount(),
                segment.sizeBytes(),
                segment.minTime(),
                segment.maxTime(),
                task.columns(),
                segment.lists(),
                segment.leaves(),
                checksum));
      }
      return placed;
    } catch (RuntimeException e) {
      discard(task, placed);
      throw e;
    }
  }

  /** Interrupts the task that runs, while there is a database; its segments stay as they are. */
  void onStop(@Observes ShutdownEvent event) throws InterruptedException {
    open.set(false);
    running.get().stop();
    worker.shutdown();
    if (!worker.awaitTermination(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      LOG.warnf("A compaction still runs after %s; the process ends without it.", STOP_LIMIT);
    }
  }
}
