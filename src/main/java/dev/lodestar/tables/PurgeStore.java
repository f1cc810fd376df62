package dev.lodestar.tables;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Removes for good what was hidden long ago. */
@ApplicationScoped
class PurgeStore implements PanacheRepositoryBase<SegmentEntity, UUID> {
  private final TableStore tables;

  PurgeStore(TableStore tables) {
    this.tables = tables;
  }

  /** A table with a segment that was hidden before this time. */
  @WithSession
  Uni<Optional<UUID>> tableToPurge(Instant before) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createQuery(
                        "select s.tableId from SegmentEntity s where s.replacedAt < :before",
                        UUID.class)
                    .setParameter("before", before)
                    .setMaxResults(1)
                    .getResultList())
        .map(ids -> ids.stream().findFirst());
  }

  /**
   * Removes some segments of a table. Its row is locked, as a restoring job locks it: what that job
   * brings back meanwhile stays.
   *
   * @return the segments that are gone; their files can go
   */
  @WithTransaction
  Uni<List<SegmentReference>> purge(UUID tableId, Instant before, int segmentsMax) {
    return tables
        .findById(tableId, LockModeType.PESSIMISTIC_WRITE)
        .chain(Panache::getSession)
        .chain(
            session ->
                session
                    .createQuery(
                        "select s.id from SegmentEntity s"
                            + " where s.tableId = :table and s.replacedAt < :before",
                        UUID.class)
                    .setParameter("table", tableId)
                    .setParameter("before", before)
                    .setMaxResults(segmentsMax)
                    .getResultList())
        .chain(
            ids ->
                ids.isEmpty()
                    ? Uni.createFrom().item(List.<SegmentReference>of())
                    : delete("id in ?1", ids)
                        .replaceWith(
                            ids.stream().map(id -> new SegmentReference(tableId, id)).toList()));
  }

  /** Removes the tables that were dropped softly and have no segment to restore any more. */
  @WithTransaction
  Uni<Long> purgeTables() {
    return tables.delete(
        "from TableEntity t where t.droppedAt is not null"
            + " and not exists (select 1 from SegmentEntity s where s.tableId = t.id)");
  }
}
