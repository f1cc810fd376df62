package dev.lodestar.jobs;

import dev.lodestar.data.LeafValue;
import dev.lodestar.engine.IngestPlan;
import dev.lodestar.engine.SegmentScan;
import dev.lodestar.storage.SegmentStore;
import dev.lodestar.storage.SegmentStore.SegmentKey;
import dev.lodestar.tables.Segment;
import dev.lodestar.tables.Table;
import dev.lodestar.tables.TableSnapshot;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How the engine reads what a snapshot shows: which files, and what is in them. */
record SnapshotScans(SegmentStore segments) {
  SegmentScan of(TableSnapshot snapshot, Set<LeafValue> leaves) {
    Table table = snapshot.table();
    return SegmentScan.of(
        table.columns(),
        snapshot.multiValues(),
        leaves,
        snapshot.segments().stream().map(segment -> file(table, segment)).toList());
  }

  private SegmentScan.FileGroup file(Table table, Segment segment) {
    return new SegmentScan.FileGroup(
        segment.columns(),
        segment.lists().stored(),
        segment.leaves(),
        List.of(segments.path(new SegmentKey(table.id(), segment.id()))));
  }

  List<IngestPlan.LookupTable> lookups(Map<String, JobPlan.LookupRead> read) {
    return read.entrySet().stream()
        .map(
            lookup ->
                new IngestPlan.LookupTable(
                    lookup.getKey(),
                    lookup.getValue().source().columns(),
                    of(lookup.getValue().table(), Set.of())))
        .toList();
  }
}
