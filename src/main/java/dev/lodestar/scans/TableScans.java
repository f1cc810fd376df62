package dev.lodestar.scans;

import dev.lodestar.data.LeafValue;
import dev.lodestar.engine.SegmentScan;
import dev.lodestar.engine.SegmentScan.FileGroup;
import dev.lodestar.engine.UpsertedRows;
import dev.lodestar.storage.SegmentStore;
import dev.lodestar.storage.SegmentStore.SegmentKey;
import dev.lodestar.tables.Segment;
import dev.lodestar.tables.TableSnapshot;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;

/** Says what the engine is to read. */
@ApplicationScoped
public class TableScans {
  private final SegmentStore segments;

  TableScans(SegmentStore segments) {
    this.segments = segments;
  }

  /**
   * All rows of a snapshot.
   *
   * @param leaves what is wanted of its JSON columns besides
   */
  public SegmentScan of(TableSnapshot snapshot, Set<LeafValue> leaves) {
    return snapshot
        .upserts()
        .map(
            rule ->
                over(snapshot, leaves, snapshot.stored())
                    .with(new UpsertedRows(rule, files(snapshot.hot()))))
        .orElseGet(() -> over(snapshot, leaves, snapshot.segments()));
  }

  private SegmentScan over(TableSnapshot snapshot, Set<LeafValue> leaves, List<Segment> read) {
    return SegmentScan.of(snapshot.table().columns(), snapshot.multiValues(), leaves, files(read));
  }

  /** The file of each segment, in their order. */
  public List<FileGroup> files(List<Segment> found) {
    return found.stream().map(this::file).toList();
  }

  private FileGroup file(Segment segment) {
    return new FileGroup(
        segment.columns(),
        segment.lists().stored(),
        segment.leaves(),
        List.of(segments.path(new SegmentKey(segment.tableId(), segment.id()))));
  }
}
