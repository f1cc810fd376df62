package dev.lodestar.tables;

import dev.lodestar.data.Column;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Deletes, drops and restores; part of the transaction of whoever calls. */
@ApplicationScoped
class SegmentChangeStore implements PanacheRepositoryBase<SegmentEntity, UUID> {
  private static final int PARAMETERS_MAX = 10_000;
  private static final Comparator<SegmentEntity> NEWEST_FIRST =
      Comparator.comparing((SegmentEntity segment) -> segment.version)
          .thenComparing(segment -> segment.createdAt)
          .reversed();

  private final TableStore tables;

  SegmentChangeStore(TableStore tables) {
    this.tables = tables;
  }

  /** Errors: {@code NOT_FOUND}; {@code INVALID_ARGUMENT} for a restore over visible rows. */
  @WithTransaction
  Uni<DataChange.Outcome> apply(UUID tableId, DataChange change, Instant now) {
    return tables
        .lock(tableId)
        .chain(
            found -> {
              TableEntity table =
                  found.orElseThrow(
                      () ->
                          new ServiceException(
                              ErrorCode.NOT_FOUND, null, "The table was dropped meanwhile."));
              return list("tableId", tableId).chain(all -> apply(table, all, change, now));
            });
  }

  private Uni<DataChange.Outcome> apply(
      TableEntity table, List<SegmentEntity> all, DataChange change, Instant now) {
    return switch (change) {
      case DataChange.Delete delete -> delete(table, all, delete, now);
      case DataChange.Drop drop -> drop(table, all, drop, now);
      case DataChange.Restore restore -> Uni.createFrom().item(restore(table, all, restore, now));
    };
  }

  private Uni<DataChange.Outcome> delete(
      TableEntity table, List<SegmentEntity> all, DataChange.Delete delete, Instant now) {
    List<SegmentEntity> met =
        all.stream()
            .filter(
                segment ->
                    delete.versions().isEmpty() || delete.versions().contains(segment.version))
            .filter(segment -> delete.intervals().stream().anyMatch(segment.chunk()::overlaps))
            .toList();
    if (delete.isSoft()) {
      List<SegmentEntity> visible = met.stream().filter(SegmentEntity::isVisible).toList();
      visible.forEach(segment -> segment.replacedAt = now);
      forgetColumns(table, all.stream());
      return Uni.createFrom().item(outcome(visible, List.of()));
    }
    forgetColumns(table, all.stream().filter(segment -> !met.contains(segment)));
    return remove(met).replaceWith(outcome(met.stream().toList(), met));
  }

  private Uni<DataChange.Outcome> drop(
      TableEntity table, List<SegmentEntity> all, DataChange.Drop drop, Instant now) {
    if (drop.isSoft()) {
      all.stream().filter(SegmentEntity::isVisible).forEach(segment -> segment.replacedAt = now);
      table.droppedAt = now;
      return Uni.createFrom().item(outcome(all, List.of()));
    }
    return remove(all).chain(() -> tables.delete("id", table.id)).replaceWith(outcome(all, all));
  }

  /** In parts: the database takes a bounded number of parameters. */
  private Uni<Void> remove(List<SegmentEntity> segments) {
    Uni<Void> done = Uni.createFrom().voidItem();
    for (int i = 0; i < segments.size(); i += PARAMETERS_MAX) {
      List<UUID> part =
          segments.subList(i, Math.min(i + PARAMETERS_MAX, segments.size())).stream()
              .map(segment -> segment.id)
              .toList();
      done =
          done.chain(Panache::getSession)
              .chain(
                  session ->
                      session
                          .createMutationQuery("delete from SegmentEntity where id in :ids")
                          .setParameter("ids", part)
                          .executeUpdate())
              .replaceWithVoid();
    }
    return done;
  }

  private static DataChange.Outcome restore(
      TableEntity table, List<SegmentEntity> all, DataChange.Restore restore, Instant now) {
    KeptTimes retained = table.retained(now);
    List<SegmentEntity> chosen = new ArrayList<>();
    all.stream()
        .filter(segment -> !segment.isVisible() && retained.keeps(segment.chunk()))
        .filter(segment -> restore.interval().covers(segment.chunk()))
        .filter(
            segment -> restore.versions().isEmpty() || restore.versions().contains(segment.version))
        .sorted(NEWEST_FIRST)
        .filter(segment -> chosen.stream().noneMatch(newer -> segment.isOlderThan(newer)))
        .forEach(chosen::add);
    for (SegmentEntity segment : chosen) {
      if (all.stream()
          .anyMatch(other -> other.isVisible() && other.chunk().overlaps(segment.chunk()))) {
        throw new ServiceException(
            ErrorCode.INVALID_ARGUMENT,
            "interval",
            "Table %s has data in %s; delete it before older data is restored there."
                .formatted(table.name, segment.chunk()));
      }
    }
    chosen.forEach(SegmentEntity::restore);
    List<Column> discovered = new ArrayList<>(ColumnsJson.toColumns(table.discoveredColumns));
    chosen.forEach(segment -> table.discover(discovered, ColumnsJson.toColumns(segment.columns)));
    table.discoveredColumns = ColumnsJson.ofColumns(discovered);
    return outcome(chosen, List.of());
  }

  /** A table that keeps no visible segment keeps no discovered column either. */
  private static void forgetColumns(TableEntity table, Stream<SegmentEntity> kept) {
    if (kept.noneMatch(SegmentEntity::isVisible)) {
      table.discoveredColumns = ColumnsJson.ofColumns(List.of());
    }
  }

  private static DataChange.Outcome outcome(List<SegmentEntity> met, List<SegmentEntity> gone) {
    return new DataChange.Outcome(
        met.size(),
        met.stream().mapToLong(segment -> segment.rowCount).sum(),
        gone.stream().map(segment -> new SegmentReference(segment.tableId, segment.id)).toList());
  }
}
