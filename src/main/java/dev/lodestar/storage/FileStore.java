package dev.lodestar.storage;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Uploaded files: {@code files/<file id>}.
 *
 * <p>A file appears whole or not at all. Safe for threads; methods block. Errors: {@code
 * STORAGE_UNAVAILABLE}.
 */
public final class FileStore {
  static final String PARTIAL = ".partial";

  private final DataDirectory directory;

  /** Guards itself and {@link #holds}. */
  private final List<UUID> unwanted = new ArrayList<>();

  private boolean holds;

  public FileStore(DataDirectory directory) {
    this.directory = directory;
    DurableFiles.guarded(
        "making the folder of uploads", () -> Files.createDirectories(directory.files()));
  }

  /** Where the bytes of a file are, once it is complete. */
  public Path path(UUID fileId) {
    return directory.files().resolve(fileId.toString());
  }

  /**
   * Begins to receive a file.
   *
   * @param sizeBytesMax the upload fails with {@code PAYLOAD_TOO_LARGE} beyond this
   */
  public Upload open(UUID fileId, long sizeBytesMax) {
    Path partial = directory.files().resolve(fileId + PARTIAL);
    return DurableFiles.guarded(
        "receiving a file", () -> new Upload(partial, path(fileId), sizeBytesMax));
  }

  /** Deletes a file, once deletions are held no more; one that is not there is no fault. */
  public void delete(UUID fileId) {
    synchronized (unwanted) {
      if (holds) {
        unwanted.add(fileId);
        return;
      }
    }
    DurableFiles.guarded("deleting a file", () -> Files.deleteIfExists(path(fileId)));
  }

  /** From now on files stay; what a crash keeps {@link #endHold} from is swept at a start. */
  public void holdDeletions() {
    synchronized (unwanted) {
      holds = true;
    }
  }

  /** Deletes what was to be deleted meanwhile. */
  public void endHold() {
    List<UUID> late;
    synchronized (unwanted) {
      holds = false;
      late = List.copyOf(unwanted);
      unwanted.clear();
    }
    late.forEach(this::delete);
  }

  /**
   * Removes files that nobody references and uploads that never ended; to be called when none runs.
   *
   * @return how many files went
   */
  public int sweep(Set<UUID> referenced) {
    return DurableFiles.guarded(
        "sweeping the uploads",
        () -> {
          int gone = 0;
          for (Path file : DurableFiles.children(directory.files())) {
            if (referenced.stream().noneMatch(id -> file.endsWith(id.toString()))) {
              Files.delete(file);
              gone++;
            }
          }
          return gone;
        });
  }

  /** What the disk below the data directory still takes. */
  public long freeBytes() {
    return DurableFiles.guarded(
        "measuring free space", () -> Files.getFileStore(directory.files()).getUsableSpace());
  }

  /** What complete uploads take. */
  public long usedBytes() {
    return DurableFiles.guarded(
        "measuring uploads",
        () -> {
          long bytes = 0;
          for (Path file : DurableFiles.children(directory.files())) {
            bytes += Files.size(file);
          }
          return bytes;
        });
  }
}
