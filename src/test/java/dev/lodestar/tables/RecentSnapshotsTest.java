package dev.lodestar.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lodestar.reactive.Changes;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecentSnapshotsTest {
  private static final Set<String> NAMES = Set.of("events", "no_table");

  private final AtomicLong nanoTime = new AtomicLong();
  private final RecentSnapshots recent = new RecentSnapshots(nanoTime::get);

  private void read() {
    recent.keep(recent.mark(), NAMES, Map.of());
  }

  private Cancellable begin(CompletableFuture<String> transaction) {
    return recent
        .changing(() -> Uni.createFrom().completionStage(transaction))
        .subscribe()
        .with(item -> {}, failure -> {});
  }

  private CompletableFuture<String> begun() {
    CompletableFuture<String> transaction = new CompletableFuture<>();
    begin(transaction);
    return transaction;
  }

  @Test
  void answersWhatWasReadAlsoThatThereIsNoTable() {
    read();

    assertThat(recent.find(NAMES)).contains(Map.of());
    assertThat(recent.find(Set.of("events"))).contains(Map.of());
    assertThat(recent.find(Set.of("events", "others"))).isEmpty();
  }

  @Test
  void answersNothingFromTheBeginningOfAChange() {
    read();

    begin(new CompletableFuture<>());

    assertThat(recent.find(NAMES)).isEmpty();
  }

  @Test
  void keepsNothingThatIsReadDuringAChange() {
    CompletableFuture<String> transaction = begun();
    read();
    transaction.complete("committed");

    assertThat(recent.find(NAMES)).isEmpty();
  }

  @Test
  void keepsNothingWhoseReadingBeganBeforeAChange() {
    Changes.Mark mark = recent.mark();
    begun().complete("committed");
    recent.keep(mark, NAMES, Map.of());

    assertThat(recent.find(NAMES)).isEmpty();
  }

  @Test
  void keepsNothingWhoseReadingBeganDuringAChangeThatIsOver() {
    CompletableFuture<String> transaction = begun();
    Changes.Mark mark = recent.mark();
    transaction.complete("committed");
    recent.keep(mark, NAMES, Map.of());

    assertThat(recent.find(NAMES)).isEmpty();
  }

  @Test
  void remembersAgainOnceEveryChangeIsOver() {
    CompletableFuture<String> one = begun();
    CompletableFuture<String> other = begun();

    one.completeExceptionally(new IllegalStateException("refused"));
    read();
    assertThat(recent.find(NAMES)).isEmpty();

    other.complete("committed");
    read();
    assertThat(recent.find(NAMES)).isPresent();
  }

  @Test
  void takesAChangeForOverWhenItIsAndNotWhenNobodyWaitsForIt() {
    CompletableFuture<String> transaction = new CompletableFuture<>();
    Cancellable waiting = begin(transaction);

    waiting.cancel();
    read();
    assertThat(recent.find(NAMES)).isEmpty();

    transaction.complete("committed");
    read();
    assertThat(recent.find(NAMES)).isPresent();
  }

  @Test
  void endsAChangeThatDoesNotEvenBegin() {
    recent
        .changing(
            () -> {
              throw new IllegalStateException("no connection");
            })
        .subscribe()
        .with(item -> {}, failure -> {});
    read();

    assertThat(recent.find(NAMES)).isPresent();
  }

  @Test
  void forgetsAfterItsLife() {
    read();

    nanoTime.set(RecentSnapshots.LIFE.toNanos() + 1);

    assertThat(recent.find(NAMES)).isEmpty();
  }

  @Test
  void refusesAChangeThatNobodyAnnounced() {
    assertThatThrownBy(recent::requireChanging).isInstanceOf(IllegalStateException.class);

    begin(new CompletableFuture<>());
    recent.requireChanging();
  }
}
