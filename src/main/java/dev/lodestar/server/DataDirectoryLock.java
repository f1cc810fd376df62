package dev.lodestar.server;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.storage.DataDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * The right to use a data directory. The operating system drops it with the process, however that
 * ends, so there are no stale locks; the process id in the file is for people.
 */
public final class DataDirectoryLock implements AutoCloseable {
  private final FileChannel channel;

  private DataDirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Creates the directory if need be and locks it. Errors: {@code STORAGE_UNAVAILABLE} when it
   * cannot be written or another server has it.
   */
  public static DataDirectoryLock acquire(DataDirectory directory) {
    var root = directory.root();
    try {
      create(root);
      var file = root.resolve("lodestar.lock");
      var channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        var owner = Files.readString(file).strip();
        channel.close();
        throw unavailable(
            root,
            "The data directory "
                + root
                + " is in use by another Lodestar (process "
                + owner
                + "); stop that one or set LODESTAR_DATA_DIR to another directory.",
            null);
      }
      var pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
      channel.truncate(0).write(ByteBuffer.wrap(pid));
      return new DataDirectoryLock(channel);
    } catch (IOException e) {
      throw unwritable(root, e);
    }
  }

  /** The sentence for a data directory that does not take what must be written. */
  static ServiceException unwritable(Path root, IOException cause) {
    var reason =
        cause instanceof FileSystemException e && e.getReason() == null
            ? cause.getClass().getSimpleName().replace("Exception", "") + " " + e.getFile()
            : cause.getMessage();
    return unavailable(
        root,
        "Cannot write to the data directory "
            + root
            + " ("
            + reason
            + "); make it writable and leave room on its disk, or set LODESTAR_DATA_DIR to another"
            + " directory.",
        cause);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new IllegalStateException("releasing the lock of the data directory", e);
    }
  }

  private static void create(Path root) throws IOException {
    if (Files.isDirectory(root)) {
      return;
    }
    var parent = root.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.createDirectory(
        root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // held by this very process
    }
  }

  private static ServiceException unavailable(Path root, String message, @Nullable IOException e) {
    return new ServiceException(ErrorCode.STORAGE_UNAVAILABLE, root.toString(), message, e);
  }
}
