package dev.lodestar.events;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.StreamSupport;

/** Pushed events as rows. */
@ApplicationScoped
class EventStore {
  private static final String INSERT =
      """
      insert into event (stream, position, received_at, body)
      select * from unnest($1::text[], $2::bigint[], $3::timestamptz[], $4::bytea[])""";

  private static final String READ =
      """
      select position, received_at, body from (
        select position, received_at, body,
          sum(octet_length(body)) over (order by position) as bytes
        from (select * from event where stream = $1 and position >= $2
          order by position limit $3) as found) as counted
      where position = $2 or bytes <= $4 order by position""";

  private static final String RANGE =
      "select min(position), max(position) + 1 from event where stream = $1";

  /** The end outlives its events, because checkpoints count on positions. */
  private static final String CHECKPOINTED =
      "select max(next_offset) from stream_checkpoint where stream = $1";

  /** The last event of a stream stays: it says where the stream goes on. */
  private static final String PURGE =
      """
      delete from event e where e.received_at < $1
        and (e.received_at < $2 or not exists (select 1 from stream_checkpoint c
          where c.stream = e.stream and c.next_offset <= e.position))
        and e.position < (select max(l.position) from event l where l.stream = e.stream)""";

  private final Pool pool;

  EventStore(Pool pool) {
    this.pool = pool;
  }

  /** An event with its place. */
  record Placed(String stream, StoredEvent event) {}

  /** Positions of a stream: the first that is kept, and the one behind the last. */
  record Range(long first, long end) {}

  /** Stores all of them or none, in one statement. */
  Uni<Void> append(List<Placed> events) {
    int count = events.size();
    String[] streams = new String[count];
    Long[] positions = new Long[count];
    OffsetDateTime[] times = new OffsetDateTime[count];
    io.vertx.core.buffer.Buffer[] bodies = new io.vertx.core.buffer.Buffer[count];
    for (int i = 0; i < count; i++) {
      Placed placed = events.get(i);
      streams[i] = placed.stream();
      positions[i] = placed.event().position();
      times[i] = time(Instant.ofEpochMilli(placed.event().receivedAtMs()));
      bodies[i] = io.vertx.core.buffer.Buffer.buffer(placed.event().body());
    }
    return pool.preparedQuery(INSERT)
        .execute(Tuple.from(List.of(streams, positions, times, bodies)))
        .replaceWithVoid();
  }

  /** From a position on, in their order; at least the first one, should it be there. */
  Uni<List<StoredEvent>> read(String stream, long from, int countMax, long bytesMax) {
    return pool.preparedQuery(READ)
        .execute(Tuple.of(stream, from, countMax, bytesMax))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false).map(EventStore::event).toList());
  }

  private static StoredEvent event(Row row) {
    Buffer body = row.getBuffer(2);
    return new StoredEvent(
        row.getLong(0), row.getOffsetDateTime(1).toInstant().toEpochMilli(), body.getBytes());
  }

  Uni<Range> range(String stream) {
    return pool.preparedQuery(CHECKPOINTED)
        .execute(Tuple.of(stream))
        .map(rows -> orZero(rows.iterator().next().getLong(0)))
        .chain(
            read ->
                pool.preparedQuery(RANGE)
                    .execute(Tuple.of(stream))
                    .map(
                        rows -> {
                          Row row = rows.iterator().next();
                          long end = Math.max(read, orZero(row.getLong(1)));
                          Long first = row.getLong(0);
                          return new Range(first == null ? end : first, end);
                        }));
  }

  private static long orZero(Long value) {
    return value == null ? 0 : value;
  }

  /**
   * Deletes old events.
   *
   * @param readBefore events that were received before that go if everybody has read them
   * @param unreadBefore those from before that go in any case
   * @return how many went
   */
  Uni<Integer> purge(Instant readBefore, Instant unreadBefore) {
    return pool.preparedQuery(PURGE)
        .execute(Tuple.of(time(readBefore), time(unreadBefore)))
        .map(deleted -> deleted.rowCount());
  }

  private static OffsetDateTime time(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
