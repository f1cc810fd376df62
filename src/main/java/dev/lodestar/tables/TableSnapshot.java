package dev.lodestar.tables;

import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import dev.lodestar.data.UpsertRule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A table and the rows that are visible at one moment.
 *
 * @param stored the published segments
 * @param hot the segments of streams that are not published yet
 * @param publishedSequence the last batch of the table's stream that is among the stored ones
 * @param upserts how the hot rows take the place of older ones, if they do; only hot rows that are
 *     read together with all others can
 */
public record TableSnapshot(
    Table table,
    List<Segment> stored,
    List<Segment> hot,
    long publishedSequence,
    Optional<UpsertRule> upserts) {
  public TableSnapshot {
    stored = List.copyOf(stored);
    hot = List.copyOf(hot);
  }

  /** A table without a stream. */
  public TableSnapshot(Table table, List<Segment> stored) {
    this(table, stored, 0);
  }

  /** What is stored of a table. */
  TableSnapshot(Table table, List<Segment> stored, long publishedSequence) {
    this(table, stored, List.of(), publishedSequence, Optional.empty());
  }

  /** Everything that is visible. */
  public List<Segment> segments() {
    return hot.isEmpty() ? stored : Stream.concat(stored.stream(), hot.stream()).toList();
  }

  /** The same with hot rows and the columns that came with them. */
  TableSnapshot withHot(List<HotSegment> batches) {
    List<Segment> segments = batches.stream().map(HotSegment::segment).toList();
    return new TableSnapshot(
        withColumnsOf(table, segments),
        stored,
        segments,
        publishedSequence,
        batches.getLast().upserts());
  }

  /** A table as it is once these segments are visible. */
  static Table withColumnsOf(Table table, List<Segment> segments) {
    List<Column> discovered = new ArrayList<>(table.discovered());
    segments.stream()
        .map(Segment::columns)
        .distinct()
        .forEach(columns -> DiscoveredColumns.addFitting(discovered, columns, table.spec()));
    return discovered.equals(table.discovered()) ? table : table.withDiscovered(discovered);
  }

  /**
   * What a synchronous query sees of it: hot rows, and stored ones that the storage policy keeps
   * close.
   */
  public TableSnapshot cached(Instant now) {
    KeptTimes cached = KeptTimes.cached(table.spec().storagePolicy(), now);
    return cached.isEverything()
        ? this
        : new TableSnapshot(
            table,
            stored.stream().filter(segment -> cached.keeps(segment.chunk())).toList(),
            hot,
            publishedSequence,
            upserts);
  }

  /** The text columns of which a row of some segment has several. */
  public Set<String> multiValues() {
    Set<String> texts =
        table.columns().stream()
            .filter(column -> column.type().storage() == DataType.Storage.STRING)
            .map(Column::name)
            .collect(Collectors.toSet());
    return segments().stream()
        .flatMap(segment -> segment.lists().several().stream())
        .filter(texts::contains)
        .collect(Collectors.toSet());
  }
}
