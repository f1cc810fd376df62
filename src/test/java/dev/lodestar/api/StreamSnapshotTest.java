package dev.lodestar.api;

import static dev.lodestar.api.Api.accepted;
import static dev.lodestar.api.Api.rows;
import static dev.lodestar.api.Api.unique;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Many readers while rows become visible and are published: no row twice, none missing. */
@QuarkusTest
class StreamSnapshotTest {
  private static final int READERS = 4;
  private static final int EVENTS = 300;
  private static final int EVENTS_A_REQUEST = 3;

  @Test
  void eachAnswerHasEachRowOnceAndNoneGoesAway() throws InterruptedException, ExecutionException {
    String table = unique("seen");
    String connection = Streams.pushConnection();
    String job = accepted(Streams.numbers(table, connection));
    // The column is there when the first row is.
    Streams.push(connection, Streams.events(0, EVENTS_A_REQUEST));
    Streams.awaitCount(table, EVENTS_A_REQUEST);
    AtomicBoolean over = new AtomicBoolean();
    List<Future<Integer>> readers = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(READERS)) {
      for (int i = 0; i < READERS; i++) {
        readers.add(pool.submit(() -> readUntil(over, table)));
      }
      try {
        for (int n = EVENTS_A_REQUEST; n < EVENTS; n += EVENTS_A_REQUEST) {
          Streams.push(connection, Streams.events(n, n + EVENTS_A_REQUEST));
          if (n % 60 == 0) {
            Streams.publish(table);
          }
        }
        Streams.awaitCount(table, EVENTS);
      } finally {
        over.set(true);
      }
    }
    for (Future<Integer> reader : readers) {
      assertThat(reader.get()).isPositive();
    }
    Streams.cancel(job);
    assertThat(Api.count(table)).isEqualTo(EVENTS);
  }

  /** The events of a stream are visible in their order, so their numbers have no hole. */
  private static int readUntil(AtomicBoolean over, String table) {
    int answers = 0;
    int last = 0;
    while (!over.get()) {
      List<Object> row =
          rows("SELECT COUNT(*), COUNT(DISTINCT \"n\"), MAX(\"n\") FROM \"%s\"".formatted(table))
              .getFirst();
      int count = (Integer) row.get(0);
      assertThat(row.get(1)).as("each row once").isEqualTo(count);
      if (count > 0) {
        assertThat(row.get(2)).as("none missing").isEqualTo(count - 1);
      }
      assertThat(count).as("never back").isGreaterThanOrEqualTo(last);
      last = count;
      answers++;
    }
    return answers;
  }
}
