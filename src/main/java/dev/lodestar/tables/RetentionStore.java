package dev.lodestar.tables;

import dev.lodestar.data.Granularity;
import dev.lodestar.data.UserStamp;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Hides the segments that a table's storage policy does not keep. */
@ApplicationScoped
class RetentionStore implements PanacheRepositoryBase<SegmentEntity, UUID> {
  /** A statement takes at most 32,767 parameters. */
  private static final int IDS_MAX = 1_000;

  private final TableStore tables;

  RetentionStore(TableStore tables) {
    this.tables = tables;
  }

  /** As {@link TableStore#update}; a policy that comes with the declaration holds at once. */
  @WithTransaction
  Uni<Optional<Table>> update(
      UUID id, UserStamp stamp, BiFunction<Table, TableStatistics, Uni<TableSpec>> decision) {
    return tables
        .update(id, stamp, decision)
        .chain(
            updated ->
                updated.isEmpty()
                    ? Uni.createFrom().item(updated)
                    : expire(id, stamp.time())
                        .chain(hidden -> tables.lock(id))
                        .map(found -> found.map(TableEntity::toTable)));
  }

  /** The tables with segments that their policies do not keep any more. */
  @WithSession
  Uni<List<UUID>> due(Instant now) {
    return tables
        .list("storagePolicy is not null and droppedAt is null")
        .chain(
            found -> {
              Uni<List<UUID>> due = Uni.createFrom().item(List.of());
              for (TableEntity table : found) {
                due =
                    due.chain(
                        before ->
                            outside(table, now)
                                .map(ids -> ids.isEmpty() ? before : plus(before, table.id)));
              }
              return due;
            });
  }

  private static List<UUID> plus(List<UUID> list, UUID id) {
    return Stream.concat(list.stream(), Stream.of(id)).toList();
  }

  /**
   * Hides what a table does not keep; part of the caller's transaction, if there is one.
   *
   * @return how many segments
   */
  @WithTransaction
  Uni<Integer> expire(UUID tableId, Instant now) {
    return tables
        .lock(tableId)
        .chain(
            found ->
                found.isEmpty()
                    ? Uni.createFrom().item(0)
                    : outside(found.get(), now)
                        .chain(
                            ids ->
                                ids.isEmpty()
                                    ? Uni.createFrom().item(0)
                                    : hide(ids, now)
                                        .chain(() -> forgetColumns(found.get()))
                                        .replaceWith(ids.size())));
  }

  private Uni<List<UUID>> outside(TableEntity table, Instant now) {
    KeptTimes retained = table.retained(now);
    if (retained.from().isBefore(Granularity.ETERNITY.start())) {
      return Uni.createFrom().item(List.of());
    }
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createQuery(
                        "select s.id, s.chunkStartMs, s.chunkEndMs from SegmentEntity s"
                            + " where s.tableId = :id and s.replacedAt is null"
                            + " and s.chunkStartMs < :from and s.chunkEndMs <= :from",
                        Object[].class)
                    .setParameter("id", table.id)
                    .setParameter("from", retained.from().toEpochMilli())
                    .getResultList())
        .map(
            rows ->
                rows.stream()
                    .filter(
                        row -> !retained.keeps(SegmentEntity.chunk((long) row[1], (long) row[2])))
                    .map(row -> (UUID) row[0])
                    .toList());
  }

  private Uni<Void> hide(List<UUID> ids, Instant now) {
    Uni<Void> done = Uni.createFrom().voidItem();
    for (int first = 0; first < ids.size(); first += IDS_MAX) {
      List<UUID> some = ids.subList(first, Math.min(ids.size(), first + IDS_MAX));
      done =
          done.chain(
              () ->
                  update(
                          "replacedAt = ?1, hiddenBy = ?2 where id in ?3",
                          now,
                          HiddenBy.RETENTION,
                          some)
                      .replaceWithVoid());
    }
    return done;
  }

  /** A table that keeps no visible segment keeps no discovered column either. */
  private Uni<Void> forgetColumns(TableEntity table) {
    return count("tableId = ?1 and replacedAt is null", table.id)
        .invoke(
            visible -> {
              if (visible == 0) {
                table.discoveredColumns = ColumnsJson.ofColumns(List.of());
              }
            })
        .replaceWithVoid();
  }
}
