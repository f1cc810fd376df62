package dev.lodestar.streams;

import dev.lodestar.data.Granularity;
import dev.lodestar.data.UpsertRule;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.jobs.Job;
import dev.lodestar.jobs.StreamChange;
import dev.lodestar.jobs.StreamJobs;
import dev.lodestar.reactive.EventLoop;
import dev.lodestar.scans.TableScans;
import dev.lodestar.storage.SegmentLeases;
import dev.lodestar.storage.SegmentStore;
import dev.lodestar.storage.SegmentStore.SegmentKey;
import dev.lodestar.tables.HotSegments;
import dev.lodestar.tables.NewSegment;
import dev.lodestar.tables.ReplacedRows;
import dev.lodestar.tables.Segment;
import dev.lodestar.tables.TablesService;
import dev.lodestar.traces.Span;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

  private final StreamJobs jobs;
  private final TablesService tables;
  private final HotSegments hot;
  private final CheckpointStore checkpoints;
  private final SegmentStore store;
  private final SegmentLeases leases;
  private final HotMerge merge;
  private final StreamMeter meter;
  private final TableScans scans;
  private final EventLoop eventLoop;
  private final Clock clock;

  StreamPublisher(
      StreamJobs jobs,
      TablesService tables,
      HotSegments hot,
      CheckpointStore checkpoints,
      SegmentStore store,
      SegmentLeases leases,
      HotMerge merge,
      StreamMeter meter,
      TableScans scans,
      EventLoop eventLoop,
      Clock clock) {
    this.jobs = jobs;
    this.tables = tables;
    this.hot = hot;
    this.checkpoints = checkpoints;
    this.store = store;
    this.leases = leases;
    this.merge = merge;
    this.meter = meter;
    this.scans = scans;
    this.eventLoop = eventLoop;
    this.clock = clock;
  }

  /**
   * How files are merged.
   *
   * @param clusteringColumns the order of rows, before their time
   */
  record Layout(
      UUID tableId, String tableName, Granularity partitioning, List<String> clusteringColumns) {}

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
    Span span = meter.publication(job);
    Committed committed;
    try {
      committed = committed(job, layout, publication, change, stop, span);
      span.end();
    } catch (RuntimeException e) {
      span.end(e);
      throw e;
    }
    HotMerge.Merged merged = committed.merged();
    Optional<Job> now = committed.job();
    if (now.isEmpty() && isPublished(layout, publication)) {
      // An earlier try had succeeded without an answer, and moved the job.
      now = Optional.of(job);
    }
    hot.forget(layout.tableId(), publication.sequence());
    if (now.isEmpty()) {
      discard(layout, publication, merged);
      return now;
    }
    meter.published(job, merged.added());
    Set<UUID> kept = merged.added().stream().map(NewSegment::id).collect(Collectors.toSet());
    List<UUID> replaced = merged.replaced().map(ReplacedRows::removed).orElse(List.of());
    leases.retire(
        Stream.concat(
                publication.segments().stream().map(segment -> segment.segment().id()),
                replaced.stream())
            .filter(id -> !kept.contains(id))
            .map(id -> new SegmentKey(layout.tableId(), id))
            .toList());
    return now;
  }

  private record Committed(HotMerge.Merged merged, Optional<Job> job) {}

  private Committed committed(
      Job job,
      Layout layout,
      HotBatches.Publication publication,
      Function<HotBatches.Publication, StreamChange> change,
      StreamStop stop,
      Span span) {
    while (true) {
      HotMerge.Merged merged =
          span.doing("segments merge", () -> merged(layout, publication, stop));
      Optional<Optional<Job>> outcome =
          span.doing(
              "segment commit", () -> commit(job, layout, publication, merged, change, stop));
      if (outcome.isPresent()) {
        return new Committed(merged, outcome.get());
      }
    }
  }

  private HotMerge.Merged merged(
      Layout layout, HotBatches.Publication publication, StreamStop stop) {
    Optional<UpsertRule> rule =
        publication.segments().isEmpty()
            ? Optional.empty()
            : publication.segments().getLast().upserts();
    if (rule.isEmpty()) {
      return merge.merge(layout, publication.segments(), stop);
    }
    SegmentLeases.Lease lease = leases.hold();
    try {
      List<Segment> stored =
          eventLoop.run(() -> tables.stored(layout.tableId())).await().atMost(DATABASE_LIMIT);
      lease.require(scans.sources(layout.tableName(), stored));
      return merge.upsert(layout, rule.get(), publication.segments(), stored, stop);
    } finally {
      lease.close();
    }
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

  /** Empty when the stored rows are not those any more that the merged ones were made for. */
  private Optional<Optional<Job>> commit(
      Job job,
      Layout layout,
      HotBatches.Publication publication,
      HotMerge.Merged merged,
      Function<HotBatches.Publication, StreamChange> change,
      StreamStop stop) {
    Duration wait = RETRY_FIRST;
    while (true) {
      try {
        return Optional.of(
            tables
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
                .atMost(DATABASE_LIMIT));
      } catch (ServiceException e) {
        // The transaction was refused, so nothing of it is visible.
        discard(layout, publication, merged);
        if (merged.replaced().isPresent() && e.code() == ErrorCode.STALE_VERSION) {
          return Optional.empty();
        }
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
      Job job, Layout layout, HotBatches.Publication publication, HotMerge.Merged merged) {
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
                            merged.replaced(),
                            merged.added(),
                            clock.instant())
                        .chain(() -> checkpoints.save(layout.tableId(), publication.next())));
  }

  private void discard(Layout layout, HotBatches.Publication publication, HotMerge.Merged merged) {
    Set<UUID> hotIds =
        publication.segments().stream()
            .map(segment -> segment.segment().id())
            .collect(Collectors.toSet());
    store.delete(
        merged.added().stream()
            .map(NewSegment::id)
            .filter(id -> !hotIds.contains(id))
            .map(id -> new SegmentKey(layout.tableId(), id))
            .toList());
  }
}
