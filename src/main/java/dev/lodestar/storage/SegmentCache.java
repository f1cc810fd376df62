package dev.lodestar.storage;

import dev.lodestar.storage.SegmentStore.SegmentKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which local copies there are, who needs them, and which go when there is no room for another.
 *
 * <p>Work asks for all its files at once, and gets room for all or waits; so no two can wait for
 * each other. What is read stays; of the rest the copy goes that was not read for the longest time.
 * Hot files have no other copy: they stay until they are deleted, and do not count. Safe for
 * threads; deletes files, but waits for nothing.
 */
final class SegmentCache {
  private static final System.Logger LOG = System.getLogger(SegmentCache.class.getName());

  private final SegmentFolder folder;
  private final long sizeBytesMax;
  private final Function<SegmentFile, CompletableFuture<Void>> loader;

  /** In the order of their last use. */
  private final Map<SegmentKey, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  private final Deque<Request> waiting = new ArrayDeque<>();
  private long usedBytes;

  /**
   * An empty cache.
   *
   * @param loader begins to bring a file to its place; does not wait
   */
  SegmentCache(
      SegmentFolder folder,
      long sizeBytesMax,
      Function<SegmentFile, CompletableFuture<Void>> loader) {
    this.folder = folder;
    this.sizeBytesMax = sizeBytesMax;
    this.loader = loader;
  }

  private static final class Entry {
    private final long sizeBytes;
    private int readers;
    private boolean isHot;
    private CompletableFuture<Void> here = CompletableFuture.completedFuture(null);

    Entry(long sizeBytes) {
      this.sizeBytes = sizeBytes;
    }

    boolean mayGo() {
      return readers == 0 && !isHot && here.isDone();
    }
  }

  /** Files that somebody wants to read, all of them at once. */
  final class Request {
    private final Map<SegmentKey, SegmentFile> files;
    private final Set<SegmentKey> doubtful;
    private final Set<Entry> held = new LinkedHashSet<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();

    private Request(Map<SegmentKey, SegmentFile> files, Set<SegmentKey> doubtful) {
      this.files = files;
      this.doubtful = doubtful;
    }

    CompletableFuture<Void> ready() {
      return ready;
    }

    private long wantedBytes() {
      return files.values().stream()
          .filter(file -> !isHot(file.key()))
          .mapToLong(SegmentFile::sizeBytes)
          .sum();
    }
  }

  private boolean isHot(SegmentKey key) {
    Entry entry = entries.get(key);
    return entry != null && entry.isHot;
  }

  /**
   * Asks for files. Whoever asks releases the request in the end, also when it fails.
   *
   * @param doubtful those of which a copy may be damaged
   */
  synchronized Request request(Collection<SegmentFile> wanted, Set<SegmentKey> doubtful) {
    Map<SegmentKey, SegmentFile> files = new LinkedHashMap<>();
    wanted.forEach(file -> files.put(file.key(), file));
    Request request = new Request(files, doubtful);
    long bytes = request.wantedBytes();
    if (bytes > sizeBytesMax) {
      request.ready.completeExceptionally(SegmentFaults.tooMuch(bytes, sizeBytesMax));
      return request;
    }
    // Those that are there cannot go while the others are waited for.
    files.keySet().stream().map(entries::get).forEach(entry -> hold(request, entry));
    long missing = missingBytes(request);
    if (missing == 0 || (waiting.isEmpty() && makeRoom(missing))) {
      admit(request);
    } else {
      waiting.add(request);
    }
    return request;
  }

  private static void hold(Request request, @Nullable Entry entry) {
    if (entry != null && request.held.add(entry)) {
      entry.readers++;
    }
  }

  private long missingBytes(Request request) {
    return request.files.values().stream()
        .filter(file -> !entries.containsKey(file.key()))
        .mapToLong(SegmentFile::sizeBytes)
        .sum();
  }

  private void admit(Request request) {
    List<CompletableFuture<Void>> parts = new ArrayList<>();
    for (SegmentFile file : request.files.values()) {
      Entry known = entries.get(file.key());
      Entry entry = known == null ? new Entry(file.sizeBytes()) : known;
      if (known == null) {
        entries.put(file.key(), entry);
        usedBytes += entry.sizeBytes;
      }
      boolean isDoubtful = entry.here.isDone() && request.doubtful.contains(file.key());
      if (known == null || isDoubtful) {
        entry.here = loader.apply(file);
        Futures.whenOver(entry.here, failure -> ended(file.key(), entry, failure.isPresent()));
      }
      hold(request, entry);
      if (!entry.here.isDone() || entry.here.isCompletedExceptionally()) {
        parts.add(entry.here);
      }
    }
    Futures.pass(Futures.all(parts), request.ready);
  }

  private synchronized void ended(SegmentKey key, Entry entry, boolean failed) {
    boolean isCurrent = entries.get(key) == entry;
    if (failed && isCurrent) {
      remove(key, entry);
    } else if (!isCurrent) {
      // It was deleted while it was fetched.
      unlink(key);
    }
  }

  /** Lets the files of a request go, and those in who wait for room. */
  synchronized void release(Request request) {
    request.held.forEach(entry -> entry.readers--);
    request.held.clear();
    waiting.remove(request);
    serve();
    makeRoom(0);
  }

  /** Gives up waiting. Says whether the request waited still. */
  synchronized boolean giveUp(Request request) {
    return waiting.remove(request) && request.ready.completeExceptionally(SegmentFaults.noRoom());
  }

  private void serve() {
    for (Request first = waiting.peek();
        first != null && makeRoom(missingBytes(first));
        first = waiting.peek()) {
      waiting.remove();
      admit(first);
    }
  }

  /** Keeps a file that is stored elsewhere by now, if there is room. */
  synchronized void keep(SegmentKey key, Path file, long sizeBytes) throws IOException {
    if (waiting.isEmpty() && sizeBytes <= sizeBytesMax && makeRoom(sizeBytes)) {
      folder.take(key, file);
      entries.put(key, new Entry(sizeBytes));
      usedBytes += sizeBytes;
    }
  }

  synchronized void addHot(SegmentKey key, Path file) throws IOException {
    folder.take(key, file);
    Entry entry = new Entry(Files.size(folder.path(key)));
    entry.isHot = true;
    entries.put(key, entry);
  }

  /** A hot file that is stored elsewhere by now. */
  synchronized void cool(SegmentKey key) {
    Entry entry = entries.get(key);
    if (entry != null && entry.isHot) {
      entry.isHot = false;
      usedBytes += entry.sizeBytes;
      makeRoom(0);
    }
  }

  synchronized void delete(Collection<SegmentKey> keys) {
    for (SegmentKey key : keys) {
      Entry entry = entries.get(key);
      if (entry != null) {
        remove(key, entry);
      }
    }
    serve();
  }

  /** Takes over what a process has left that is gone, and deletes what nobody needs. */
  synchronized void adopt(Set<SegmentKey> referenced) throws IOException {
    for (SegmentKey key : folder.list()) {
      if (entries.containsKey(key)) {
        continue;
      }
      if (referenced.contains(key)) {
        Entry entry = new Entry(Files.size(folder.path(key)));
        entries.put(key, entry);
        usedBytes += entry.sizeBytes;
      } else {
        unlink(key);
      }
    }
    folder.tidy();
    makeRoom(0);
  }

  synchronized long usedBytes() {
    return usedBytes;
  }

  /** Whether so many bytes fit in; deletes copies only if that helps. */
  private boolean makeRoom(long bytes) {
    if (usedBytes + bytes <= sizeBytesMax) {
      return true;
    }
    long free = entries.values().stream().filter(Entry::mayGo).mapToLong(e -> e.sizeBytes).sum();
    if (bytes > 0 && usedBytes - free + bytes > sizeBytesMax) {
      return false;
    }
    Iterator<Map.Entry<SegmentKey, Entry>> oldest = entries.entrySet().iterator();
    while (usedBytes + bytes > sizeBytesMax && oldest.hasNext()) {
      Map.Entry<SegmentKey, Entry> next = oldest.next();
      if (next.getValue().mayGo()) {
        oldest.remove();
        usedBytes -= next.getValue().sizeBytes;
        unlink(next.getKey());
      }
    }
    return usedBytes + bytes <= sizeBytesMax;
  }

  private void remove(SegmentKey key, Entry entry) {
    entries.remove(key);
    if (!entry.isHot) {
      usedBytes -= entry.sizeBytes;
    }
    unlink(key);
  }

  private void unlink(SegmentKey key) {
    try {
      Files.deleteIfExists(folder.path(key));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "A file of the cache cannot be deleted.", e);
    }
  }
}
