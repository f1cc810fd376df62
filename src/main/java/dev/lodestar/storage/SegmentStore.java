package dev.lodestar.storage;

import dev.lodestar.data.Checksum;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * The segment files of all tables, in a local directory or in an object store, and the folders in
 * which jobs work.
 *
 * <p>Files come in whole, are never changed, and go when nobody refers to them any more. Safe for
 * threads; methods block. Errors: {@code STORAGE_UNAVAILABLE}.
 */
public final class SegmentStore implements AutoCloseable {
  private static final Patience LIMITED = Patience.limited(() -> false);

  private final DataDirectory directory;
  private final SegmentFiles files;

  private SegmentStore(DataDirectory directory, SegmentFiles files) {
    this.directory = directory;
    this.files = files;
    DurableFiles.guarded(
        "making the staging folder", () -> Files.createDirectories(directory.staging()));
  }

  /** Segments in the data directory itself. */
  public SegmentStore(DataDirectory directory) {
    this(
        directory,
        new LocalSegmentFiles(directory.segments(), false, true, workers(StorageLimits.DEFAULT)));
  }

  /**
   * Segments in a local directory.
   *
   * @param segments one folder per table id
   */
  public static SegmentStore local(DataDirectory directory, Path segments, StorageLimits limits) {
    return new SegmentStore(
        directory,
        new LocalSegmentFiles(
            segments, !segments.equals(directory.segments()), limits.verifies(), workers(limits)));
  }

  /** Segments in an object store, with copies of some of them below the data directory. */
  public static SegmentStore of(
      DataDirectory directory, SegmentObjects objects, StorageLimits limits) {
    return new SegmentStore(
        directory, new CachedSegmentFiles(objects, directory.cache(), limits, workers(limits)));
  }

  private static ExecutorService workers(StorageLimits limits) {
    return Executors.newFixedThreadPool(
        limits.transfersAtOnce(), Thread.ofPlatform().daemon().name("segments-", 0).factory());
  }

  /** Names one segment. */
  public record SegmentKey(UUID tableId, UUID segmentId) {}

  /** What a sweep found. */
  public record Swept(int orphans, Set<SegmentKey> missing) {
    public Swept {
      missing = Set.copyOf(missing);
    }
  }

  /** The folder in which the engine reads all of them. */
  public Path root() {
    return files.root();
  }

  /** Where the engine reads the file of a segment, while a lease holds it. */
  public Path path(SegmentKey key) {
    return files.path(key);
  }

  /** An empty folder for the work of a job; what an earlier run of the same job left is gone. */
  public Path openStaging(UUID jobId) {
    return DurableFiles.guarded(
        "making a staging folder",
        () -> {
          Path folder = directory.staging().resolve(jobId.toString());
          DurableFiles.deleteTree(folder);
          return Files.createDirectories(folder);
        });
  }

  public void closeStaging(UUID jobId) {
    DurableFiles.guarded(
        "deleting a staging folder",
        () -> {
          DurableFiles.deleteTree(directory.staging().resolve(jobId.toString()));
          return true;
        });
  }

  /** {@link #add(SegmentKey, Path, Patience)} of work that nobody cancels. */
  public Checksum add(SegmentKey key, Path staged) {
    return add(key, staged, LIMITED);
  }

  /**
   * Takes over a finished file; it lasts when this returns.
   *
   * @param staged below the staging folder of the same data directory
   */
  public Checksum add(SegmentKey key, Path staged, Patience patience) {
    return files.add(key, staged, patience);
  }

  /**
   * Takes over a finished file that need not outlive the process: a power failure may take it.
   *
   * @param staged below the staging folder of the same data directory
   */
  public void addHot(SegmentKey key, Path staged) {
    files.addHot(key, staged);
  }

  /** Makes a segment last that was taken over by {@link #addHot}. */
  public Checksum flush(SegmentKey key, Patience patience) {
    return files.flush(key, patience);
  }

  /** Deletes the files of segments; one that is not there is no fault. */
  public void delete(List<SegmentKey> keys) {
    if (!keys.isEmpty()) {
      files.delete(keys);
    }
  }

  /** Every segment that has a file that lasts; whatever else lies there is none of ours. */
  public List<SegmentKey> list() {
    return files.list();
  }

  /** Files that a lease holds. */
  SegmentFiles.Held hold(Collection<SegmentFile> wanted) {
    return files.hold(wanted);
  }

  /**
   * Reads files again after the engine failed on them.
   *
   * <p>Errors: {@code STORAGE_UNAVAILABLE} that names the first one that is damaged. A local copy
   * of an object is fetched anew instead.
   */
  public void examine(Collection<SegmentFile> read) {
    files.examine(read);
  }

  /**
   * Removes what a crash may have left: segments that nobody references, staging folders of jobs
   * that do not run, empty table folders, local copies that nobody needs.
   *
   * <p>To be called while no job commits, as at start: a file that is in its place but not yet
   * referenced would go too.
   *
   * <p>Errors also: {@code INVALID_ARGUMENT} when the segments are somebody else's, whom they would
   * be missing to.
   *
   * @param owner says whose segments these are
   */
  public Swept sweep(Set<SegmentKey> referenced, Set<UUID> runningJobs, String owner) {
    DurableFiles.guarded(
        "sweeping the staging folders",
        () -> {
          for (Path folder : DurableFiles.children(directory.staging())) {
            if (runningJobs.stream().noneMatch(id -> folder.endsWith(id.toString()))) {
              DurableFiles.deleteTree(folder);
            }
          }
          return true;
        });
    List<SegmentKey> found = files.sweep(referenced, owner);
    Set<SegmentKey> there = Set.copyOf(found);
    return new Swept(
        (int) found.stream().filter(key -> !referenced.contains(key)).count(),
        referenced.stream().filter(key -> !there.contains(key)).collect(Collectors.toSet()));
  }

  public StorageFigures figures() {
    return files.figures();
  }

  @Override
  public void close() {
    files.close();
  }
}
