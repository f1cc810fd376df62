package dev.lodestar.reactive;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Reads single things by their keys. What is asked for while others are being read is read together
 * in the next query, so that many clients cost the database little more than one. Safe for threads.
 *
 * <p>Nothing is remembered: each reading begins after it was asked for.
 *
 * @param <K> what tells things apart
 */
public final class GatheredReads<K, V> {
  /** Two queries at once keep the database busy while the result of one is worked on. */
  private static final int QUERIES_AT_ONCE = 2;

  /** Of one query. */
  private static final int KEYS_MAX = 64;

  private final Function<Set<K>, Uni<Map<K, V>>> query;

  /** In the order in which they were first asked for. */
  private final Map<K, CompletableFuture<Optional<V>>> waiting = new LinkedHashMap<>();

  private int queries;

  /**
   * @param query reads those of the keys that are there; runs on a context of its own, because
   *     others wait for it too
   */
  public GatheredReads(Function<Set<K>, Uni<Map<K, V>>> query) {
    this.query = query;
  }

  /**
   * The thing with this key, if there is one.
   *
   * @return arrives on the event loop that asks, if one does
   */
  public Uni<Optional<V>> get(K key) {
    return Uni.createFrom()
        .deferred(() -> Uni.createFrom().completionStage(ask(key)).emitOn(here()));
  }

  private static Executor here() {
    Context context = Vertx.currentContext();
    return context == null
        ? Runnable::run
        : command -> context.runOnContext(nothing -> command.run());
  }

  private CompletableFuture<Optional<V>> ask(K key) {
    CompletableFuture<Optional<V>> promised;
    synchronized (waiting) {
      promised = waiting.computeIfAbsent(key, k -> new CompletableFuture<>());
    }
    next();
    return promised;
  }

  private void next() {
    Map<K, CompletableFuture<Optional<V>>> taken;
    synchronized (waiting) {
      if (waiting.isEmpty() || queries == QUERIES_AT_ONCE) {
        return;
      }
      queries++;
      taken = take();
    }
    Uni.createFrom()
        .deferred(() -> query.apply(taken.keySet()))
        .onTermination()
        .invoke(this::ended)
        .subscribe()
        .with(
            found -> taken.forEach((key, one) -> one.complete(Optional.ofNullable(found.get(key)))),
            failure -> taken.values().forEach(one -> one.completeExceptionally(failure)));
  }

  private Map<K, CompletableFuture<Optional<V>>> take() {
    Map<K, CompletableFuture<Optional<V>>> taken = HashMap.newHashMap(waiting.size());
    Iterator<Map.Entry<K, CompletableFuture<Optional<V>>>> each = waiting.entrySet().iterator();
    while (each.hasNext() && taken.size() < KEYS_MAX) {
      Map.Entry<K, CompletableFuture<Optional<V>>> next = each.next();
      taken.put(next.getKey(), next.getValue());
      each.remove();
    }
    return taken;
  }

  private void ended() {
    synchronized (waiting) {
      queries--;
    }
    next();
  }
}
