package dev.lodestar.connectors;

import dev.lodestar.connectors.ObjectFetcher.Fetched;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * One job's download of objects.
 *
 * <p>All that waits for the network runs on threads of its own, so that a cancel leaves them behind
 * at once: they end by themselves, at the latest when their call times out.
 */
final class ObjectTransfer implements AutoCloseable {
  private final ObjectStore store;
  private final Path folder;
  private final Limits limits;
  private final ExecutorService workers;
  private final CompletableFuture<List<Fetched>> end = new CompletableFuture<>();
  private final AtomicInteger taken = new AtomicInteger();
  private final AtomicInteger here = new AtomicInteger();

  /**
   * How much one job may take.
   *
   * @param objectsAtOnce downloads that run at the same time
   */
  record Limits(int objectsMax, long objectBytesMax, int objectsAtOnce) {}

  ObjectTransfer(ObjectStore store, Path folder, Limits limits) {
    this.store = store;
    this.folder = folder;
    this.limits = limits;
    this.workers =
        Executors.newFixedThreadPool(
            limits.objectsAtOnce(), Thread.ofPlatform().name("fetch-", 0).daemon().factory());
  }

  List<Fetched> run(ObjectSelection selection, FetchControl control) {
    control.onCancel(
        () ->
            end.completeExceptionally(
                new ServiceException(ErrorCode.CANCELED, null, "The job was canceled.")));
    workers.execute(() -> attempt(() -> start(List.copyOf(keys(selection)), control)));
    try {
      return end.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private void attempt(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      end.completeExceptionally(e);
    }
  }

  private void start(List<String> keys, FetchControl control) {
    List<Fetched> all =
        IntStream.range(0, keys.size())
            .mapToObj(
                i ->
                    new Fetched(keys.get(i), store.uri(keys.get(i)), folder.resolve("object-" + i)))
            .toList();
    if (all.isEmpty()) {
      end.complete(all);
    }
    for (int i = 0; i < Math.min(limits.objectsAtOnce(), all.size()); i++) {
      workers.execute(() -> attempt(() -> drain(all, control)));
    }
  }

  private void drain(List<Fetched> all, FetchControl control) {
    for (int next = taken.getAndIncrement();
        next < all.size() && !end.isDone();
        next = taken.getAndIncrement()) {
      download(all.get(next));
      int count = here.incrementAndGet();
      control.progress((double) count / all.size());
      if (count == all.size()) {
        end.complete(all);
      }
    }
  }

  private void download(Fetched object) {
    long[] left = {limits.objectBytesMax()};
    store.download(
        object.key(),
        object.file(),
        bytes -> {
          checkNotOver();
          left[0] -= bytes;
          if (left[0] < 0) {
            throw tooLarge(object.key());
          }
        });
  }

  private void checkNotOver() {
    if (end.isDone()) {
      throw new CancellationException();
    }
  }

  private Set<String> keys(ObjectSelection selection) {
    return switch (selection) {
      case ObjectSelection.Uris uris -> {
        Set<String> keys = new LinkedHashSet<>();
        uris.uris().forEach(uri -> add(keys, store.keyOf(uri).orElseThrow(() -> elsewhere(uri))));
        yield keys;
      }
      case ObjectSelection.Keys named -> {
        Set<String> keys = new LinkedHashSet<>();
        named.keys().forEach(key -> add(keys, key));
        yield keys;
      }
      case ObjectSelection.Prefixes prefixes -> {
        List<String> all = new ArrayList<>();
        prefixes.prefixes().forEach(prefix -> all.add(within(prefix)));
        yield below(all, key -> true);
      }
      case ObjectSelection.Matching matching -> {
        String literal = matching.glob().literalPrefix();
        String prefix = store.prefix();
        // Of two prefixes that do not agree, no object has both.
        yield prefix.startsWith(literal) || literal.startsWith(prefix)
            ? below(
                List.of(literal.length() > prefix.length() ? literal : prefix),
                matching.glob()::matches)
            : Set.of();
      }
    };
  }

  private Set<String> below(List<String> prefixes, Predicate<String> isMeant) {
    Set<String> keys = new LinkedHashSet<>();
    for (String prefix : prefixes) {
      store.list(
          prefix,
          object -> {
            checkNotOver();
            if (object.sizeBytes() > limits.objectBytesMax()) {
              throw tooLarge(object.key());
            }
            if (object.sizeBytes() > 0 && isMeant.test(object.key())) {
              add(keys, object.key());
            }
          });
    }
    return keys;
  }

  private void add(Set<String> keys, String key) {
    if (keys.add(within(key)) && keys.size() > limits.objectsMax()) {
      throw new ServiceException(
          ErrorCode.TOO_MANY_INPUT_FILES,
          null,
          "The source selects more than %d objects, which is what one job may read; select fewer, in several jobs."
              .formatted(limits.objectsMax()));
    }
  }

  private String within(String key) {
    if (!key.startsWith(store.prefix())) {
      throw ConnectionFault.of(
          store.connection().name(),
          "%s lies outside of its prefix \"%s\"; select objects below it, or change the connection."
              .formatted(store.uri(key), store.prefix()),
          null);
    }
    return key;
  }

  private ServiceException elsewhere(String uri) {
    return ConnectionFault.of(
        store.connection().name(),
        "\"%s\" is no object of %s; name objects there, or use another connection."
            .formatted(uri, store.uri("")),
        null);
  }

  private ServiceException tooLarge(String key) {
    return new ServiceException(
        ErrorCode.CANNOT_PARSE_SOURCE,
        null,
        "Object %s has more than the %d bytes that a file may have; split it."
            .formatted(store.uri(key), limits.objectBytesMax()));
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}
