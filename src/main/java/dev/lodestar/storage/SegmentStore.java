package dev.lodestar.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The segment files of all tables: {@code segments/<table id>/<segment id>.parquet}.
 *
 * <p>Files come in whole, are never changed, and go when nobody refers to them any more. Safe for
 * threads; methods block. Errors: {@code STORAGE_UNAVAILABLE}.
 */
public final class SegmentStore {
  private static final String SUFFIX = ".parquet";
  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Pattern SEGMENT_FILE =
      Pattern.compile("(" + ID.pattern() + ")" + Pattern.quote(SUFFIX));

  private final DataDirectory directory;

  public SegmentStore(DataDirectory directory) {
    this.directory = directory;
    DurableFiles.guarded("making the segment folders", () -> makeFolders(directory));
  }

  /** Names one segment. */
  public record SegmentKey(UUID tableId, UUID segmentId) {}

  /** Where the file of a segment is, once it is there. */
  public Path path(SegmentKey key) {
    return folder(key.tableId()).resolve(key.segmentId() + SUFFIX);
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

  /**
   * Takes over a finished file; it is on the disk for good when this returns.
   *
   * @param staged below the staging folder of the same data directory
   */
  public Path add(SegmentKey key, Path staged) {
    return DurableFiles.guarded(
        "storing a segment",
        () -> {
          Path target = path(key);
          if (!Files.isDirectory(target.getParent())) {
            Files.createDirectories(target.getParent());
            DurableFiles.syncFolder(directory.segments());
          }
          DurableFiles.sync(staged);
          Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
          DurableFiles.syncFolder(target.getParent());
          return target;
        });
  }

  /**
   * Takes over a finished file that need not outlive the process: a power failure may take it.
   *
   * @param staged below the staging folder of the same data directory
   */
  public void addHot(SegmentKey key, Path staged) {
    DurableFiles.guarded(
        "storing a segment",
        () -> {
          Path target = path(key);
          Files.createDirectories(target.getParent());
          return Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
        });
  }

  /** Makes a segment last that was taken over by {@link #addHot}. */
  public void flush(SegmentKey key) {
    DurableFiles.guarded(
        "storing a segment",
        () -> {
          Path file = path(key);
          DurableFiles.sync(file);
          DurableFiles.syncFolder(file.getParent());
          DurableFiles.syncFolder(directory.segments());
          return file;
        });
  }

  /** Deletes the files of segments; one that is not there is no fault. */
  public void delete(List<SegmentKey> keys) {
    DurableFiles.guarded(
        "deleting segments",
        () -> {
          for (SegmentKey key : keys) {
            Files.deleteIfExists(path(key));
          }
          return true;
        });
  }

  /** Every segment that has a file; whatever else lies there is none of ours. */
  public List<SegmentKey> list() {
    return DurableFiles.guarded(
        "listing segments",
        () -> {
          List<SegmentKey> keys = new ArrayList<>();
          for (Path table : tableFolders()) {
            for (Path file : DurableFiles.children(table)) {
              Matcher segment = SEGMENT_FILE.matcher(file.getFileName().toString());
              if (segment.matches()) {
                keys.add(
                    new SegmentKey(
                        UUID.fromString(table.getFileName().toString()),
                        UUID.fromString(segment.group(1))));
              }
            }
          }
          return keys;
        });
  }

  private List<Path> tableFolders() throws IOException {
    return DurableFiles.children(directory.segments()).stream()
        .filter(child -> ID.matcher(child.getFileName().toString()).matches())
        .filter(Files::isDirectory)
        .toList();
  }

  /**
   * Removes what a crash may have left: segments that nobody references, staging folders of jobs
   * that do not run, empty table folders.
   *
   * <p>To be called while no job commits, as at start: a file that is moved but not yet referenced
   * would go too.
   *
   * @return how many segment files went
   */
  public int sweep(Set<SegmentKey> referenced, Set<UUID> runningJobs) {
    List<SegmentKey> orphans = list().stream().filter(key -> !referenced.contains(key)).toList();
    delete(orphans);
    DurableFiles.guarded(
        "sweeping the staging folders",
        () -> {
          for (Path folder : DurableFiles.children(directory.staging())) {
            if (runningJobs.stream().noneMatch(id -> folder.endsWith(id.toString()))) {
              DurableFiles.deleteTree(folder);
            }
          }
          for (Path table : tableFolders()) {
            if (DurableFiles.children(table).isEmpty()) {
              Files.delete(table);
            }
          }
          return true;
        });
    return orphans.size();
  }

  private Path folder(UUID tableId) {
    return directory.segments().resolve(tableId.toString());
  }

  private static boolean makeFolders(DataDirectory directory) throws IOException {
    for (Path folder : Stream.of(directory.segments(), directory.staging()).toList()) {
      Files.createDirectories(folder);
    }
    return true;
  }
}
