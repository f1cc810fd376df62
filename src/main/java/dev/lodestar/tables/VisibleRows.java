package dev.lodestar.tables;

import dev.lodestar.reactive.Changes;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which rows are visible: published segments, and hot ones that are not published yet. */
@ApplicationScoped
class VisibleRows {
  private final TableStore tables;
  private final PublishedStreamStore streams;
  private final HotSegments hot;
  private final RecentSnapshots recent;

  VisibleRows(
      TableStore tables, PublishedStreamStore streams, HotSegments hot, RecentSnapshots recent) {
    this.tables = tables;
    this.streams = streams;
    this.hot = hot;
    this.recent = recent;
  }

  /** The visible segments of all tables, hot ones among them. */
  Uni<List<PlacedSegment>> segments() {
    return Uni.createFrom()
        .deferred(
            () -> {
              HotSegments.View view = hot.view();
              return tables
                  .all()
                  .chain(all -> streams.visible(all.stream().map(Table::id).toList()))
                  .map(
                      visible ->
                          visible.entrySet().stream()
                              .flatMap(
                                  table ->
                                      placed(
                                          table.getValue(),
                                          view.after(
                                              table.getKey(),
                                              table.getValue().publishedSequence())))
                              .toList());
            });
  }

  private static Stream<PlacedSegment> placed(
      PublishedStreamStore.Visible stored, List<HotSegment> hot) {
    return Stream.concat(
        stored.segments().stream().map(SegmentEntity::toPlacedSegment),
        hot.stream().map(PlacedSegment::of));
  }

  /** The named tables that exist, each with its visible rows, all of one moment: now. */
  Uni<Map<String, TableSnapshot>> snapshot(Set<String> names) {
    return Uni.createFrom()
        .deferred(
            () -> {
              HotSegments.View view = hot.view();
              Optional<Map<String, TableSnapshot>> known = recentSnapshot(names, view);
              if (known.isPresent()) {
                return Uni.createFrom().item(known.get());
              }
              Changes.Mark mark = recent.mark();
              return read(names)
                  .invoke(read -> recent.keep(mark, names, read))
                  .map(read -> withHot(read, view));
            });
  }

  /** The same without a wait, from any thread, if it is known that nothing changed since a read. */
  Optional<Map<String, TableSnapshot>> recentSnapshot(Set<String> names) {
    return recentSnapshot(names, hot.view());
  }

  /** The view was taken before what is remembered is asked for: see {@link HotSegments}. */
  private Optional<Map<String, TableSnapshot>> recentSnapshot(
      Set<String> names, HotSegments.View view) {
    return names.isEmpty()
        ? Optional.of(Map.of())
        : recent.find(names).map(known -> withHot(known, view));
  }

  private static Map<String, TableSnapshot> withHot(
      Map<String, TableSnapshot> stored, HotSegments.View view) {
    return view.tables().isEmpty()
        ? stored
        : stored.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, table -> view.over(table.getValue())));
  }

  private Uni<Map<String, TableSnapshot>> read(Set<String> names) {
    return tables
        .named(names)
        .chain(
            found ->
                streams
                    .visible(found.stream().map(Table::id).toList())
                    .map(visible -> snapshots(found, visible)));
  }

  private static Map<String, TableSnapshot> snapshots(
      List<Table> tables, Map<UUID, PublishedStreamStore.Visible> visible) {
    return tables.stream()
        .filter(table -> visible.containsKey(table.id()))
        .collect(
            Collectors.toMap(
                Table::name,
                table -> {
                  PublishedStreamStore.Visible rows = visible.get(table.id());
                  List<Segment> stored =
                      rows.segments().stream().map(SegmentEntity::toSegment).toList();
                  // Rows may have come, with new columns, since the table's row was read.
                  return new TableSnapshot(
                      TableSnapshot.withColumnsOf(table, stored), stored, rows.publishedSequence());
                }));
  }
}
