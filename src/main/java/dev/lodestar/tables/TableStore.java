package dev.lodestar.tables;

import dev.lodestar.data.UserStamp;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.quarkus.panache.common.Sort;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import org.hibernate.exception.ConstraintViolationException;

/** Tables as rows, with the figures that their segments add up to. */
@ApplicationScoped
class TableStore implements PanacheRepositoryBase<TableEntity, UUID> {
  private static final String STATISTICS =
      "select segmentCount, rowCount, sizeBytes, compactedBytes, sizeBytes from TableEntity"
          + " where id = :id";

  private static final String BYTES = "select coalesce(sum(sizeBytes), 0L) from TableEntity";

  /**
   * Stores a new table; it takes over the row, and so the id, of a table that was dropped under its
   * name and can be restored.
   *
   * <p>Errors: {@code ALREADY_EXISTS} when the name is taken.
   */
  @WithTransaction
  Uni<Table> insert(Table table) {
    return find("name = ?1 and droppedAt is not null", table.name())
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .firstResult()
        .chain(
            dropped -> {
              if (dropped == null) {
                return insertRow(table);
              }
              dropped.becomes(table);
              return Uni.createFrom().item(dropped.toTable());
            });
  }

  private Uni<Table> insertRow(Table table) {
    return persistAndFlush(TableEntity.of(table))
        .onFailure(ConstraintViolationException.class)
        .transform(
            e ->
                new ServiceException(
                    ErrorCode.ALREADY_EXISTS,
                    "name",
                    "Table %s already exists.".formatted(table.name()),
                    e))
        .replaceWith(table);
  }

  @WithSession
  Uni<Optional<Table>> named(String name) {
    return find("name = ?1 and droppedAt is null", name)
        .firstResult()
        .map(entity -> Optional.ofNullable(entity).map(TableEntity::toTable));
  }

  @WithSession
  Uni<Optional<Table>> identified(UUID id) {
    return findById(id)
        .map(
            entity ->
                Optional.ofNullable(entity).filter(TableEntity::exists).map(TableEntity::toTable));
  }

  /** The tables of these names that exist. */
  @WithSession
  Uni<List<Table>> named(Collection<String> names) {
    return list("name in ?1 and droppedAt is null", names)
        .map(entities -> entities.stream().map(TableEntity::toTable).toList());
  }

  @WithSession
  Uni<Long> existing() {
    return count("droppedAt is null");
  }

  @WithSession
  Uni<List<Table>> all() {
    return list("droppedAt is null", Sort.by("name"))
        .map(entities -> entities.stream().map(TableEntity::toTable).toList());
  }

  /** Those of these names that exist, with their figures, by name. */
  @WithSession
  Uni<Map<String, DescribedTable>> described(Set<String> names, Instant now) {
    return list("name in ?1 and droppedAt is null", names)
        .onItem()
        .transformToMulti(entities -> Multi.createFrom().iterable(entities))
        .onItem()
        // One after the other: they share a session.
        .transformToUniAndConcatenate(entity -> described(entity, now))
        .collect()
        .asMap(described -> described.table().name());
  }

  /** The table of this id with its figures. */
  @WithSession
  Uni<Optional<DescribedTable>> described(UUID id, Instant now) {
    return findById(id)
        .chain(
            entity ->
                entity == null || !entity.exists()
                    ? Uni.createFrom().item(Optional.empty())
                    : described(entity, now).map(Optional::of));
  }

  private Uni<DescribedTable> described(TableEntity entity, Instant now) {
    Table table = entity.toTable();
    TableStatistics sums = entity.statistics();
    KeptTimes cached = KeptTimes.cached(table.spec().storagePolicy(), now);
    return (cached.isEverything()
            ? Uni.createFrom().item(sums)
            : precached(table.id(), cached).map(sums::withPrecached))
        .map(statistics -> new DescribedTable(table, statistics));
  }

  private Uni<TableStatistics> statistics(UUID id) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createQuery(STATISTICS, TableStatistics.class)
                    .setParameter("id", id)
                    .getSingleResult());
  }

  /** The bytes of all visible segments. */
  @WithSession
  Uni<Long> totalBytes() {
    return Panache.getSession()
        .chain(session -> session.createQuery(BYTES, Long.class).getSingleResult());
  }

  /** The bytes of the visible segments of these times. */
  @WithSession
  Uni<Long> precached(UUID tableId, KeptTimes cached) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createQuery(
                        "select s.chunkStartMs, s.chunkEndMs, sum(s.sizeBytes) from SegmentEntity s"
                            + " where s.replacedAt is null and s.tableId = :id"
                            + " group by s.chunkStartMs, s.chunkEndMs",
                        Object[].class)
                    .setParameter("id", tableId)
                    .getResultList())
        .map(
            rows ->
                rows.stream()
                    .filter(row -> cached.keeps(SegmentEntity.chunk((long) row[0], (long) row[1])))
                    .mapToLong(row -> (long) row[2])
                    .sum());
  }

  /** The row, locked until the transaction ends: commits to one table follow one another. */
  @WithTransaction
  Uni<Optional<TableEntity>> lock(UUID id) {
    return findById(id, LockModeType.PESSIMISTIC_WRITE)
        .map(entity -> Optional.ofNullable(entity).filter(TableEntity::exists));
  }

  /**
   * Gives a table the declaration that is decided on while its row is locked, so that of two
   * updates from the same version one wins.
   *
   * @param decision from the table as it is to its new declaration; it may throw
   */
  @WithTransaction
  Uni<Optional<Table>> update(
      UUID id, UserStamp stamp, BiFunction<Table, TableStatistics, Uni<TableSpec>> decision) {
    return lock(id)
        .chain(
            found ->
                found.isEmpty()
                    ? Uni.createFrom().item(Optional.<Table>empty())
                    : statistics(id)
                        .chain(statistics -> decision.apply(found.get().toTable(), statistics))
                        .map(spec -> Optional.of(declare(found.get(), spec, stamp))));
  }

  @WithTransaction
  Uni<Void> keep(String name) {
    return update("isDeleting = false where name = ?1 and droppedAt is null", name)
        .replaceWithVoid();
  }

  /** A discovered column that is declared now is discovered no more. */
  private static Table declare(TableEntity entity, TableSpec spec, UserStamp stamp) {
    if (entity.partitioning != spec.partitioningGranularity()) {
      entity.partitionedAt = stamp.time();
    }
    entity.declare(spec);
    entity.discoveredColumns =
        ColumnsJson.ofColumns(
            ColumnsJson.toColumns(entity.discoveredColumns).stream()
                .filter(column -> spec.declared(column.name()).isEmpty())
                .toList());
    entity.version++;
    entity.modifiedBy(stamp);
    return entity.toTable();
  }
}
