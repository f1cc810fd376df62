package dev.lodestar.tables;

import dev.lodestar.data.Granularity;
import dev.lodestar.data.UserReference;
import dev.lodestar.data.UserStamp;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The rows of all tables, without their columns. */
@ApplicationScoped
class TableListStore {
  /** Rows are made of what the database sends on an event loop, which serves others in between. */
  private static final int PIECE = 1_000;

  private static final String ROWS =
      "select id, name, type, version, isDeleting, description, schemaMode, partitioning,"
          + " storagePolicy, createdByName, createdById, createdAt, modifiedByName, modifiedById,"
          + " modifiedAt, segmentCount, rowCount, sizeBytes, compactedBytes"
          + " from TableEntity where droppedAt is null and name > :after order by name";

  private final TableStore tables;

  TableListStore(TableStore tables) {
    this.tables = tables;
  }

  /** By name; each as it is at some moment of the reading. */
  @WithSession
  Uni<List<ListedTable>> all(Instant now) {
    return from("", new ArrayList<>()).chain(all -> withPrecached(all, now)).map(List::copyOf);
  }

  private static Uni<List<ListedTable>> from(String after, List<ListedTable> before) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createQuery(ROWS, Object[].class)
                    .setParameter("after", after)
                    .setMaxResults(PIECE)
                    .getResultList())
        .chain(
            rows -> {
              rows.forEach(row -> before.add(table(row)));
              return rows.size() < PIECE
                  ? Uni.createFrom().item(before)
                  : from(before.getLast().name(), before);
            });
  }

  private static ListedTable table(Object[] row) {
    String policy = (String) row[8];
    long bytes = (long) row[17];
    return new ListedTable(
        (UUID) row[0],
        (String) row[1],
        (TableType) row[2],
        (long) row[3],
        (boolean) row[4],
        (String) row[5],
        (SchemaMode) row[6],
        (Granularity) row[7],
        policy == null ? null : ColumnsJson.toPolicy(policy),
        new UserStamp(new UserReference((String) row[9], (String) row[10]), (Instant) row[11]),
        new UserStamp(new UserReference((String) row[12], (String) row[13]), (Instant) row[14]),
        new TableStatistics((long) row[15], (long) row[16], bytes, (long) row[18], bytes));
  }

  /** With what is kept close where the policies say that it is not all. */
  private Uni<List<ListedTable>> withPrecached(List<ListedTable> all, Instant now) {
    Uni<List<ListedTable>> done = Uni.createFrom().item(all);
    for (int i = 0; i < all.size(); i++) {
      int place = i;
      ListedTable table = all.get(i);
      KeptTimes cached = KeptTimes.cached(table.storagePolicy(), now);
      if (!cached.isEverything()) {
        done =
            done.chain(
                list ->
                    tables
                        .precached(table.id(), cached)
                        .map(
                            bytes -> {
                              list.set(place, table.withPrecached(bytes));
                              return list;
                            }));
      }
    }
    return done;
  }
}
