package dev.lodestar.storage;

import dev.lodestar.data.Checksum;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.storage.SegmentStore.SegmentKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** Segments in an object store, with local copies of those that are read. */
final class CachedSegmentFiles implements SegmentFiles {
  private static final System.Logger LOG = System.getLogger(CachedSegmentFiles.class.getName());
  private static final Duration RETRY_FIRST = Duration.ofMillis(200);
  private static final Duration RETRY_LAST = Duration.ofSeconds(10);
  private static final long LOOK_MILLIS = 100;

  private final SegmentObjects objects;
  private final SegmentFolder folder;
  private final StorageLimits limits;
  private final WholeFiles whole;
  private final SegmentCache cache;
  private final ExecutorService downloads;

  /** Lets files go on a thread of its own: whoever ends a query must not wait for a disk. */
  private final ScheduledExecutorService janitor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("segment-cache").factory());

  private final LongAdder hits = new LongAdder();
  private final LongAdder fetches = new LongAdder();
  private final LongAdder uploadsRetried = new LongAdder();

  CachedSegmentFiles(
      SegmentObjects objects, Path cache, StorageLimits limits, ExecutorService downloads) {
    this.objects = objects;
    this.folder = new SegmentFolder(cache);
    this.limits = limits;
    // What came over a network is compared in any case.
    this.whole = new WholeFiles(true);
    this.cache = new SegmentCache(folder, limits.cacheBytesMax(), this::load);
    this.downloads = downloads;
  }

  @Override
  public Path root() {
    return folder.root();
  }

  @Override
  public Path path(SegmentKey key) {
    return folder.path(key);
  }

  @Override
  public String location(SegmentKey key) {
    return objects.location(key);
  }

  @Override
  public Checksum add(SegmentKey key, Path staged, Patience patience) {
    return DurableFiles.guarded(
        "storing a segment",
        () -> {
          Checksum checksum = WholeFiles.checksum(staged);
          long sizeBytes = Files.size(staged);
          upload(key, staged, patience);
          cache.keep(key, staged, sizeBytes);
          if (Files.exists(path(key))) {
            whole.remember(key, path(key));
          }
          return checksum;
        });
  }

  @Override
  public void addHot(SegmentKey key, Path staged) {
    DurableFiles.guarded(
        "storing a segment",
        () -> {
          cache.addHot(key, staged);
          whole.remember(key, path(key));
          return key;
        });
  }

  @Override
  public Checksum flush(SegmentKey key, Patience patience) {
    return DurableFiles.guarded(
        "storing a segment",
        () -> {
          Checksum checksum = WholeFiles.checksum(path(key));
          upload(key, path(key), patience);
          cache.cool(key);
          return checksum;
        });
  }

  /** Nothing is lost by a second upload: it stores the same bytes under the same name. */
  private void upload(SegmentKey key, Path file, Patience patience) {
    long begun = System.nanoTime();
    Duration wait = RETRY_FIRST;
    while (true) {
      try {
        objects.put(key, file);
        return;
      } catch (ServiceException e) {
        boolean isOver =
            !patience.isEndless()
                && System.nanoTime() - begun + wait.toNanos() > limits.uploadPatience().toNanos();
        if (e.code() != ErrorCode.STORAGE_UNAVAILABLE || isOver) {
          throw e;
        }
        uploadsRetried.increment();
        LOG.log(
            System.Logger.Level.WARNING,
            "Segment %s could not be stored and is tried again: %s"
                .formatted(key.segmentId(), e.messageText()));
        pause(wait, patience);
        wait = wait.multipliedBy(2).compareTo(RETRY_LAST) < 0 ? wait.multipliedBy(2) : RETRY_LAST;
      }
    }
  }

  private static void pause(Duration time, Patience patience) {
    long end = System.nanoTime() + time.toNanos();
    try {
      for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
        if (patience.canceled().getAsBoolean()) {
          throw SegmentFaults.canceled();
        }
        TimeUnit.NANOSECONDS.sleep(Math.min(left, TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SegmentFaults.canceled();
    }
  }

  /** Rows that name these are gone already, so a failure leaves bytes for the sweep. */
  @Override
  public void delete(List<SegmentKey> keys) {
    cache.delete(keys);
    keys.forEach(whole::forget);
    try {
      objects.delete(keys);
    } catch (ServiceException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "%d segments could not be deleted; the sweep of a later start does it: %s"
              .formatted(keys.size(), e.messageText()));
    }
  }

  @Override
  public List<SegmentKey> list() {
    return objects.list();
  }

  @Override
  public Held hold(Collection<SegmentFile> files) {
    Set<SegmentKey> doubtful =
        files.stream()
            .filter(file -> !whole.isKnown(file, path(file.key())))
            .map(SegmentFile::key)
            .collect(Collectors.toSet());
    hits.add(files.size() - doubtful.size());
    SegmentCache.Request request = cache.request(files, doubtful);
    if (!request.ready().isDone()) {
      giveUpLater(request);
    }
    return new Held(request.ready(), () -> release(request));
  }

  private void giveUpLater(SegmentCache.Request request) {
    try {
      ScheduledFuture<?> end =
          janitor.schedule(
              () -> cache.giveUp(request), limits.roomPatience().toNanos(), TimeUnit.NANOSECONDS);
      Futures.whenOver(request.ready(), failure -> end.cancel(false));
    } catch (RejectedExecutionException e) {
      request.ready().completeExceptionally(SegmentFaults.canceled());
    }
  }

  private void release(SegmentCache.Request request) {
    try {
      janitor.execute(() -> cache.release(request));
    } catch (RejectedExecutionException e) {
      // The server stops: nobody waits for room any more.
      LOG.log(System.Logger.Level.DEBUG, "files of the cache stay", e);
    }
  }

  private CompletableFuture<Void> load(SegmentFile file) {
    CompletableFuture<Void> end = new CompletableFuture<>();
    Futures.run(
        downloads,
        end,
        () ->
            DurableFiles.guarded(
                "fetching a segment",
                () -> {
                  fetch(file);
                  return file;
                }));
    return end;
  }

  /** A copy that is damaged is fetched again; an object that is, is a fault. */
  private void fetch(SegmentFile file) throws IOException {
    Path path = path(file.key());
    Optional<String> flaw = whole.flaw(file, path);
    for (int tries = 0; flaw.isPresent() && tries < 2; tries++) {
      fetches.increment();
      Path partial = folder.partial(file.key());
      try {
        flaw =
            objects.get(file.key(), partial)
                ? whole.flaw(file, partial)
                : Optional.of("is missing");
        if (flaw.isEmpty()) {
          Files.move(partial, path, StandardCopyOption.ATOMIC_MOVE);
          whole.remember(file.key(), path);
        }
      } finally {
        Files.deleteIfExists(partial);
      }
    }
    if (flaw.isPresent()) {
      throw whole.fault(file, location(file.key()), flaw.get());
    }
  }

  @Override
  public void examine(Collection<SegmentFile> files) {
    for (SegmentFile file : files) {
      DurableFiles.guarded(
          "reading a segment",
          () -> {
            fetch(file);
            return file;
          });
    }
  }

  private void claim(String owner) {
    Optional<String> known = objects.owner();
    if (known.isEmpty()) {
      objects.owner(owner);
    } else if (!known.get().equals(owner)) {
      throw SegmentFaults.otherOwner("the object store", known.get());
    }
    objects.abandonUploads();
  }

  @Override
  public List<SegmentKey> sweep(Set<SegmentKey> referenced, String owner) {
    DurableFiles.guarded(
        "tidying up the cache",
        () -> {
          cache.adopt(referenced);
          return true;
        });
    claim(owner);
    List<SegmentKey> found = objects.list();
    List<SegmentKey> orphans = found.stream().filter(key -> !referenced.contains(key)).toList();
    if (!orphans.isEmpty()) {
      delete(orphans);
    }
    return found;
  }

  @Override
  public StorageFigures figures() {
    return new StorageFigures(
        whole.damagedCount(),
        cache.usedBytes(),
        limits.cacheBytesMax(),
        hits.sum(),
        fetches.sum(),
        uploadsRetried.sum());
  }

  @Override
  public void close() {
    downloads.shutdownNow();
    janitor.shutdownNow();
    objects.close();
  }
}
