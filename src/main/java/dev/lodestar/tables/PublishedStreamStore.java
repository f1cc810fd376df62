package dev.lodestar.tables;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How far the streams of tables are published, and what is visible together with that. */
@ApplicationScoped
class PublishedStreamStore {
  /** One statement, because both have to be of one moment. */
  private static final String VISIBLE =
      """
      select t.id, p.sequence, s from TableEntity t
        left join PublishedStreamEntity p on p.tableId = t.id
        left join SegmentEntity s on s.tableId = t.id and s.replacedAt is null
      where t.id in :ids order by s.chunkStartMs, s.partitionNumber""";

  private static final String ADVANCE =
      """
      insert into published_stream (table_id, sequence) values (:id, :sequence)
      on conflict (table_id) do update set sequence = excluded.sequence
        where published_stream.sequence < excluded.sequence""";

  /**
   * The visible segments of a table.
   *
   * @param publishedSequence the last batch of the table's stream that is among them
   * @param segments oldest chunk first
   */
  record Visible(long publishedSequence, List<SegmentEntity> segments) {}

  /** What is visible of tables, all of one moment. */
  @WithSession
  Uni<Map<UUID, Visible>> visible(Collection<UUID> tableIds) {
    return tableIds.isEmpty()
        ? Uni.createFrom().item(Map.of())
        : Panache.getSession()
            .chain(
                session ->
                    session
                        .createQuery(VISIBLE, Object[].class)
                        .setParameter("ids", tableIds)
                        .getResultList())
            .map(PublishedStreamStore::byTable);
  }

  private static Map<UUID, Visible> byTable(List<@Nullable Object[]> rows) {
    Map<UUID, Visible> tables = new LinkedHashMap<>();
    for (@Nullable Object[] row : rows) {
      Visible table =
          tables.computeIfAbsent(
              (UUID) row[0],
              id -> new Visible(row[1] == null ? 0 : (long) row[1], new ArrayList<>()));
      if (row[2] instanceof SegmentEntity segment) {
        table.segments().add(segment);
      }
    }
    return tables;
  }

  /** Part of the transaction that stores the rows of the batches up to this number. */
  Uni<Void> advance(UUID tableId, long sequence) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(ADVANCE)
                    .setParameter("id", tableId)
                    .setParameter("sequence", sequence)
                    .executeUpdate())
        .replaceWithVoid();
  }

  /** The last batch that is published; 0 before the first one. */
  @WithSession
  Uni<Long> sequence(UUID tableId) {
    return Panache.getSession()
        .chain(session -> session.find(PublishedStreamEntity.class, tableId))
        .map(found -> found == null ? 0 : found.sequence);
  }
}
