package dev.lodestar.streams;

import dev.lodestar.data.Column;
import dev.lodestar.data.Interval;
import dev.lodestar.engine.IngestFailedException;
import dev.lodestar.engine.IngestResult;
import dev.lodestar.engine.InputFile;
import dev.lodestar.engine.ListsFoundException;
import dev.lodestar.engine.RowProblem;
import dev.lodestar.engine.StagedSegment;
import dev.lodestar.engine.StreamRules;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.jobs.Job;
import dev.lodestar.jobs.JobLogEntry;
import dev.lodestar.jobs.JobSource;
import dev.lodestar.jobs.JobTotals;
import dev.lodestar.jobs.PreparedStream;
import dev.lodestar.jobs.ReadFromPoint;
import dev.lodestar.jobs.StreamPlan;
import dev.lodestar.storage.SegmentLeases;
import dev.lodestar.storage.SegmentStore.SegmentKey;
import dev.lodestar.tables.HotSegment;
import dev.lodestar.tables.Segment;
import dev.lodestar.traces.Span;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Makes batches of records visible, and knows what is visible.
 *
 * <p>Used by one thread, but for {@link #totals}, {@link #lag}, {@link #age}, {@link #summary} and
 * {@link #tableId}.
 */
final class StreamIngestion {
  /** How long a plan is good: the times that it accepts move on, and so may its table. */
  private static final Duration PLAN_LIFE = Duration.ofSeconds(60);

  /** From so many lines on a batch's files may last, and are written with care. */
  private static final int LASTING_LINES = 100_000;

  private static final Duration EXPLAINED_EVERY = Duration.ofSeconds(1);

  private final StreamServices services;
  private final Job job;
  private final StreamStop stop;
  private final RecordReader reader;
  private final Optional<SchemaDiscovery> discovery;
  private final HotBatches hot = new HotBatches();
  private final FoundColumns foundColumns = new FoundColumns();
  private final Map<StreamPartition, StreamPosition> positions = new HashMap<>();
  private final Set<String> lists = new HashSet<>();
  private final long publishedSequence;
  private PreparedStream prepared;
  private StreamPlan plan;
  private List<Column> plannedFields = List.of();
  private Instant plannedAt;
  private Instant explainedAt = Instant.EPOCH;
  private int faultsLogged;
  private volatile JobTotals totals;
  private volatile Map<StreamPartition, StreamLag> lag = Map.of();
  private volatile Optional<Instant> newestVisible = Optional.empty();

  private StreamIngestion(
      StreamServices services,
      Job job,
      StreamStop stop,
      PreparedStream prepared,
      long publishedSequence) {
    this.services = services;
    this.job = job;
    this.stop = stop;
    this.prepared = prepared;
    this.publishedSequence = publishedSequence;
    this.reader =
        RecordReader.of(prepared.spec().connection(), services.schemas(), prepared.discovers());
    this.discovery =
        prepared.discovers() ? Optional.of(new SchemaDiscovery(prepared)) : Optional.empty();
    this.totals = job.totals().orElse(JobTotals.NONE);
    this.plannedAt = services.clock().instant();
    this.plan = planned(plannedAt);
  }

  /** Errors: {@code NOT_FOUND} and those of planning. */
  static StreamIngestion prepare(StreamServices services, Job job, StreamStop stop) {
    PreparedStream prepared = services.await(() -> services.jobs().prepare(job));
    long published =
        services.await(() -> services.tables().publishedSequence(prepared.table().id()));
    return new StreamIngestion(services, job, stop, prepared, published);
  }

  private StreamPlan planned(Instant now) {
    plannedFields = discovery.map(SchemaDiscovery::columns).orElse(List.of());
    BatchLookups.requireAll(prepared.lookups());
    return prepared
        .planner()
        .plan(Set.copyOf(lists), plannedFields, accepted(now))
        .reading(services.scans());
  }

  private Interval accepted(Instant now) {
    return prepared.spec().acceptedAt(now);
  }

  UUID tableId() {
    return prepared.table().id();
  }

  JobSource.Connection source() {
    return prepared.spec().connection();
  }

  ReadFromPoint readFromPoint() {
    return prepared.spec().readFromPoint();
  }

  StreamPublisher.Layout layout() {
    return new StreamPublisher.Layout(
        tableId(), prepared.table().name(), plan.partitioning(), plan.clusteringColumns());
  }

  HotBatches hot() {
    return hot;
  }

  JobTotals totals() {
    return totals;
  }

  /** Where each partition is to be read on; empty before the source was opened. */
  Map<StreamPartition, StreamPosition> positions() {
    return Map.copyOf(positions);
  }

  void readsFrom(Map<StreamPartition, StreamPosition> begun) {
    positions.putAll(begun);
  }

  /** The source is to be opened as by a table that has read nothing. */
  void forgetPositions() {
    positions.clear();
  }

  /** A batch with the folder in which it is worked on, and the right to read lookups' files. */
  record OpenBatch(
      StreamBatch batch,
      UUID folder,
      Path staging,
      SegmentLeases.Lease lease,
      StreamServices services)
      implements AutoCloseable {
    @Override
    public void close() {
      lease.close();
      batch.finish();
      services.segments().closeStaging(folder);
    }
  }

  OpenBatch begin() {
    UUID folder = UUID.randomUUID();
    Path staging = services.segments().openStaging(folder);
    return new OpenBatch(
        new StreamBatch(
            staging.resolve("batch"),
            reader,
            discovery,
            services.config().recordSizeMax().asLongValue()),
        folder,
        staging,
        services.leases().hold(),
        services);
  }

  /**
   * Makes the records of a batch visible.
   *
   * <p>Errors: {@code CANNOT_PARSE_SOURCE} when more records are faulty than the job allows; those
   * of the engine that may pass. Nothing of the batch is visible then.
   *
   * @param span of this work
   */
  void makeVisible(OpenBatch open, Span span) {
    StreamBatch batch = open.batch();
    InputFile file = batch.finish();
    refreshPlan();
    open.lease().require(plan.sources());
    List<Segment> made = new ArrayList<>();
    JobTotals after = totals.plusEmpty(batch.emptyRecords());
    try {
      if (batch.lines() > 0) {
        BatchParts parts = new BatchParts(open.staging(), batch.lines());
        IngestResult result =
            span.doing(
                "engine ingest",
                () -> parts.ingest(file, (part, folder) -> ingest(part, folder, batch, made)));
        after = after.plus(result, batch.bytes());
        explain(batch, result);
      }
      requireTolerable(after);
      if (!made.isEmpty()) {
        foundColumns.store(services, prepared.table(), plan.columns());
      }
    } catch (RuntimeException e) {
      discard(made);
      throw e;
    }
    span.doing("stream hot", () -> show(made, batch));
    services.meter().ingested(job, totals, after);
    batch.newestMs().ifPresent(newest -> newestVisible = Optional.of(Instant.ofEpochMilli(newest)));
    totals = after;
  }

  private int show(List<Segment> made, StreamBatch batch) {
    long sequence = services.hot().next(tableId(), publishedSequence);
    Instant now = services.clock().instant();
    List<HotSegment> segments =
        made.stream()
            .map(segment -> new HotSegment(sequence, segment, now, plan.upserts()))
            .toList();
    services.hot().add(tableId(), segments);
    hot.add(sequence, segments, batch.next());
    positions.putAll(batch.next());
    return segments.size();
  }

  /** Partitions that have moved without records are stored like those that had some. */
  void advance(StreamBatch batch) {
    if (!batch.next().isEmpty()) {
      hot.add(services.hot().next(tableId(), publishedSequence), List.of(), batch.next());
      positions.putAll(batch.next());
    }
  }

  private void refreshPlan() {
    Instant now = services.clock().instant();
    boolean isOld =
        now.isAfter(plannedAt.plus(PLAN_LIFE))
            || BatchLookups.haveChanged(services, prepared.lookups());
    if (isOld) {
      prepared = services.await(() -> services.jobs().prepare(job));
    }
    if (isOld || discovery.map(SchemaDiscovery::columns).orElse(List.of()) != plannedFields) {
      plan = planned(now);
      plannedAt = now;
    }
  }

  private IngestResult ingest(InputFile part, Path folder, StreamBatch batch, List<Segment> made) {
    IngestResult result;
    try {
      result = plan.ingest(services.engine(), part, rules(batch), folder, stop);
    } catch (ListsFoundException e) {
      lists.addAll(e.fields());
      plan = planned(plannedAt);
      result =
          plan.ingest(
              services.engine(),
              part,
              rules(batch),
              folder.resolveSibling(folder.getFileName() + "-lists"),
              stop);
    } catch (IngestFailedException e) {
      throw e.fault();
    }
    for (StagedSegment staged : result.segments()) {
      made.add(place(staged));
    }
    return result;
  }

  private StreamRules rules(StreamBatch batch) {
    Instant now = services.clock().instant();
    boolean explains =
        faultsLogged < services.config().faultsLoggedMax()
            && now.isAfter(explainedAt.plus(EXPLAINED_EVERY));
    return new StreamRules(
        accepted(now),
        batch.lines() < LASTING_LINES,
        explains,
        batch.longestLine(),
        plan.upserts());
  }

  private Segment place(StagedSegment staged) {
    UUID id = UUID.randomUUID();
    services.segments().addHot(new SegmentKey(tableId(), id), staged.file());
    return new Segment(
        id,
        tableId(),
        staged.chunk(),
        staged.rowCount(),
        staged.sizeBytes(),
        staged.minTime(),
        staged.maxTime(),
        plan.columns(),
        staged.lists(),
        staged.leaves(),
        null);
  }

  private void discard(List<Segment> made) {
    services
        .segments()
        .delete(made.stream().map(segment -> new SegmentKey(tableId(), segment.id())).toList());
  }

  private void requireTolerable(JobTotals after) {
    long limit = prepared.spec().maxParseExceptions();
    if (after.rows().skippedByError() > limit) {
      throw new ServiceException(
          ErrorCode.CANNOT_PARSE_SOURCE,
          null,
          "%d records could not be read, and maxParseExceptions allows %d; correct the sender, or submit the job again with a higher limit."
              .formatted(after.rows().skippedByError(), limit));
    }
  }

  private void explain(StreamBatch batch, IngestResult result) {
    if (result.problems().isEmpty()) {
      return;
    }
    Instant now = services.clock().instant();
    explainedAt = now;
    for (RowProblem problem : result.problems()) {
      if (faultsLogged++ < services.config().faultsLoggedMax()) {
        hot.log(
            JobLogEntry.warn(
                now,
                "invalid_rows_found",
                "%s: %s."
                    .formatted(
                        batch.place(problem.line()),
                        batch.reason(problem.line()).orElse(problem.reason()))));
      }
    }
  }

  /**
   * How old what is visible is: nothing while there is nothing more to read, else the age of the
   * last record that is visible. Empty before the first one of this process. May be asked by
   * others.
   */
  Optional<Duration> age(Instant now) {
    boolean isBehind = lag.values().stream().anyMatch(partition -> partition.behind() > 0);
    return newestVisible.map(newest -> isBehind ? Duration.between(newest, now) : Duration.ZERO);
  }

  void isBehind(Map<StreamPartition, StreamLag> now) {
    lag = Map.copyOf(now);
  }

  Map<StreamPartition, StreamLag> lag() {
    return lag;
  }

  /** What was made of the records, and how far partitions are behind. May be asked by others. */
  String summary() {
    JobTotals now = totals;
    return "%d rows stored; %d records skipped by filter, of them %d too late and %d too early; %d skipped by error. Lag: %s."
        .formatted(
            now.rows().stored(),
            now.rows().skippedByFilter(),
            now.rejected().late(),
            now.rejected().early(),
            now.rows().skippedByError(),
            LagText.of(lag));
  }

  /**
   * Nothing that is not published is seen any more. Files stay for the sweep of the next start: a
   * publication whose outcome is unknown may have made them last.
   */
  void forget() {
    services.hot().forget(tableId(), Long.MAX_VALUE);
  }
}
