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
import org.hibernate.reactive.mutiny.Mutiny;

/** How far each table has read each stream. */
@ApplicationScoped
class CheckpointStore {
  private static final String ALL =
      """
      select stream, partition_name, next_offset, shard_state, sequence_number, as_of_ms
      from stream_checkpoint where table_id = :id""";

  private static final String SAVE_OFFSET =
      """
      insert into stream_checkpoint (table_id, stream, partition_name, next_offset)
      values (:id, :stream, :partition, :next)
      on conflict (table_id, stream, partition_name) do update
        set next_offset = excluded.next_offset""";

  private static final String SAVE_SHARD =
      """
      insert into stream_checkpoint (table_id, stream, partition_name, shard_state,
        sequence_number, as_of_ms)
      values (:id, :stream, :partition, :state, :sequence, :asOf)
      on conflict (table_id, stream, partition_name) do update
        set shard_state = excluded.shard_state, sequence_number = excluded.sequence_number,
          as_of_ms = excluded.as_of_ms""";

  private static final String FORGET = "delete from stream_checkpoint where table_id = :id";

  @WithSession
  Uni<Map<StreamPartition, StreamPosition>> of(UUID tableId) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(ALL, Object[].class)
                    .setParameter("id", tableId)
                    .getResultList())
        .map(CheckpointStore::positions);
  }

  private static Map<StreamPartition, StreamPosition> positions(List<Object[]> rows) {
    Map<StreamPartition, StreamPosition> positions = new HashMap<>();
    for (Object[] row : rows) {
      positions.put(new StreamPartition((String) row[0], (String) row[1]), position(row));
    }
    return positions;
  }

  private static StreamPosition position(Object[] row) {
    if (row[3] == null) {
      return new StreamPosition.Offset(((Number) row[2]).longValue());
    }
    long asOfMs = ((Number) row[5]).longValue();
    return switch ((String) row[3]) {
      case "begin" -> new StreamPosition.ShardBegin(asOfMs);
      case "time" -> new StreamPosition.ShardTime(asOfMs);
      case "record" -> new StreamPosition.ShardRecord((String) row[4], asOfMs);
      case "end" -> new StreamPosition.ShardEnd();
      default -> throw new IllegalStateException("no state of a shard: " + row[3]);
    };
  }

  /** Stores positions beside those that are there; joins the caller's transaction, if any. */
  @WithTransaction
  Uni<Void> save(UUID tableId, Map<StreamPartition, StreamPosition> positions) {
    Uni<Void> done = Uni.createFrom().voidItem();
    for (Map.Entry<StreamPartition, StreamPosition> position : positions.entrySet()) {
      done = done.chain(() -> save(tableId, position.getKey(), position.getValue()));
    }
    return done;
  }

  private static Uni<Void> save(UUID tableId, StreamPartition partition, StreamPosition position) {
    Map<String, Object> values =
        switch (position) {
          case StreamPosition.Offset offset -> Map.of("next", offset.next());
          case StreamPosition.ShardBegin begin -> shard("begin", "", begin.asOfMs());
          case StreamPosition.ShardTime time -> shard("time", "", time.asOfMs());
          case StreamPosition.ShardRecord record ->
              shard("record", record.sequenceNumber(), record.asOfMs());
          case StreamPosition.ShardEnd end -> shard("end", "", 0);
        };
    String statement = position instanceof StreamPosition.Offset ? SAVE_OFFSET : SAVE_SHARD;
    return Panache.getSession()
        .chain(
            session -> {
              Mutiny.MutationQuery save =
                  session
                      .createNativeQuery(statement)
                      .setParameter("id", tableId)
                      .setParameter("stream", partition.stream())
                      .setParameter("partition", partition.name());
              values.forEach(save::setParameter);
              return save.executeUpdate();
            })
        .replaceWithVoid();
  }

  private static Map<String, Object> shard(String state, String sequenceNumber, long asOfMs) {
    return Map.of("state", state, "sequence", sequenceNumber, "asOf", asOfMs);
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
