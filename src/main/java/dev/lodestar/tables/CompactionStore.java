package dev.lodestar.tables;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds segments that should be merged, and puts merged ones into their place. */
@ApplicationScoped
class CompactionStore implements PanacheRepositoryBase<SegmentEntity, UUID> {
  private static final String CROWDED =
      "select distinct s.tableId from SegmentEntity s where s.replacedAt is null"
          + " and s.sizeBytes < :size group by s.tableId, s.chunkStartMs, s.chunkEndMs"
          + " having count(s) > :count";

  private static final String OUTDATED =
      "select distinct s.tableId from SegmentEntity s, TableEntity t where s.tableId = t.id"
          + " and s.replacedAt is null and s.createdAt < t.partitionedAt";

  private final TableStore tables;
  private final SegmentRowStore segments;
  private final TableUse use;

  CompactionStore(TableStore tables, SegmentRowStore segments, TableUse use) {
    this.tables = tables;
    this.segments = segments;
    this.use = use;
  }

  /**
   * The tables that have a time chunk with many small segments, and those that have segments from
   * before their partitioning was changed.
   */
  @WithSession
  Uni<Set<UUID>> candidates(int smallSegmentsMax, long smallBytes) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createQuery(CROWDED, UUID.class)
                    .setParameter("size", smallBytes)
                    .setParameter("count", (long) smallSegmentsMax)
                    .getResultList()
                    .chain(
                        crowded ->
                            session
                                .createQuery(OUTDATED, UUID.class)
                                .getResultList()
                                .map(
                                    outdated ->
                                        Stream.concat(crowded.stream(), outdated.stream())
                                            .collect(Collectors.toSet()))));
  }

  /** A table with its visible segments; empty when it is gone or about to go. */
  @WithSession
  Uni<Optional<CompactableTable>> table(UUID tableId) {
    return tables
        .findById(tableId)
        .chain(
            table ->
                table == null || !table.exists() || table.isDeleting
                    ? Uni.createFrom().item(Optional.<CompactableTable>empty())
                    : list("tableId = ?1 and replacedAt is null", tableId)
                        .map(rows -> Optional.of(of(table, rows))));
  }

  private static CompactableTable of(TableEntity table, List<SegmentEntity> rows) {
    Optional<Instant> changed = Optional.ofNullable(table.partitionedAt);
    return new CompactableTable(
        table.toTable(),
        rows.stream().map(SegmentEntity::toSegment).toList(),
        rows.stream()
            .filter(row -> changed.isPresent() && row.createdAt.isBefore(changed.get()))
            .map(row -> row.id)
            .collect(Collectors.toSet()));
  }

  /**
   * Whether these segments may be merged: the declaration is the same, all of them are visible, and
   * no job waits or runs that takes rows away, because it counts on the time chunks that were there
   * when it came.
   */
  @WithSession
  Uni<Boolean> isMergeable(Table seen, List<UUID> sources) {
    return tables
        .findById(seen.id())
        .chain(found -> isMergeable(Optional.ofNullable(found), seen, sources));
  }

  private Uni<Boolean> isMergeable(Optional<TableEntity> found, Table seen, List<UUID> sources) {
    if (found.isEmpty()
        || !found.get().exists()
        || found.get().isDeleting
        || found.get().version != seen.version()) {
      return Uni.createFrom().item(false);
    }
    return use.isTaken(seen.name())
        .chain(
            taken ->
                taken
                    ? Uni.createFrom().item(false)
                    : count("id in ?1 and replacedAt is null", sources)
                        .map(visible -> visible == sources.size()));
  }

  /**
   * Puts merged segments into the place of others, if these may be merged still.
   *
   * @return whether it was done
   */
  @WithTransaction
  Uni<Boolean> replace(Table seen, List<UUID> sources, List<NewSegment> merged, Instant now) {
    return tables
        .lock(seen.id())
        .chain(found -> isMergeable(found, seen, sources))
        .chain(
            mergeable ->
                mergeable
                    ? exchange(seen.id(), sources, merged, now).replaceWith(true)
                    : Uni.createFrom().item(false));
  }

  private Uni<Void> exchange(
      UUID tableId, List<UUID> sources, List<NewSegment> merged, Instant now) {
    return delete("id in ?1", sources)
        .chain(() -> segments.place(tableId, UUID.randomUUID(), merged, now))
        .invoke(rows -> rows.forEach(row -> row.isCompacted = true))
        .chain(segments::add);
  }
}
