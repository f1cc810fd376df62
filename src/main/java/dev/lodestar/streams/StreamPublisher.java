package dev.lodestar.streams;

import dev.lodestar.data.Column;
import dev.lodestar.data.Granularity;
import dev.lodestar.data.Interval;
import dev.lodestar.data.TextLists;
import dev.lodestar.engine.Engine;
import dev.lodestar.engine.MergePlan;
import dev.lodestar.engine.SegmentScan;
import dev.lodestar.engine.StagedSegment;
import dev.lodestar.error.ServiceException;
import dev.lodestar.jobs.Job;
import dev.lodestar.jobs.StreamChange;
import dev.lodestar.jobs.StreamJobs;
import dev.lodestar.reactive.EventLoop;
import dev.lodestar.storage.SegmentLeases;
import dev.lodestar.storage.SegmentStore;
import dev.lodestar.storage.SegmentStore.SegmentKey;
import dev.lodestar.tables.HotSegment;
import dev.lodestar.tables.HotSegments;
import dev.lodestar.tables.NewSegment;
import dev.lodestar.tables.Segment;
import dev.lodestar.tables.TablesService;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Publishes hot rows: merges their files into one for each time chunk, and stores these, the
 * offsets behind them and the totals of the job in one transaction.
 */
@ApplicationScoped
class StreamPublisher {
  private static final Logger LOG = Logger.getLogger(StreamPublisher.class);
  private static final Duration DATABASE_LIMIT = Duration.ofSeconds(60);
  private static final Duration RETRY_FIRST = Duration.ofMillis(200);
  private static final Duration RETRY_LAST = Duration.ofSeconds(5);

  /** A file with so many rows is good enough to stay as it is. */
  private static final long LARGE_ROWS = 100_000;

  private final StreamJobs jobs;
  private final TablesService tables;
  private final HotSegments hot;
  private final CheckpointStore checkpoints;
  private final SegmentStore store;
  private final SegmentLeases leases;
  private final Engine engine;
  private final EventLoop eventLoop;
  private final Clock clock;

  StreamPublisher(
      StreamJobs jobs,
      TablesService tables,
      HotSegments hot,
      CheckpointStore checkpoints,
      SegmentStore store,
      SegmentLeases leases,
      Engine engine,
      EventLoop eventLoop,
      Clock clock) {
    this.jobs = jobs;
    this.tables = tables;
    this.hot = hot;
    this.checkpoints = checkpoints;
    this.store = store;
    this.leases = leases;
    this.engine = engine;
    this.eventLoop = eventLoop;
    this.clock = clock;
  }

  /**
   * How files are merged.
   *
   * @param clusteringColumns the order of rows, before their time
   */
  record Layout(UUID tableId, Granularity partitioning, List<String> clusteringColumns) {}

  /**
   * Publishes; tries again for as long as the database is away.
   *
   * <p>Errors: {@code ServiceException} when it is refused, such as for a table that is gone, or
   * when files cannot be merged. The rows are hot still, then.
   *
   * @param change what becomes of the job in the same transaction
   * @return the job as it is then; empty when somebody else has moved it
   */
  Optional<Job> publish(
      Job job,
      Layout layout,
      HotBatches.Publication publication,
      Function<HotBatches.Publication, StreamChange> change,
      StreamStop stop) {
    List<NewSegment> merged = merged(layout, publication, stop);
    Optional<Job> now = commit(job, layout, publication, merged, change, stop);
    if (now.isEmpty() && isPublished(layout, publication)) {
      // An earlier try had succeeded without an answer, and moved the job.
      now = Optional.of(job);
    }
    hot.forget(layout.tableId(), publication.sequence());
    if (now.isEmpty()) {
      discard(layout, publication, merged);
      return now;
    }
    Set<UUID> kept = merged.stream().map(NewSegment::id).collect(Collectors.toSet());
    leases.retire(
        publication.segments().stream()
            .map(segment -> segment.segment().id())
            .filter(id -> !kept.contains(id))
            .map(id -> new SegmentKey(layout.tableId(), id))
            .toList());
    return now;
  }

  /** Numbers of batches are never used twice while a process runs, so this one's is its own. */
  private boolean isPublished(Layout layout, HotBatches.Publication publication) {
    return !publication.segments().isEmpty()
        && eventLoop
                .run(() -> tables.publishedSequence(layout.tableId()))
                .await()
                .atMost(DATABASE_LIMIT)
            >= publication.sequence();
  }

  private Optional<Job> commit(
      Job job,
      Layout layout,
      HotBatches.Publication publication,
      List<NewSegment> merged,
      Function<HotBatches.Publication, StreamChange> change,
      StreamStop stop) {
    Duration wait = RETRY_FIRST;
    while (true) {
      try {
        return tables
            .changing(
                () ->
                    eventLoop.run(
                        () ->
                            jobs.change(
                                job,
                                () ->
                                    store(job, layout, publication, merged)
                                        .map(done -> change.apply(publication)))))
            .await()
            .atMost(DATABASE_LIMIT);
      } catch (ServiceException e) {
        // The transaction was refused, so nothing of it is visible.
        discard(layout, publication, merged);
        throw e;
      } catch (RuntimeException e) {
        if (stop.canceled()) {
          throw e;
        }
        LOG.warnf(e, "The rows of job %s could not be published; trying again.", job.id());
        pause(wait);
        wait = wait.multipliedBy(2).compareTo(RETRY_LAST) < 0 ? wait.multipliedBy(2) : RETRY_LAST;
      }
    }
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("a publication was interrupted", e);
    }
  }

  /** An earlier try may have succeeded without an answer: then there is nothing left to do. */
  private Uni<Void> store(
      Job job, Layout layout, HotBatches.Publication publication, List<NewSegment> merged) {
    if (publication.sequence() == 0) {
      return checkpoints.save(layout.tableId(), publication.next());
    }
    return tables
        .publishedSequence(layout.tableId())
        .chain(
            published ->
                published >= publication.sequence()
                    ? Uni.createFrom().voidItem()
                    : tables
                        .publish(
                            layout.tableId(),
                            job.id(),
                            publication.sequence(),
                            merged,
                            clock.instant())
                        .chain(() -> checkpoints.save(layout.tableId(), publication.next())));
  }

  private void discard(Layout layout, HotBatches.Publication publication, List<NewSegment> merged) {
    Set<UUID> hotIds =
        publication.segments().stream()
            .map(segment -> segment.segment().id())
            .collect(Collectors.toSet());
    store.delete(
        merged.stream()
            .map(NewSegment::id)
            .filter(id -> !hotIds.contains(id))
            .map(id -> new SegmentKey(layout.tableId(), id))
            .toList());
  }

  /** Segments that can be merged without a change of any value. */
  private record Group(Interval chunk, List<Column> columns) {}

  private List<NewSegment> merged(
      Layout layout, HotBatches.Publication publication, StreamStop stop) {
    Map<Group, List<Segment>> groups = new LinkedHashMap<>();
    for (HotSegment segment : publication.segments()) {
      Segment found = segment.segment();
      groups
          .computeIfAbsent(new Group(found.chunk(), found.columns()), key -> new ArrayList<>())
          .add(found);
    }
    List<NewSegment> merged = new ArrayList<>();
    for (List<Segment> group : groups.values()) {
      List<Segment> small =
          group.stream()
              .filter(segment -> group.size() > 1 && segment.rowCount() < LARGE_ROWS)
              .toList();
      group.stream()
          .filter(segment -> !small.contains(segment))
          .forEach(segment -> merged.add(asItIs(segment)));
      if (small.size() == 1) {
        merged.add(asItIs(small.getFirst()));
      } else if (!small.isEmpty()) {
        merged.addAll(merge(layout, small, stop));
      }
    }
    return merged;
  }

  private NewSegment asItIs(Segment segment) {
    store.flush(new SegmentKey(segment.tableId(), segment.id()));
    return new NewSegment(
        segment.id(),
        segment.chunk(),
        segment.rowCount(),
        segment.sizeBytes(),
        segment.minTime(),
        segment.maxTime(),
        segment.columns(),
        segment.lists(),
        segment.leaves());
  }

  private List<NewSegment> merge(Layout layout, List<Segment> sources, StreamStop stop) {
    UUID folder = UUID.randomUUID();
    Path staging = store.openStaging(folder);
    try {
      List<NewSegment> placed = new ArrayList<>();
      for (StagedSegment staged : engine.merge(plan(layout, sources), staging, stop)) {
        UUID id = UUID.randomUUID();
        store.add(new SegmentKey(layout.tableId(), id), staged.file());
        placed.add(
            new NewSegment(
                id,
                staged.chunk(),
                staged.rowCount(),
                staged.sizeBytes(),
                staged.minTime(),
                staged.maxTime(),
                sources.getFirst().columns(),
                staged.lists(),
                staged.leaves()));
      }
      return placed;
    } finally {
      store.closeStaging(folder);
    }
  }

  private MergePlan plan(Layout layout, List<Segment> sources) {
    List<Column> columns = sources.getFirst().columns();
    TextLists lists =
        new TextLists(
            union(sources, segment -> segment.lists().stored()),
            union(sources, segment -> segment.lists().several()));
    List<SegmentScan.FileGroup> files =
        sources.stream()
            .map(
                segment ->
                    new SegmentScan.FileGroup(
                        segment.columns(),
                        segment.lists().stored(),
                        segment.leaves(),
                        List.of(store.path(new SegmentKey(layout.tableId(), segment.id())))))
            .toList();
    return new MergePlan(
        SegmentScan.of(columns, lists.stored(), Set.of(), files),
        sources.stream().mapToLong(Segment::rowCount).sum(),
        layout.partitioning(),
        layout.clusteringColumns(),
        lists,
        union(sources, Segment::leaves));
  }

  private static <T> Set<T> union(List<Segment> segments, Function<Segment, Set<T>> part) {
    return segments.stream()
        .flatMap(segment -> part.apply(segment).stream())
        .collect(Collectors.toSet());
  }
}
