package dev.lodestar.streams;

import dev.lodestar.data.Checksum;
import dev.lodestar.data.Column;
import dev.lodestar.data.Granularity;
import dev.lodestar.data.Interval;
import dev.lodestar.data.TextLists;
import dev.lodestar.data.UpsertRule;
import dev.lodestar.engine.Engine;
import dev.lodestar.engine.IngestControl;
import dev.lodestar.engine.MergePlan;
import dev.lodestar.engine.SegmentScan;
import dev.lodestar.engine.StagedSegment;
import dev.lodestar.engine.UpsertPlan;
import dev.lodestar.engine.UpsertResult;
import dev.lodestar.engine.UpsertedRows;
import dev.lodestar.scans.TableScans;
import dev.lodestar.storage.Patience;
import dev.lodestar.storage.SegmentStore;
import dev.lodestar.storage.SegmentStore.SegmentKey;
import dev.lodestar.tables.HotSegment;
import dev.lodestar.tables.NewSegment;
import dev.lodestar.tables.ReplacedRows;
import dev.lodestar.tables.Segment;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Makes the files that are published of those that are hot: few for each time chunk. */
@ApplicationScoped
class HotMerge {
  /** A file with so many rows is good enough to stay as it is. */
  private static final long LARGE_ROWS = 100_000;

  private final SegmentStore store;
  private final TableScans scans;
  private final Engine engine;

  HotMerge(SegmentStore store, TableScans scans, Engine engine) {
    this.store = store;
    this.scans = scans;
    this.engine = engine;
  }

  /**
   * Files in their place, which nobody sees yet.
   *
   * @param replaced what becomes of stored rows with the same keys, if the hot ones replace them
   */
  record Merged(List<NewSegment> added, Optional<ReplacedRows> replaced) {
    Merged {
      added = List.copyOf(added);
    }
  }

  /** Segments that can be merged without a change of any value. */
  private record Group(Interval chunk, List<Column> columns) {}

  private static Collection<List<Segment>> groups(List<HotSegment> hot) {
    Map<Group, List<Segment>> groups = new LinkedHashMap<>();
    for (HotSegment segment : hot) {
      Segment found = segment.segment();
      groups
          .computeIfAbsent(new Group(found.chunk(), found.columns()), key -> new ArrayList<>())
          .add(found);
    }
    return groups.values();
  }

  /** Merges the rows of batches, all of them. Errors: those of {@link Engine#merge}. */
  Merged merge(StreamPublisher.Layout layout, List<HotSegment> hot, IngestControl control) {
    List<NewSegment> merged = new ArrayList<>();
    for (List<Segment> group : groups(hot)) {
      List<Segment> small =
          group.stream()
              .filter(segment -> group.size() > 1 && segment.rowCount() < LARGE_ROWS)
              .toList();
      group.stream()
          .filter(segment -> !small.contains(segment))
          .forEach(segment -> merged.add(asItIs(segment, control)));
      if (small.size() == 1) {
        merged.add(asItIs(small.getFirst(), control));
      } else if (!small.isEmpty()) {
        MergePlan plan = plan(small, layout.partitioning(), layout.clusteringColumns());
        staged(
            staging ->
                merged.addAll(
                    place(
                        layout,
                        plan.scan().columns(),
                        engine.merge(plan, staging, control),
                        control)));
      }
    }
    return new Merged(merged, Optional.empty());
  }

  /**
   * Merges the rows of batches that take the place of older ones.
   *
   * <p>Errors: those of {@link Engine#upsert}.
   *
   * @param stored the visible segments of the table, whose files the caller keeps from going
   */
  Merged upsert(
      StreamPublisher.Layout layout,
      UpsertRule rule,
      List<HotSegment> hot,
      List<Segment> stored,
      IngestControl control) {
    List<MergePlan> added =
        groups(hot).stream()
            .map(group -> plan(group, layout.partitioning(), layout.clusteringColumns()))
            .toList();
    List<MergePlan> there =
        stored.stream()
            .map(
                segment ->
                    plan(
                        List.of(segment),
                        Granularity.ofChunk(segment.chunk()).orElse(layout.partitioning()),
                        layout.clusteringColumns()))
            .toList();
    UpsertedRows rows =
        new UpsertedRows(rule, scans.files(hot.stream().map(HotSegment::segment).toList()));
    List<NewSegment> merged = new ArrayList<>();
    List<UUID> removed = new ArrayList<>();
    staged(
        staging -> {
          UpsertResult result = engine.upsert(new UpsertPlan(rows, added, there), staging, control);
          for (UpsertResult.Part part : result.parts()) {
            merged.addAll(place(layout, part.columns(), part.segments(), control));
          }
          result.losing().forEach(i -> removed.add(stored.get(i).id()));
        });
    Set<UUID> seen = stored.stream().map(Segment::id).collect(Collectors.toSet());
    return new Merged(merged, Optional.of(new ReplacedRows(seen, removed)));
  }

  private interface Work {
    void in(Path staging);
  }

  private void staged(Work work) {
    UUID folder = UUID.randomUUID();
    Path staging = store.openStaging(folder);
    try {
      work.in(staging);
    } finally {
      store.closeStaging(folder);
    }
  }

  /** Its rows are visible, so it is tried to store them until somebody stops the job. */
  private NewSegment asItIs(Segment segment, IngestControl control) {
    Checksum checksum =
        store.flush(
            new SegmentKey(segment.tableId(), segment.id()), Patience.endless(control::canceled));
    return new NewSegment(
        segment.id(),
        segment.chunk(),
        segment.rowCount(),
        segment.sizeBytes(),
        segment.minTime(),
        segment.maxTime(),
        segment.columns(),
        segment.lists(),
        segment.leaves(),
        checksum);
  }

  private List<NewSegment> place(
      StreamPublisher.Layout layout,
      List<Column> columns,
      List<StagedSegment> staged,
      IngestControl control) {
    List<NewSegment> placed = new ArrayList<>();
    for (StagedSegment segment : staged) {
      UUID id = UUID.randomUUID();
      Checksum checksum =
          store.add(
              new SegmentKey(layout.tableId(), id),
              segment.file(),
              Patience.endless(control::canceled));
      placed.add(
          new NewSegment(
              id,
              segment.chunk(),
              segment.rowCount(),
              segment.sizeBytes(),
              segment.minTime(),
              segment.maxTime(),
              columns,
              segment.lists(),
              segment.leaves(),
              checksum));
    }
    return placed;
  }

  /** The rows of segments with the same columns. */
  private MergePlan plan(
      List<Segment> sources, Granularity partitioning, List<String> clusteringColumns) {
    List<Column> columns = sources.getFirst().columns();
    TextLists lists =
        new TextLists(
            union(sources, segment -> segment.lists().stored()),
            union(sources, segment -> segment.lists().several()));
    return new MergePlan(
        SegmentScan.of(columns, lists.stored(), Set.of(), scans.files(sources)),
        sources.stream().mapToLong(Segment::rowCount).sum(),
        partitioning,
        clusteringColumns,
        lists,
        union(sources, Segment::leaves));
  }

  private static <T> Set<T> union(List<Segment> segments, Function<Segment, Set<T>> part) {
    return segments.stream()
        .flatMap(segment -> part.apply(segment).stream())
        .collect(Collectors.toSet());
  }
}
