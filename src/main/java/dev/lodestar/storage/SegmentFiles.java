package dev.lodestar.storage;

import dev.lodestar.data.Checksum;
import dev.lodestar.storage.SegmentStore.SegmentKey;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Where segment files last, and how they get to where the engine reads them.
 *
 * <p>Safe for threads; methods block, but for {@link Held#release}. Errors: {@code
 * STORAGE_UNAVAILABLE}.
 */
interface SegmentFiles extends AutoCloseable {
  /**
   * Files that stay where the engine reads them.
   *
   * @param ready completes when they are there; fails with a {@code ServiceException}
   * @param release lets them go; to be called once, also after a failure; does not wait
   */
  record Held(CompletableFuture<Void> ready, Runnable release) {}

  /** The folder in which the engine reads files. */
  Path root();

  /** Where the engine reads the file, while it is held. */
  Path path(SegmentKey key);

  /** Where the file lasts, for people. */
  String location(SegmentKey key);

  /** Takes over a finished file; it lasts when this returns. */
  Checksum add(SegmentKey key, Path staged, Patience patience);

  /** Takes over a finished file that need not outlive the process. */
  void addHot(SegmentKey key, Path staged);

  /** Makes a file last that was taken over by {@link #addHot}. */
  Checksum flush(SegmentKey key, Patience patience);

  /** One that is not there is no fault. */
  void delete(List<SegmentKey> keys);

  /** Every segment that has a file that lasts. */
  List<SegmentKey> list();

  /**
   * Brings files to where the engine reads them, whole.
   *
   * <p>Errors, through the future: {@code STORAGE_UNAVAILABLE} also for a file that is damaged or
   * gone, {@code RESOURCE_LIMIT_EXCEEDED} for more than there is room for.
   */
  Held hold(Collection<SegmentFile> files);

  /** Reads files again, whatever was known of them. Errors: those of {@link #hold}. */
  void examine(Collection<SegmentFile> files);

  /**
   * Deletes what nobody references; to be called while nothing is read or written.
   *
   * <p>Errors: {@code INVALID_ARGUMENT} when the segments are somebody else's.
   *
   * @param owner says whose segments these are from now on
   * @return every segment that had a file that lasts
   */
  List<SegmentKey> sweep(Set<SegmentKey> referenced, String owner);

  /** What of it is worth measuring. */
  StorageFigures figures();

  @Override
  void close();
}
