package dev.lodestar.storage;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** Small files of text that nobody but the server's user may read. */
public final class OwnersFile {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private OwnersFile() {}

  /**
   * The text of a file, if there is one.
   *
   * <p>Errors: {@code INVALID_ARGUMENT} when others may read it, {@code STORAGE_UNAVAILABLE}.
   */
  public static Optional<String> read(Path file) {
    return DurableFiles.guarded(
        "reading " + file,
        () -> {
          if (!Files.exists(file)) {
            return Optional.empty();
          }
          if (knowsPermissions() && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
            throw new ServiceException(
                ErrorCode.INVALID_ARGUMENT,
                file.toString(),
                "Others than the owner have access to %s; take it from them (chmod 600) and start again."
                    .formatted(file));
          }
          return Optional.of(Files.readString(file));
        });
  }

  /** Makes a file, whole and flushed or not at all. Errors: {@code STORAGE_UNAVAILABLE}. */
  public static void create(Path file, String text) {
    DurableFiles.guarded(
        "writing " + file,
        () -> {
          Path folder = file.toAbsolutePath().getParent();
          Files.createDirectories(folder);
          Path partial = file.resolveSibling(file.getFileName() + ".partial");
          Files.deleteIfExists(partial);
          Files.createFile(partial, attributes());
          Files.writeString(partial, text);
          DurableFiles.sync(partial);
          Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
          DurableFiles.syncFolder(folder);
          return file;
        });
  }

  private static FileAttribute<?>[] attributes() {
    return knowsPermissions()
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
        : new FileAttribute<?>[0];
  }

  private static boolean knowsPermissions() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  }
}
