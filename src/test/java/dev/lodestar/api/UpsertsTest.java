package dev.lodestar.api;

import static dev.lodestar.api.Api.accepted;
import static dev.lodestar.api.Api.rows;
import static dev.lodestar.api.Api.unique;
import static dev.lodestar.api.Streams.cancel;
import static dev.lodestar.api.Streams.push;
import static dev.lodestar.api.Streams.pushConnection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.reactive.EventLoop;
import dev.lodestar.tables.ReplacedRows;
import dev.lodestar.tables.TablesService;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Streaming jobs whose events take the place of older rows with the same key. */
@QuarkusTest
class UpsertsTest {
  private final Instant today = Instant.now().truncatedTo(ChronoUnit.DAYS);
  private final String table = unique("upserts");
  @Inject TablesService tables;
  @Inject EventLoop eventLoop;
  private String connection;

  @BeforeEach
  void connect() {
    connection = pushConnection();
  }

  private JobRequest job() {
    return Streams.job(table, connection)
        .time()
        .column("k", "string")
        .column("v", "long")
        .column("n", "long")
        .with("partitionedBy", "day")
        .with("enableUpserts", true)
        .with("upsertKeyColumns", List.of("k"))
        .with("upsertVersionColumn", "v");
  }

  /** An event of some days ago. */
  private String event(String key, long version, long number, int days) {
    return "{\"ts\": \"%s\", \"k\": \"%s\", \"v\": %d, \"n\": %d}\n"
        .formatted(today.minus(Duration.ofDays(days)), key, version, number);
  }

  private List<List<Object>> all() {
    return rows("SELECT \"k\", \"v\", \"n\" FROM \"%s\" ORDER BY 1, 2, 3".formatted(table));
  }

  private void awaitRows(List<List<Object>> expected) {
    await()
        .atMost(Streams.PATIENCE)
        .pollInterval(Duration.ofMillis(30))
        .untilAsserted(() -> assertThat(all()).isEqualTo(expected));
  }

  @Test
  void rowsOfOneKeyBecomeTheNewestOne() {
    String job = accepted(job());
    push(connection, event("a", 1, 10, 0) + event("b", 1, 11, 0) + event("a", 2, 12, 0));
    awaitRows(List.of(List.of("a", 2, 12), List.of("b", 1, 11)));

    push(connection, event("b", 2, 13, 0) + event("c", 1, 14, 0));
    awaitRows(List.of(List.of("a", 2, 12), List.of("b", 2, 13), List.of("c", 1, 14)));
    Streams.publish(table);
    assertThat(all()).hasSize(3);
    assertThat(Api.get(Api.TABLES + "/" + table).getInt("totalRows")).isEqualTo(3);

    push(connection, event("a", 3, 15, 0));
    awaitRows(List.of(List.of("a", 3, 15), List.of("b", 2, 13), List.of("c", 1, 14)));
    cancel(job);
    assertThat(all())
        .isEqualTo(List.of(List.of("a", 3, 15), List.of("b", 2, 13), List.of("c", 1, 14)));
    assertThat(Api.get(Api.TABLES + "/" + table).getInt("totalRows")).isEqualTo(3);
    assertThat(Api.totals(job)).containsEntry("numRowsProcessed", 6);
  }

  @Test
  void lowerVersionThatComesLateChangesNothing() {
    String job = accepted(job());
    push(connection, event("a", 5, 1, 0));
    awaitRows(List.of(List.of("a", 5, 1)));
    push(connection, event("a", 4, 2, 0) + event("end", 1, 3, 0));
    awaitRows(List.of(List.of("a", 5, 1), List.of("end", 1, 3)));
    Streams.publish(table);
    push(connection, event("a", 3, 4, 0) + event("end", 2, 5, 0));
    awaitRows(List.of(List.of("a", 5, 1), List.of("end", 2, 5)));
    cancel(job);
    assertThat(all()).isEqualTo(List.of(List.of("a", 5, 1), List.of("end", 2, 5)));
  }

  @Test
  void ofTheSameVersionTheLaterEventCounts() {
    String job = accepted(job());
    push(connection, event("a", 1, 1, 0) + event("a", 1, 2, 0));
    awaitRows(List.of(List.of("a", 1, 2)));
    push(connection, event("a", 1, 3, 0));
    awaitRows(List.of(List.of("a", 1, 3)));
    Streams.publish(table);
    push(connection, event("a", 1, 4, 0));
    awaitRows(List.of(List.of("a", 1, 4)));
    cancel(job);
    assertThat(all()).isEqualTo(List.of(List.of("a", 1, 4)));
  }

  @Test
  void rowMovesToTheTimeOfItsNewestEvent() {
    String job = accepted(job());
    push(connection, event("a", 1, 1, 3) + event("b", 1, 2, 3));
    awaitRows(List.of(List.of("a", 1, 1), List.of("b", 1, 2)));
    Streams.publish(table);
    push(connection, event("a", 2, 3, 0));
    awaitRows(List.of(List.of("a", 2, 3), List.of("b", 1, 2)));
    String old =
        "SELECT \"k\" FROM \"%s\" WHERE __time < TIMESTAMP '%s'"
            .formatted(
                table, today.minus(Duration.ofDays(1)).toString().replaceAll("[TZ]", " ").trim());
    assertThat(rows(old)).as("hot").isEqualTo(List.of(List.of("b")));
    cancel(job);
    assertThat(rows(old)).as("published").isEqualTo(List.of(List.of("b")));
  }

  @Test
  void keyOfSeveralColumnsMayHoldNull() {
    String job =
        accepted(
            Streams.job(table, connection)
                .time()
                .column("k", "string")
                .column("l", "string")
                .column("n", "long")
                .with("enableUpserts", true)
                .with("upsertKeyColumns", List.of("k", "l")));
    String first = "{\"ts\": \"%s\", \"k\": \"a\", \"l\": \"x\", \"n\": 1}\n".formatted(today);
    String half = "{\"ts\": \"%s\", \"k\": \"a\", \"n\": %d}\n";
    push(connection, first + half.formatted(today, 2) + half.formatted(today.plusMillis(1), 3));
    String query = "SELECT \"l\", \"n\" FROM \"%s\" ORDER BY 2".formatted(table);
    await()
        .atMost(Streams.PATIENCE)
        .untilAsserted(() -> assertThat(rows(query).toString()).isEqualTo("[[x, 1], [null, 3]]"));
    Streams.publish(table);
    // The version is the time when no column is named.
    push(connection, half.formatted(today, 4) + half.formatted(today.plusMillis(2), 5));
    await()
        .atMost(Streams.PATIENCE)
        .untilAsserted(() -> assertThat(rows(query).toString()).isEqualTo("[[x, 1], [null, 5]]"));
    cancel(job);
    assertThat(rows(query).toString()).isEqualTo("[[x, 1], [null, 5]]");
  }

  @Test
  void rowsOfBatchJobsAreReplacedToo() {
    String batch =
        "{\"ts\": \"%s\", \"k\": \"a\", \"v\": 1, \"n\": 1}\n{\"ts\": \"%s\", \"k\": \"a\", \"v\": 2, \"n\": 2}\n"
            .formatted(today, today.minus(Duration.ofDays(2)));
    String job = accepted(job());
    push(connection, event("a", 1, 3, 0) + event("z", 1, 4, 0));
    awaitRows(List.of(List.of("a", 1, 3), List.of("z", 1, 4)));
    Api.completed(
        JobRequest.inline(table, batch)
            .time()
            .column("k", "string")
            .column("v", "long")
            .column("n", "long"));
    // Two rows came with version 1 and 2: the event replaces the first and gives way to the second.
    awaitRows(List.of(List.of("a", 2, 2), List.of("z", 1, 4)));
    push(connection, event("a", 3, 5, 0));
    awaitRows(List.of(List.of("a", 3, 5), List.of("z", 1, 4)));
    cancel(job);
    assertThat(all()).isEqualTo(List.of(List.of("a", 3, 5), List.of("z", 1, 4)));
  }

  @Test
  void anyOrderOfEventsAndPublicationsComesToTheSame() {
    String job = accepted(job());
    Random random = new Random(20_261_122);
    Map<String, List<Object>> expected = new HashMap<>();
    push(connection, event("first", 1, 0, 0));
    expected.put("first", List.of("first", 1, 0));
    for (int round = 0; round < 8; round++) {
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < 40; i++) {
        String key = "k" + random.nextInt(25);
        int version = random.nextInt(20);
        int number = round * 100 + i;
        lines.append(event(key, version, number, random.nextInt(4)));
        expected.merge(
            key,
            List.of(key, version, number),
            (old, now) -> (int) old.get(1) > version ? old : now);
      }
      String last = "round" + round;
      push(connection, lines + event(last, 1, round, 0));
      expected.put(last, List.of(last, 1, round));
      await()
          .atMost(Streams.PATIENCE)
          .untilAsserted(() -> assertThat(all()).extracting(List::getFirst).contains(last));
      if (round % 3 == 2) {
        Streams.publish(table);
      }
      assertThat(all())
          .as("round %d", round)
          .containsExactlyInAnyOrderElementsOf(expected.values());
    }
    cancel(job);
    assertThat(all()).containsExactlyInAnyOrderElementsOf(expected.values());
  }

  @Test
  void batchJobsMayEndWhileEventsArePublished() throws InterruptedException, ExecutionException {
    String job = accepted(job());
    push(connection, event("a", 0, 0, 0));
    awaitRows(List.of(List.of("a", 0, 0)));
    try (ExecutorService pool = Executors.newFixedThreadPool(1)) {
      Future<?> appending = pool.submit(() -> appendTimes(8));
      for (int version = 1; version <= 30; version++) {
        push(connection, event("a", version, version, version % 3));
        if (version % 3 == 0) {
          Streams.publish(table);
        }
      }
      appending.get();
    }
    cancel(job);
    assertThat(rows("SELECT \"k\", COUNT(*) FROM \"%s\" GROUP BY 1 ORDER BY 1".formatted(table)))
        .isEqualTo(List.of(List.of("a", 1), List.of("batch", 8)));
    assertThat(all()).contains(List.of("a", 30, 30));
  }

  /** Rows of other keys, each with a job of its own. */
  private void appendTimes(int jobs) {
    for (int i = 0; i < jobs; i++) {
      Api.completed(
          JobRequest.inline(table, event("batch", 1, i, 0))
              .time()
              .column("k", "string")
              .column("v", "long")
              .column("n", "long"));
    }
  }

  @Test
  void publicationThatDidNotSeeAllSegmentsIsRefused() {
    String job = accepted(job());
    push(connection, event("a", 1, 1, 0));
    awaitRows(List.of(List.of("a", 1, 1)));
    cancel(job);
    UUID tableId = UUID.fromString(Api.get(Api.TABLES + "/" + table).getString("id"));
    ReplacedRows unaware = new ReplacedRows(Set.of(UUID.randomUUID()), List.of());

    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(
            () ->
                tables
                    .changing(
                        () ->
                            eventLoop.run(
                                () ->
                                    Panache.withTransaction(
                                        () ->
                                            tables.publish(
                                                tableId,
                                                UUID.fromString(job),
                                                1_000,
                                                Optional.of(unaware),
                                                List.of(),
                                                today))))
                    .await()
                    .atMost(Streams.PATIENCE))
        .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.STALE_VERSION));
    assertThat(all()).isEqualTo(List.of(List.of("a", 1, 1)));
  }

  @Test
  void eachAnswerHasEachKeyOnceWhileBatchesArePublished()
      throws InterruptedException, ExecutionException {
    String job = accepted(job());
    StringBuilder keys = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      keys.append(event("k" + i, 1, 0, i % 3));
    }
    push(connection, keys.toString());
    Streams.awaitCount(table, 20);
    AtomicBoolean over = new AtomicBoolean();
    List<Future<Integer>> readers = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
      for (int i = 0; i < 2; i++) {
        readers.add(pool.submit(() -> readUntil(over)));
      }
      try {
        for (int version = 2; version < 36; version++) {
          push(
              connection,
              event("k" + version % 20, version, version, version % 3)
                  + event("k" + (version + 7) % 20, version, version, version % 2));
          if (version % 12 == 0) {
            Streams.publish(table);
          }
        }
      } finally {
        over.set(true);
      }
    }
    for (Future<Integer> reader : readers) {
      assertThat(reader.get()).isPositive();
    }
    cancel(job);
    assertThat(all()).hasSize(20);
  }

  private int readUntil(AtomicBoolean over) {
    int answers = 0;
    int last = 0;
    while (!over.get()) {
      List<Object> row =
          rows("SELECT COUNT(*), COUNT(DISTINCT \"k\"), MAX(\"v\") FROM \"%s\"".formatted(table))
              .getFirst();
      assertThat(row.subList(0, 2)).as("each key once").isEqualTo(List.of(20, 20));
      assertThat((Integer) row.get(2)).as("never back").isGreaterThanOrEqualTo(last);
      last = (Integer) row.get(2);
      answers++;
    }
    return answers;
  }
}
