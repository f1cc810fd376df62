package dev.lodestar.tables;

import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A table and the segments that are visible at one moment. */
public record TableSnapshot(Table table, List<Segment> segments) {
  public TableSnapshot {
    segments = List.copyOf(segments);
  }

  /**
   * What a synchronous query sees of it: rows that the storage policy does not keep close are not.
   */
  public TableSnapshot cached(Instant now) {
    KeptTimes cached = KeptTimes.cached(table.spec().storagePolicy(), now);
    return cached.isEverything()
        ? this
        : new TableSnapshot(
            table, segments.stream().filter(segment -> cached.keeps(segment.chunk())).toList());
  }

  /** The text columns of which a row of some segment has several. */
  public Set<String> multiValues() {
    Set<String> texts =
        table.columns().stream()
            .filter(column -> column.type().storage() == DataType.Storage.STRING)
            .map(Column::name)
            .collect(Collectors.toSet());
    return segments.stream()
        .flatMap(segment -> segment.lists().several().stream())
        .filter(texts::contains)
        .collect(Collectors.toSet());
  }
}
