package dev.lodestar.reactive;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClaimLoopTest {
  private final Deque<String> waiting = new ArrayDeque<>(List.of("a", "b", "c"));
  private final Map<String, UniEmitter<? super Void>> running = new LinkedHashMap<>();
  private final List<Throwable> faults = new ArrayList<>();
  private boolean broken;

  private final ClaimLoop<String> loop =
      new ClaimLoop<>(
          2,
          () ->
              broken
                  ? Uni.createFrom().failure(new IllegalStateException("away"))
                  : Uni.createFrom().item(() -> Optional.ofNullable(waiting.poll())),
          piece -> Uni.createFrom().emitter(emitter -> running.put(piece, emitter)),
          faults::add);

  private void end(String piece) {
    running.remove(piece).complete(null);
  }

  @Test
  void takesNothingBeforeItIsOpen() {
    loop.wake();

    assertThat(running).isEmpty();
  }

  @Test
  void carriesOutAsMuchAtOnceAsThereAreSlots() {
    loop.open();

    assertThat(running).containsOnlyKeys("a", "b");
    end("a");
    assertThat(running).containsOnlyKeys("b", "c");
  }

  @Test
  void takesWhatCameWhileItWorked() {
    waiting.clear();
    loop.open();

    waiting.add("late");
    loop.wake();

    assertThat(running).containsOnlyKeys("late");
  }

  @Test
  void takesNoMoreOnceItIsClosed() {
    loop.open();

    loop.close();
    end("a");

    assertThat(loop.isOpen()).isFalse();
    assertThat(running).containsOnlyKeys("b");
  }

  @Test
  void goesOnAfterTheQueueCouldNotBeRead() {
    broken = true;
    loop.open();
    assertThat(faults).hasSize(1);

    broken = false;
    loop.wake();

    assertThat(running).containsOnlyKeys("a", "b");
  }
}
