package dev.lodestar.scans;

import dev.lodestar.data.Interval;
import dev.lodestar.data.LeafValue;
import dev.lodestar.engine.SegmentScan;
import dev.lodestar.engine.SegmentScan.FileGroup;
import dev.lodestar.engine.UpsertedRows;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.storage.SegmentFile;
import dev.lodestar.storage.SegmentStore;
import dev.lodestar.storage.SegmentStore.SegmentKey;
import dev.lodestar.tables.Segment;
import dev.lodestar.tables.TableSnapshot;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
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
    return of(snapshot, leaves, Optional.empty());
  }

  /**
   * Rows of a snapshot, of which those of other times may be left out.
   *
   * @param times empty for all times
   */
  public SegmentScan of(TableSnapshot snapshot, Set<LeafValue> leaves, Optional<Interval> times) {
    return snapshot
        .upserts()
        .map(
            rule ->
                over(snapshot, leaves, snapshot.stored())
                    .with(new UpsertedRows(rule, files(snapshot.hot()))))
        .orElseGet(() -> over(snapshot, leaves, read(snapshot, times)));
  }

  /** With upserts a row may have to go because of one of another time. */
  private static List<Segment> read(TableSnapshot snapshot, Optional<Interval> times) {
    return times.isEmpty() || snapshot.upserts().isPresent()
        ? snapshot.segments()
        : snapshot.segments().stream().filter(segment -> isIn(segment, times.get())).toList();
  }

  private static boolean isIn(Segment segment, Interval times) {
    return segment.minTime().isBefore(times.end()) && !segment.maxTime().isBefore(times.start());
  }

  private SegmentScan over(TableSnapshot snapshot, Set<LeafValue> leaves, List<Segment> read) {
    return SegmentScan.of(snapshot.table().columns(), snapshot.multiValues(), leaves, files(read));
  }

  /**
   * What of the store the rows of a snapshot are in: to be held by a lease before they are read.
   */
  public List<SegmentFile> sources(TableSnapshot snapshot) {
    return sources(snapshot, Optional.empty());
  }

  /** The same for {@link #of(TableSnapshot, Set, Optional)}. */
  public List<SegmentFile> sources(TableSnapshot snapshot, Optional<Interval> times) {
    return sources(snapshot.table().name(), read(snapshot, times));
  }

  /** The same for some segments of a table. */
  public List<SegmentFile> sources(String table, List<Segment> read) {
    return read.stream()
        .map(
            segment ->
                new SegmentFile(
                    new SegmentKey(segment.tableId(), segment.id()),
                    table,
                    segment.chunk(),
                    segment.sizeBytes(),
                    segment.checksum()))
        .toList();
  }

  /**
   * The fault to report when the engine failed on these segments: where one is damaged that one,
   * else the engine's own.
   */
  public ServiceException explained(ServiceException fault, List<SegmentFile> read) {
    boolean mayBeFiles =
        fault.code() == ErrorCode.STORAGE_UNAVAILABLE || fault.code() == ErrorCode.INTERNAL;
    if (mayBeFiles) {
      try {
        segments.examine(read);
      } catch (ServiceException damaged) {
        damaged.addSuppressed(fault);
        return damaged;
      }
    }
    return fault;
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
