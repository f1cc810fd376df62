package dev.lodestar.reactive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GatheredReadsTest {
  /** A query under way, to be ended by the test. */
  private record Query(Set<Integer> keys, CompletableFuture<Map<Integer, String>> result) {
    void end() {
      result.complete(
          keys.stream()
              .filter(key -> key > 0)
              .collect(Collectors.toMap(key -> key, key -> "thing " + key)));
    }
  }

  private final List<Query> queries = new ArrayList<>();
  private final GatheredReads<Integer, String> reads =
      new GatheredReads<>(
          keys -> {
            Query query = new Query(Set.copyOf(keys), new CompletableFuture<>());
            queries.add(query);
            return Uni.createFrom().completionStage(query.result());
          });

  private CompletableFuture<Optional<String>> ask(int key) {
    return reads.get(key).subscribeAsCompletionStage();
  }

  private List<CompletableFuture<Optional<String>>> askAll(int from, int to) {
    return IntStream.range(from, to).mapToObj(this::ask).toList();
  }

  @Test
  void readsAtOnceWhatNobodyElseAsksFor() {
    CompletableFuture<Optional<String>> asked = ask(1);

    queries.getFirst().end();
    assertThat(asked).isCompletedWithValue(Optional.of("thing 1"));
  }

  @Test
  void saysWhatThereIsNot() {
    CompletableFuture<Optional<String>> asked = ask(-1);

    queries.getFirst().end();
    assertThat(asked).isCompletedWithValue(Optional.empty());
  }

  @Test
  void readsTogetherWhatCameMeanwhile() {
    List<CompletableFuture<Optional<String>>> first = askAll(1, 3);
    CompletableFuture<Optional<String>> third = ask(3);
    CompletableFuture<Optional<String>> fourth = ask(4);

    assertThat(queries).hasSize(2);
    queries.get(1).end();
    assertThat(queries).hasSize(3);
    assertThat(queries.get(2).keys()).containsExactlyInAnyOrder(3, 4);
    queries.get(2).end();
    assertThat(third).isCompletedWithValue(Optional.of("thing 3"));
    assertThat(fourth).isCompletedWithValue(Optional.of("thing 4"));
    assertThat(first.get(0)).isNotDone();
    assertThat(first.get(1)).isCompletedWithValue(Optional.of("thing 2"));
  }

  @Test
  void readsAgainWhatIsAskedForDuringAReadingOfIt() {
    CompletableFuture<Optional<String>> first = ask(1);
    CompletableFuture<Optional<String>> second = ask(1);

    queries.get(0).end();
    assertThat(first).isCompletedWithValue(Optional.of("thing 1"));
    assertThat(second).isNotDone();
    queries.get(1).end();
    assertThat(second).isCompletedWithValue(Optional.of("thing 1"));
  }

  @Test
  void readsNoMoreAtOnceThanAQueryTakes() {
    List<CompletableFuture<Optional<String>>> asked = askAll(1, 103);

    queries.get(0).end();
    assertThat(queries.get(2).keys()).hasSize(64);
    queries.get(1).end();
    assertThat(queries.get(3).keys()).hasSize(36);
    queries.get(2).end();
    queries.get(3).end();
    assertThat(asked).allMatch(CompletableFuture::isDone);
  }

  @Test
  void failsForAllThatWaitedAndGoesOn() {
    CompletableFuture<Optional<String>> asked = ask(1);

    queries.getFirst().result().completeExceptionally(new IllegalStateException("away"));
    assertThatThrownBy(asked::get).hasRootCauseMessage("away");
    CompletableFuture<Optional<String>> next = ask(1);
    queries.get(1).end();
    assertThat(next).isCompletedWithValue(Optional.of("thing 1"));
  }

  @Test
  void failsWhenTheQueryCannotEvenBegin() {
    GatheredReads<Integer, String> broken =
        new GatheredReads<>(
            keys -> {
              throw new IllegalStateException("no pool");
            });

    assertThatThrownBy(() -> broken.get(1).await().indefinitely()).hasMessage("no pool");
  }
}
