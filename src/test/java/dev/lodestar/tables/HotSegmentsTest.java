package dev.lodestar.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import dev.lodestar.data.Interval;
import dev.lodestar.data.TextLists;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HotSegmentsTest {
  private static final UUID TABLE = UUID.randomUUID();
  private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");
  private static final int READERS = 8;
  private static final int BATCHES = 5_000;
  private static final int PUBLISHED_EVERY = 7;

  private final HotSegments hot = new HotSegments();

  /** The rows and the number that one statement reads of the database: always of one moment. */
  private record Stored(long sequence, Set<UUID> segments) {}

  private static HotSegment batch(long sequence) {
    return new HotSegment(
        sequence,
        new Segment(
            new UUID(0, sequence),
            TABLE,
            new Interval(TIME, TIME.plusSeconds(1)),
            1,
            1,
            TIME,
            TIME,
            List.of(new Column(Column.TIME, DataType.TIMESTAMP)),
            TextLists.NONE,
            Set.of(),
            null),
        TIME,
        Optional.empty());
  }

  @Test
  void numbersAreAboveThoseOfThisProcessAndThoseThatArePublished() {
    assertThat(hot.next(TABLE, 0)).isEqualTo(1);
    assertThat(hot.next(TABLE, 0)).isEqualTo(2);
    assertThat(hot.next(TABLE, 40)).isEqualTo(41);
    assertThat(hot.next(UUID.randomUUID(), 0)).isEqualTo(1);
  }

  @Test
  void showsOnlyBatchesAboveThePublishedOne() {
    hot.add(TABLE, List.of(batch(1), batch(1)));
    hot.add(TABLE, List.of(batch(2)));

    assertThat(hot.view().after(TABLE, 1)).extracting(HotSegment::sequence).containsExactly(2L);
    assertThat(hot.view().after(TABLE, 2)).isEmpty();
    assertThat(hot.view().after(UUID.randomUUID(), 0)).isEmpty();
  }

  @Test
  void viewStaysAsItIsWhenBatchesAreForgotten() {
    hot.add(TABLE, List.of(batch(1)));
    HotSegments.View before = hot.view();

    hot.forget(TABLE, 1);

    assertThat(before.after(TABLE, 0)).hasSize(1);
    assertThat(hot.view().tables()).isEmpty();
  }

  @Test
  void everyReaderSeesEachBatchExactlyOnceWhileBatchesComeAndArePublished()
      throws InterruptedException, ExecutionException {
    AtomicReference<Stored> database = new AtomicReference<>(new Stored(0, Set.of()));
    AtomicBoolean over = new AtomicBoolean();
    List<Future<Integer>> readers = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(READERS)) {
      for (int i = 0; i < READERS; i++) {
        readers.add(pool.submit(() -> readUntil(over, database)));
      }
      try {
        for (long sequence = 1; sequence <= BATCHES; sequence++) {
          hot.add(TABLE, List.of(batch(sequence)));
          if (sequence % PUBLISHED_EVERY == 0) {
            publish(database, sequence);
          }
        }
      } finally {
        over.set(true);
      }
    }
    for (Future<Integer> reader : readers) {
      assertThat(reader.get()).isPositive();
    }
  }

  /** Merged into one segment, as publishing does it. */
  private void publish(AtomicReference<Stored> database, long sequence) {
    Set<UUID> segments = new HashSet<>(Set.of(new UUID(1, sequence)));
    database.set(new Stored(sequence, segments));
    hot.forget(TABLE, sequence);
  }

  private int readUntil(AtomicBoolean over, AtomicReference<Stored> database) {
    int answers = 0;
    long last = 0;
    do {
      HotSegments.View view = hot.view();
      Stored stored = database.get();
      List<Long> seen =
          view.after(TABLE, stored.sequence()).stream().map(HotSegment::sequence).toList();
      List<Long> expected = new ArrayList<>();
      for (int i = 1; i <= seen.size(); i++) {
        expected.add(stored.sequence() + i);
      }
      assertThat(seen).as("no batch twice, none left out").isEqualTo(expected);
      long newest = stored.sequence() + seen.size();
      assertThat(newest).as("never back").isGreaterThanOrEqualTo(last);
      last = newest;
      answers++;
    } while (!over.get());
    return answers;
  }
}
