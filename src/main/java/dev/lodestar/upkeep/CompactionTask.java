package dev.lodestar.upkeep;

import static java.util.stream.Collectors.groupingBy;

import dev.lodestar.data.Column;
import dev.lodestar.data.DataType.Storage;
import dev.lodestar.data.Granularity;
import dev.lodestar.data.Interval;
import dev.lodestar.data.TextLists;
import dev.lodestar.tables.CompactableTable;
import dev.lodestar.tables.Segment;
import dev.lodestar.tables.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Some segments of one table that should become fewer, or segments of other time chunks.
 *
 * @param sources at least one, all visible
 * @param partitioning the unit of the new time chunks
 */
record CompactionTask(Table table, List<Segment> sources, Granularity partitioning) {
  private static final int SEGMENTS_MAX = 1_000;
  private static final Comparator<Segment> SMALLEST_FIRST =
      Comparator.comparingLong(Segment::sizeBytes).thenComparing(Segment::id);

  private static final Comparator<Interval> OLDEST_FIRST =
      Comparator.comparing(Interval::start).thenComparing(Interval::end);

  CompactionTask {
    sources = List.copyOf(sources);
  }

  /**
   * When segments are worth merging.
   *
   * @param smallSegmentsMax how many small segments a time chunk may have
   * @param segmentBytes below this a segment is small; no task takes much more than this
   */
  record Rule(int smallSegmentsMax, long segmentBytes) {}

  /**
   * What there is to do, the oldest time first. No segment is in two tasks.
   *
   * <p>Segments from before the partitioning was changed are converted; after that, chunks with too
   * many small segments are merged, within the chunks that they have: a job may have partitioned
   * its rows in its own way.
   */
  static List<CompactionTask> of(CompactableTable found, Rule rule) {
    Table table = found.table();
    List<CompactionTask> tasks = new ArrayList<>();
    Set<Segment> converted = new HashSet<>();
    for (List<Segment> segments : outdated(found).values()) {
      for (List<Segment> batch : batches(table, segments, rule.segmentBytes())) {
        converted.addAll(batch);
        tasks.add(new CompactionTask(table, batch, table.spec().partitioningGranularity()));
      }
    }
    smallOnes(found, converted, rule)
        .forEach(
            (chunk, small) -> {
              Optional<Granularity> partitioning = Granularity.ofChunk(chunk);
              if (small.size() > rule.smallSegmentsMax() && partitioning.isPresent()) {
                batches(table, small, rule.segmentBytes()).stream()
                    .filter(batch -> batch.size() > 1)
                    .map(batch -> new CompactionTask(table, batch, partitioning.get()))
                    .forEach(tasks::add);
              }
            });
    return List.copyOf(tasks);
  }

  /** By the new chunk in which they begin. */
  private static Map<Interval, List<Segment>> outdated(CompactableTable found) {
    Granularity partitioning = found.table().spec().partitioningGranularity();
    return found.segments().stream()
        .filter(segment -> found.outdated().contains(segment.id()))
        .filter(segment -> !partitioning.chunkOf(segment.chunk().start()).equals(segment.chunk()))
        .collect(
            groupingBy(
                segment -> partitioning.chunkOf(segment.chunk().start()),
                () -> new TreeMap<>(OLDEST_FIRST),
                Collectors.toList()));
  }

  private static Map<Interval, List<Segment>> smallOnes(
      CompactableTable found, Set<Segment> converted, Rule rule) {
    return found.segments().stream()
        .filter(segment -> segment.sizeBytes() < rule.segmentBytes())
        .filter(segment -> !converted.contains(segment))
        .collect(
            groupingBy(Segment::chunk, () -> new TreeMap<>(OLDEST_FIRST), Collectors.toList()));
  }

  private static List<List<Segment>> batches(Table table, List<Segment> segments, long bytesMax) {
    return segments.stream()
        .collect(groupingBy(segment -> narrow(table, segment), TreeMap::new, Collectors.toList()))
        .values()
        .stream()
        .flatMap(alike -> batches(alike, bytesMax).stream())
        .toList();
  }

  /**
   * The columns of which a segment has a narrower type than the table, where only segments with the
   * same may be merged: a discovered column of longs and doubles can still become one of texts, and
   * a long that was made a double by then would be another text.
   */
  private static String narrow(Table table, Segment segment) {
    Set<String> numbers =
        table.discovered().stream()
            .filter(column -> column.type().storage() == Storage.DOUBLE)
            .map(Column::name)
            .collect(Collectors.toSet());
    return segment.columns().stream()
        .filter(column -> numbers.contains(column.name()))
        .filter(column -> column.type().storage() != Storage.DOUBLE)
        .map(column -> column.name() + ' ' + column.type().storage())
        .sorted()
        .collect(Collectors.joining("\n"));
  }

  /** Small ones together until they are large enough; a large one stands alone. */
  private static List<List<Segment>> batches(List<Segment> segments, long bytesMax) {
    List<List<Segment>> batches = new ArrayList<>();
    List<Segment> batch = new ArrayList<>();
    long bytes = 0;
    for (Segment segment : segments.stream().sorted(SMALLEST_FIRST).toList()) {
      boolean isFull = batch.size() == SEGMENTS_MAX || bytes + segment.sizeBytes() > bytesMax;
      if (!batch.isEmpty() && isFull) {
        batches.add(batch);
        batch = new ArrayList<>();
        bytes = 0;
      }
      batch.add(segment);
      bytes += segment.sizeBytes();
    }
    batches.add(batch);
    return batches;
  }

  /**
   * What the new segments hold: every column of the sources, {@code __time} first, then in the
   * table's order. Where the sources differ it has the type that queries see.
   */
  List<Column> columns() {
    Map<String, Column> held = new LinkedHashMap<>();
    Set<String> mixed = new HashSet<>();
    for (Segment segment : sources) {
      for (Column column : segment.columns()) {
        Column first = held.putIfAbsent(column.name(), column);
        if (first != null && first.type().storage() != column.type().storage()) {
          mixed.add(column.name());
        }
      }
    }
    Map<String, Column> ordered = new LinkedHashMap<>();
    for (Column column : table.columnsTimeFirst()) {
      if (held.containsKey(column.name())) {
        ordered.put(
            column.name(), mixed.contains(column.name()) ? column : held.get(column.name()));
      }
    }
    held.forEach(ordered::putIfAbsent);
    return List.copyOf(ordered.values());
  }

  /** The text columns that stay lists, or become such because some of the sources have lists. */
  TextLists lists() {
    Set<String> texts =
        columns().stream()
            .filter(column -> column.type().storage() == Storage.STRING)
            .map(Column::name)
            .collect(Collectors.toSet());
    return new TextLists(
        union(sources.stream().map(segment -> segment.lists().stored()).toList(), texts),
        union(sources.stream().map(segment -> segment.lists().several()).toList(), texts));
  }

  private static Set<String> union(Collection<Set<String>> sets, Set<String> within) {
    return sets.stream().flatMap(Set::stream).filter(within::contains).collect(Collectors.toSet());
  }

  long rowCount() {
    return sources.stream().mapToLong(Segment::rowCount).sum();
  }
}
