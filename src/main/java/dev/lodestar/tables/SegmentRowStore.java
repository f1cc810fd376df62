package dev.lodestar.tables;

import dev.lodestar.data.Column;
import dev.lodestar.data.Granularity;
import dev.lodestar.data.Interval;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Which segment files are visible; a file without a row here does not exist for anybody. */
@ApplicationScoped
class SegmentRowStore implements PanacheRepositoryBase<SegmentEntity, UUID> {
  private final TableStore tables;

  SegmentRowStore(TableStore tables) {
    this.tables = tables;
  }

  /** The hidden segments of a table that are asked for. */
  @WithSession
  Uni<List<UnusedSegment>> unused(Table table, UnusedSelection selection) {
    return list(
            "tableId = ?1 and replacedAt is not null and chunkStartMs < ?2 and chunkEndMs > ?3",
            table.id(),
            selection.interval().end().toEpochMilli(),
            selection.interval().start().toEpochMilli())
        .map(rows -> rows.stream().map(row -> row.toUnused(table.name())).toList())
        .map(selection::page);
  }

  /**
   * All segments: whatever else lies in the segment store is an orphan. What a server that was
   * killed still commits, because its database has outlived it, is waited for.
   */
  @WithTransaction
  Uni<List<SegmentReference>> references() {
    return Panache.getSession()
        .chain(
            session ->
                session.createNativeQuery("lock table segment in share mode").executeUpdate())
        .chain(locked -> Panache.getSession())
        .chain(
            session ->
                session
                    .createQuery("select s.tableId, s.id from SegmentEntity s", Object[].class)
                    .getResultList())
        .map(
            rows ->
                rows.stream()
                    .map(row -> new SegmentReference((UUID) row[0], (UUID) row[1]))
                    .toList());
  }

  /**
   * Makes segments visible, with the columns that came with them, and hides those that they
   * replace; part of the caller's transaction.
   *
   * <p>Errors: {@code NOT_FOUND} when the table is gone.
   *
   * @param replaced each visible segment that overlaps one of these goes as a whole
   */
  @WithTransaction
  Uni<Void> commit(
      UUID tableId, UUID jobId, List<Interval> replaced, List<NewSegment> added, Instant now) {
    if (replaced.isEmpty() && added.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return tables
        .lock(tableId)
        .chain(
            found -> {
              TableEntity table = found.orElseThrow(SegmentRowStore::gone);
              KeptTimes retained = table.retained(now);
              discover(
                  table,
                  replaced.contains(Granularity.ETERNITY),
                  added.stream().filter(segment -> retained.keeps(segment.chunk())).toList());
              return hide(tableId, replaced, now)
                  .chain(() -> place(tableId, jobId, added, now))
                  .invoke(rows -> dropLate(rows, retained, now))
                  .chain(this::add)
                  .chain(() -> replaced.isEmpty() ? Uni.createFrom().voidItem() : forget(table));
            });
  }

  /** A table that keeps no visible segment keeps no discovered column either. */
  private Uni<Void> forget(TableEntity table) {
    return count("tableId = ?1 and replacedAt is null", table.id)
        .invoke(
            visible -> {
              if (visible == 0) {
                table.discoveredColumns = ColumnsJson.ofColumns(List.of());
              }
            })
        .replaceWithVoid();
  }

  /** The visible segments of a table. */
  @WithSession
  Uni<List<Segment>> visible(UUID tableId) {
    return list("tableId = ?1 and replacedAt is null", tableId)
        .map(rows -> rows.stream().map(SegmentEntity::toSegment).toList());
  }

  /**
   * Removes segments whose rows are replaced; part of the caller's transaction.
   *
   * <p>Errors: {@code NOT_FOUND} when the table is gone; {@code STALE_VERSION} when its segments
   * are others than those that were seen.
   */
  @WithTransaction
  Uni<Void> remove(UUID tableId, ReplacedRows replaced) {
    return tables
        .lock(tableId)
        .chain(found -> found.map(SegmentRowStore::visibleIds).orElseThrow(SegmentRowStore::gone))
        .chain(
            visible -> {
              if (!Set.copyOf(visible).equals(replaced.seen())) {
                throw new ServiceException(
                    ErrorCode.STALE_VERSION, null, "The rows of the table changed meanwhile.");
              }
              return replaced.removed().isEmpty()
                  ? Uni.createFrom().voidItem()
                  : delete("id in ?1", replaced.removed()).replaceWithVoid();
            });
  }

  private static Uni<List<UUID>> visibleIds(TableEntity table) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createQuery(
                        "select s.id from SegmentEntity s"
                            + " where s.tableId = :id and s.replacedAt is null",
                        UUID.class)
                    .setParameter("id", table.id)
                    .getResultList());
  }

  private static ServiceException gone() {
    return new ServiceException(ErrorCode.NOT_FOUND, null, "The table was dropped meanwhile.");
  }

  /** New rows for these files, each with its place in its chunk; not stored yet. */
  Uni<List<SegmentEntity>> place(UUID tableId, UUID jobId, List<NewSegment> added, Instant now) {
    return positions(tableId)
        .chain(
            taken ->
                newest(tableId, added)
                    .map(
                        newest -> {
                          String founded = SegmentVersion.after(newest, now);
                          return rows(tableId, jobId, added, taken, founded, now);
                        }));
  }

  /** The newest version, hidden or not, around the times of new segments. */
  private Uni<Optional<String>> newest(UUID tableId, List<NewSegment> added) {
    LongSummaryStatistics times =
        added.stream()
            .map(NewSegment::chunk)
            .flatMap(chunk -> Stream.of(chunk.start(), chunk.end()))
            .mapToLong(Instant::toEpochMilli)
            .summaryStatistics();
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createQuery(
                        "select max(s.version) from SegmentEntity s where s.tableId = :id"
                            + " and s.chunkStartMs < :end and s.chunkEndMs > :start",
                        String.class)
                    .setParameter("id", tableId)
                    .setParameter("start", times.getMin())
                    .setParameter("end", times.getMax())
                    .getSingleResultOrNull())
        .map(Optional::ofNullable);
  }

  /** Rows that come too late are stored and dropped at once: nobody ever sees them. */
  private static void dropLate(List<SegmentEntity> rows, KeptTimes retained, Instant now) {
    rows.stream().filter(row -> !retained.keeps(row.chunk())).forEach(row -> row.expire(now));
  }

  private Uni<Void> hide(UUID tableId, List<Interval> replaced, Instant now) {
    Uni<Void> done = Uni.createFrom().voidItem();
    for (Interval interval : replaced) {
      done =
          done.chain(
              () ->
                  update(
                          "replacedAt = ?1 where tableId = ?2 and replacedAt is null"
                              + " and chunkStartMs < ?3 and chunkEndMs > ?4",
                          now,
                          tableId,
                          interval.end().toEpochMilli(),
                          interval.start().toEpochMilli())
                      .replaceWithVoid());
    }
    return done;
  }

  /** The store cannot persist nothing: it would fail, and the commit would be tried for ever. */
  Uni<Void> add(List<SegmentEntity> rows) {
    return rows.isEmpty() ? Uni.createFrom().voidItem() : persist(rows);
  }

  /** What replaces everything knows only its own columns. */
  private static void discover(TableEntity entity, boolean anew, List<NewSegment> segments) {
    Table table = entity.toTable();
    List<Column> discovered = new ArrayList<>(anew ? List.of() : table.discovered());
    for (NewSegment segment : segments) {
      entity.discover(discovered, segment.columns());
    }
    if (!discovered.equals(table.discovered())) {
      entity.discoveredColumns = ColumnsJson.ofColumns(discovered);
    }
  }

  private Uni<Map<Interval, Position>> positions(UUID tableId) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createQuery(
                        "select s.chunkStartMs, s.chunkEndMs, s.version, max(s.partitionNumber)"
                            + " from SegmentEntity s where s.tableId = :id"
                            + " and s.replacedAt is null"
                            + " group by s.chunkStartMs, s.chunkEndMs, s.version order by s.version",
                        Object[].class)
                    .setParameter("id", tableId)
                    .getResultList())
        .map(
            rows -> {
              Map<Interval, Position> newest = new HashMap<>();
              for (Object[] row : rows) {
                Interval chunk =
                    new Interval(
                        Instant.ofEpochMilli((long) row[0]), Instant.ofEpochMilli((long) row[1]));
                newest.put(chunk, new Position((String) row[2], (int) row[3]));
              }
              return newest;
            });
  }

  /** An append joins the newest version of its chunk; the first one of a chunk founds a version. */
  private static List<SegmentEntity> rows(
      UUID tableId,
      UUID jobId,
      List<NewSegment> segments,
      Map<Interval, Position> taken,
      String founded,
      Instant now) {
    List<SegmentEntity> rows = new ArrayList<>();
    for (NewSegment segment : segments) {
      Position last = taken.getOrDefault(segment.chunk(), new Position(founded, -1));
      Position next = new Position(last.version(), last.partitionNumber() + 1);
      taken.put(segment.chunk(), next);
      SegmentEntity row = new SegmentEntity();
      row.id = segment.id();
      row.tableId = tableId;
      row.jobId = jobId;
      row.chunkStartMs = segment.chunk().start().toEpochMilli();
      row.chunkEndMs = segment.chunk().end().toEpochMilli();
      row.version = next.version();
      row.partitionNumber = next.partitionNumber();
      row.rowCount = segment.rowCount();
      row.sizeBytes = segment.sizeBytes();
      row.minTimeMs = segment.minTime().toEpochMilli();
      row.maxTimeMs = segment.maxTime().toEpochMilli();
      row.columns = ColumnsJson.ofColumns(segment.columns(), segment.lists());
      row.leaves = LeavesJson.write(segment.leaves());
      row.checksum = segment.checksum().text();
      row.createdAt = now;
      rows.add(row);
    }
    return rows;
  }

  private record Position(String version, int partitionNumber) {}
}
