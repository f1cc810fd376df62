package dev.lodestar.streams;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** How far each table has read each stream. */
@ApplicationScoped
class CheckpointStore {
  private static final String ALL =
      "select stream, partition_number, next_offset from stream_checkpoint where table_id = :id";

  private static final String SAVE =
      """
      insert into stream_checkpoint (table_id, stream, partition_number, next_offset)
      values (:id, :stream, :partition, :next)
      on conflict (table_id, stream, partition_number) do update
        set next_offset = excluded.next_offset""";

  private static final String FORGET = "delete from stream_checkpoint where table_id = :id";

  @WithSession
  Uni<Map<StreamPartition, Long>> of(UUID tableId) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(ALL, Object[].class)
                    .setParameter("id", tableId)
                    .getResultList())
        .map(CheckpointStore::positions);
  }

  private static Map<StreamPartition, Long> positions(List<Object[]> rows) {
    Map<StreamPartition, Long> positions = new HashMap<>();
    for (Object[] row : rows) {
      positions.put(
          new StreamPartition((String) row[0], ((Number) row[1]).intValue()),
          ((Number) row[2]).longValue());
    }
    return positions;
  }

  /** Stores positions beside those that are there; joins the caller's transaction, if any. */
  @WithTransaction
  Uni<Void> save(UUID tableId, Map<StreamPartition, Long> positions) {
    Uni<Void> done = Uni.createFrom().voidItem();
    for (Map.Entry<StreamPartition, Long> position : positions.entrySet()) {
      done =
          done.chain(Panache::getSession)
              .chain(
                  session ->
                      session
                          .createNativeQuery(SAVE)
                          .setParameter("id", tableId)
                          .setParameter("stream", position.getKey().stream())
                          .setParameter("partition", position.getKey().number())
                          .setParameter("next", position.getValue())
                          .executeUpdate())
              .replaceWithVoid();
    }
    return done;
  }

  /** Forgets the positions of these streams. */
  @WithTransaction
  Uni<Void> forget(UUID tableId, Collection<String> streams) {
    return streams.isEmpty()
        ? Uni.createFrom().voidItem()
        : Panache.getSession()
            .chain(
                session ->
                    session
                        .createNativeQuery(FORGET + " and stream in :streams")
                        .setParameter("id", tableId)
                        .setParameter("streams", streams)
                        .executeUpdate())
            .replaceWithVoid();
  }

  /** Forgets all positions of a table. */
  @WithTransaction
  Uni<Void> forget(UUID tableId) {
    return Panache.getSession()
        .chain(
            session ->
                session.createNativeQuery(FORGET).setParameter("id", tableId).executeUpdate())
        .replaceWithVoid();
  }
}
