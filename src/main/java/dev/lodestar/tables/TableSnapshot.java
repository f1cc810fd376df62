package dev.lodestar.tables;

import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A table and the segments that are visible at one moment. */
public record TableSnapshot(Table table, List<Segment> segments) {
  public TableSnapshot {
    segments = List.copyOf(segments);
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
