package dev.lodestar.reactive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecentReadsTest {
  private static final int WEIGHT_MAX = 10;

  private final Changes changes = new Changes();
  private final AtomicLong nanoTime = new AtomicLong();
  private final RecentReads<String, String> reads =
      new RecentReads<>(changes, String::length, WEIGHT_MAX, nanoTime::get);

  /** The readings that were begun, each to be completed by the test. */
  private final List<CompletableFuture<String>> begun = new ArrayList<>();

  private CompletableFuture<String> ask(String key) {
    return reads
        .get(
            key,
            () -> {
              CompletableFuture<String> reading = new CompletableFuture<>();
              begun.add(reading);
              return Uni.createFrom().completionStage(reading);
            })
        .subscribeAsCompletionStage();
  }

  private String read(String key, String value) {
    CompletableFuture<String> asked = ask(key);
    if (!asked.isDone()) {
      begun.getLast().complete(value);
    }
    return asked.join();
  }

  private CompletableFuture<String> change() {
    CompletableFuture<String> transaction = new CompletableFuture<>();
    changes
        .during(() -> Uni.createFrom().completionStage(transaction))
        .subscribe()
        .with(item -> {}, failure -> {});
    return transaction;
  }

  @Test
  void readsOnceWhileNothingChanges() {
    assertThat(read("a", "old")).isEqualTo("old");
    assertThat(read("a", "new")).isEqualTo("old");
    assertThat(read("b", "other")).isEqualTo("other");

    assertThat(begun).hasSize(2);
  }

  @Test
  void readsAgainAfterEachChange() {
    read("a", "old");

    change().complete("committed");

    assertThat(read("a", "new")).isEqualTo("new");
  }

  @Test
  void readsAgainAfterAChangeThatFailed() {
    read("a", "old");

    change().completeExceptionally(new IllegalStateException("who knows"));

    assertThat(read("a", "new")).isEqualTo("new");
  }

  @Test
  void keepsNothingThatIsReadDuringAChange() {
    CompletableFuture<String> transaction = change();
    read("a", "old");
    transaction.complete("committed");

    assertThat(read("a", "new")).isEqualTo("new");
  }

  @Test
  void sharesAReadingThatIsUnderWay() {
    CompletableFuture<String> first = ask("a");
    CompletableFuture<String> second = ask("a");
    begun.getFirst().complete("shared");

    assertThat(first.join()).isEqualTo("shared");
    assertThat(second.join()).isEqualTo("shared");
    assertThat(begun).hasSize(1);
  }

  @Test
  void givesNobodyAReadingThatBeganBeforeAChangeItKnowsOf() {
    CompletableFuture<String> before = ask("a");
    change().complete("committed");
    CompletableFuture<String> after = ask("a");
    CompletableFuture<String> alsoAfter = ask("a");

    begun.get(0).complete("old");
    assertThat(before.join()).isEqualTo("old");
    assertThat(after).isNotDone();
    begun.get(1).complete("new");

    assertThat(after.join()).isEqualTo("new");
    assertThat(alsoAfter.join()).isEqualTo("new");
    assertThat(begun).hasSize(2);
    assertThat(read("a", "newer")).isEqualTo("new");
  }

  @Test
  void readsTheNextAlsoWhenTheOneBeforeFails() {
    CompletableFuture<String> before = ask("a");
    change().complete("committed");
    CompletableFuture<String> after = ask("a");

    begun.get(0).completeExceptionally(new IllegalStateException("away"));
    begun.get(1).complete("new");

    assertThatThrownBy(before::join).hasRootCauseMessage("away");
    assertThat(after.join()).isEqualTo("new");
  }

  @Test
  void triesAgainAfterAFailure() {
    CompletableFuture<String> asked = ask("a");
    begun.getFirst().completeExceptionally(new IllegalStateException("away"));
    assertThatThrownBy(asked::join).hasRootCauseMessage("away");

    assertThat(read("a", "value")).isEqualTo("value");
  }

  @Test
  void forgetsWhatIsOld() {
    read("a", "old");

    nanoTime.addAndGet(Duration.ofSeconds(11).toNanos());

    assertThat(read("a", "new")).isEqualTo("new");
  }

  @Test
  void forgetsWhatWasNotAskedForWhenItIsTooMuch() {
    read("a", "12345");
    read("b", "12345");
    read("a", "unused");
    read("c", "12345");

    assertThat(read("a", "new")).isEqualTo("12345");
    assertThat(read("b", "new")).isEqualTo("new");
  }

  @Test
  void answersWhatIsTooMuchToKeep() {
    assertThat(read("a", "12345678901")).isEqualTo("12345678901");
    assertThat(read("a", "new")).isEqualTo("new");
  }
}
