package dev.lodestar.storage;

import dev.lodestar.storage.SegmentStore.SegmentKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Lets readers finish before files go.
 *
 * <p>A reader takes a lease before it asks which segments there are. A segment that nobody can find
 * any more is retired; its file is deleted as soon as every lease that is older than that has
 * ended. What is lost in a crash is swept at the next start. Safe for threads; no method waits.
 */
public final class SegmentLeases {
  private final SegmentStore store;
  private final Executor deletions;
  private final TreeMap<Long, Integer> held = new TreeMap<>();
  private final TreeMap<Long, List<SegmentKey>> retired = new TreeMap<>();
  private long age;

  /**
   * Leases on the files of a store.
   *
   * @param deletions where files are deleted, which blocks
   */
  public SegmentLeases(SegmentStore store, Executor deletions) {
    this.store = store;
    this.deletions = deletions;
  }

  /** The right to read every segment that can be found from now on; to be closed at the end. */
  public interface Lease extends AutoCloseable {
    /**
     * Brings files to where the engine reads them; they stay there until the lease ends. To be
     * asked for all that one piece of work reads at once, by a thread that may read a disk.
     *
     * <p>Errors, through the future: {@code STORAGE_UNAVAILABLE} also for a file that is damaged,
     * {@code RESOURCE_LIMIT_EXCEEDED} for more than there is room for.
     */
    CompletableFuture<Void> fetch(Collection<SegmentFile> files);

    /** The same, and waits. */
    default void require(Collection<SegmentFile> files) {
      Futures.join(fetch(files));
    }

    /** Ends the lease; a second time it does nothing. */
    @Override
    void close();
  }

  public synchronized Lease hold() {
    long taken = age;
    held.merge(taken, 1, Integer::sum);
    return new Held(taken);
  }

  private final class Held implements Lease {
    private final long taken;
    private final List<Runnable> releases = new ArrayList<>();
    private boolean open = true;

    Held(long taken) {
      this.taken = taken;
    }

    @Override
    public CompletableFuture<Void> fetch(Collection<SegmentFile> files) {
      if (files.isEmpty()) {
        return CompletableFuture.completedFuture(null);
      }
      SegmentFiles.Held fetched = store.hold(files);
      synchronized (this) {
        if (open) {
          releases.add(fetched.release());
          return fetched.ready();
        }
      }
      // Whoever asked is gone meanwhile.
      fetched.release().run();
      return CompletableFuture.failedFuture(SegmentFaults.canceled());
    }

    @Override
    public void close() {
      synchronized (this) {
        if (!open) {
          return;
        }
        open = false;
      }
      releases.forEach(Runnable::run);
      end(taken);
    }
  }

  private synchronized void end(long taken) {
    held.computeIfPresent(taken, (key, count) -> count == 1 ? null : count - 1);
    deleteUnread();
  }

  /** Deletes the files of segments that nobody can find any more, once nobody reads them. */
  public synchronized void retire(List<SegmentKey> segments) {
    if (segments.isEmpty()) {
      return;
    }
    retired.put(age, List.copyOf(segments));
    age++;
    deleteUnread();
  }

  private void deleteUnread() {
    long oldest = held.isEmpty() ? age : held.firstKey();
    List<SegmentKey> unread = new ArrayList<>();
    retired.headMap(oldest).values().forEach(unread::addAll);
    retired.headMap(oldest).clear();
    if (!unread.isEmpty()) {
      deletions.execute(() -> store.delete(unread));
    }
  }
}
