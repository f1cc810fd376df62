package dev.lodestar.reactive;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * Readings that many ask for: kept as long as nothing changes, and shared while they are under way.
 * Safe for threads.
 *
 * <p>Whoever asks gets what was read after all that had ended when it asked. So of each key one
 * reading is under way at a time, however many ask; those that it is too old for share the next.
 *
 * @param <K> what tells readings apart
 */
public final class RecentReads<K, V> {
  private static final Duration LIFE = Duration.ofSeconds(10);

  private final Changes changes;
  private final ToIntFunction<V> weight;
  private final int weightMax;
  private final LongSupplier nanoTime;

  /** In the order of use. */
  private final Map<K, Kept<V>> kept = new LinkedHashMap<>(16, 0.75f, true);

  private final Map<K, Flight<V>> flights = new HashMap<>();
  private int weightSum;

  private record Kept<V>(V value, Changes.Mark mark, long readAt, int weight) {}

  /** A reading under way, and what is promised to those that came too late for it. */
  private record Flight<V>(
      Changes.Mark mark, CompletableFuture<V> result, Optional<CompletableFuture<V>> next) {}

  /**
   * @param weightMax of all that is kept together
   */
  public RecentReads(Changes changes, ToIntFunction<V> weight, int weightMax) {
    this(changes, weight, weightMax, System::nanoTime);
  }

  RecentReads(Changes changes, ToIntFunction<V> weight, int weightMax, LongSupplier nanoTime) {
    this.changes = changes;
    this.weight = weight;
    this.weightMax = weightMax;
    this.nanoTime = nanoTime;
  }

  /**
   * What a reading says that began after everything that has ended by now.
   *
   * @param read runs on a context of its own, because others may wait for it
   * @return arrives on the event loop that asks, if one does
   */
  public Uni<V> get(K key, Supplier<Uni<V>> read) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Optional<V> known = find(key);
              return known.isPresent()
                  ? Uni.createFrom().item(known.get())
                  : Uni.createFrom().completionStage(board(key, read)).emitOn(here());
            });
  }

  private static Executor here() {
    Context context = Vertx.currentContext();
    return context == null
        ? Runnable::run
        : command -> context.runOnContext(nothing -> command.run());
  }

  private synchronized Optional<V> find(K key) {
    Kept<V> found = kept.get(key);
    if (found == null) {
      return Optional.empty();
    }
    boolean isOld = nanoTime.getAsLong() - found.readAt() > LIFE.toNanos();
    if (isOld || !changes.noneSince(found.mark())) {
      forget(key);
      return Optional.empty();
    }
    return Optional.of(found.value());
  }

  private CompletableFuture<V> board(K key, Supplier<Uni<V>> read) {
    Flight<V> started;
    synchronized (this) {
      Flight<V> flying = flights.get(key);
      if (flying != null) {
        return changes.noneEndedSince(flying.mark()) ? flying.result() : next(key, flying);
      }
      started = start(key, new CompletableFuture<>());
    }
    fly(key, started, read);
    return started.result();
  }

  private CompletableFuture<V> next(K key, Flight<V> flying) {
    CompletableFuture<V> promised = flying.next().orElseGet(CompletableFuture::new);
    flights.put(key, new Flight<>(flying.mark(), flying.result(), Optional.of(promised)));
    return promised;
  }

  private Flight<V> start(K key, CompletableFuture<V> result) {
    Flight<V> flight = new Flight<>(changes.mark(), result, Optional.empty());
    flights.put(key, flight);
    return flight;
  }

  private void fly(K key, Flight<V> flight, Supplier<Uni<V>> read) {
    Uni.createFrom()
        .deferred(read::get)
        .subscribe()
        .with(
            value -> {
              land(
                  key,
                  read,
                  Optional.of(
                      new Kept<>(
                          value, flight.mark(), nanoTime.getAsLong(), weight.applyAsInt(value))));
              flight.result().complete(value);
            },
            failure -> {
              land(key, read, Optional.empty());
              flight.result().completeExceptionally(failure);
            });
  }

  private void land(K key, Supplier<Uni<V>> read, Optional<Kept<V>> result) {
    Optional<Flight<V>> following;
    synchronized (this) {
      result.ifPresent(value -> keep(key, value));
      Flight<V> landed = flights.remove(key);
      following =
          Optional.ofNullable(landed).flatMap(Flight::next).map(promised -> start(key, promised));
    }
    following.ifPresent(flight -> fly(key, flight, read));
  }

  private void keep(K key, Kept<V> value) {
    forget(key);
    if (!changes.noneSince(value.mark()) || value.weight() > weightMax) {
      return;
    }
    kept.put(key, value);
    weightSum += value.weight();
    for (Iterator<Kept<V>> eldest = kept.values().iterator(); weightSum > weightMax; ) {
      weightSum -= eldest.next().weight();
      eldest.remove();
    }
  }

  private void forget(K key) {
    Kept<V> old = kept.remove(key);
    weightSum -= old == null ? 0 : old.weight();
  }
}
