package dev.lodestar.storage;

import dev.lodestar.data.Checksum;
import dev.lodestar.error.ServiceException;
import dev.lodestar.storage.SegmentStore.SegmentKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32C;

/**
 * Which files are whole, as far as one can know without reading them each time.
 *
 * <p>A file is read and compared with its checksum before it is used first in a process, and again
 * when its size or the time of its last change are others. Safe for threads.
 */
final class WholeFiles {
  private static final System.Logger LOG = System.getLogger(WholeFiles.class.getName());
  private static final int BUFFER_BYTES = 1 << 16;

  private final boolean readsContents;
  private final Map<SegmentKey, Stamp> whole = new ConcurrentHashMap<>();
  private final Set<SegmentKey> damaged = ConcurrentHashMap.newKeySet();

  /**
   * Knows nothing yet.
   *
   * @param readsContents whether checksums are compared; sizes always are
   */
  WholeFiles(boolean readsContents) {
    this.readsContents = readsContents;
  }

  private record Stamp(long sizeBytes, FileTime changed) {
    static Stamp of(Path file) throws IOException {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(now.size(), now.lastModifiedTime());
    }
  }

  /** Whether the file was whole and has not been changed since; cheap. */
  boolean isKnown(SegmentFile file, Path path) {
    Stamp known = whole.get(file.key());
    try {
      return known != null && known.equals(Stamp.of(path));
    } catch (IOException e) {
      return false; // Whoever reads it then says what is wrong with it.
    }
  }

  /** Says that a file is whole as it is. */
  void remember(SegmentKey key, Path path) throws IOException {
    whole.put(key, Stamp.of(path));
    damaged.remove(key);
  }

  void forget(SegmentKey key) {
    whole.remove(key);
    damaged.remove(key);
  }

  /**
   * Reads a file, and remembers it when it is whole.
   *
   * @return what is wrong with it, in words that follow its name
   */
  Optional<String> flaw(SegmentFile file, Path path) throws IOException {
    whole.remove(file.key());
    Stamp before;
    try {
      before = Stamp.of(path);
    } catch (NoSuchFileException e) {
      return Optional.of("is missing");
    }
    if (before.sizeBytes() != file.sizeBytes()) {
      return Optional.of(
          "has %d bytes instead of %d".formatted(before.sizeBytes(), file.sizeBytes()));
    }
    if (readsContents && file.checksum() != null && !checksum(path).equals(file.checksum())) {
      return Optional.of("does not match its checksum");
    }
    whole.put(file.key(), before);
    damaged.remove(file.key());
    return Optional.empty();
  }

  /** The fault of a file that stays damaged; the log names it once. */
  ServiceException fault(SegmentFile file, String location, String flaw) {
    ServiceException fault = SegmentFaults.damaged(file, flaw);
    if (damaged.add(file.key())) {
      LOG.log(System.Logger.Level.ERROR, fault.messageText() + " It is " + location + ".");
    }
    return fault;
  }

  int damagedCount() {
    return damaged.size();
  }

  static Checksum checksum(Path file) throws IOException {
    CRC32C sum = new CRC32C();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    try (FileChannel channel = FileChannel.open(file)) {
      while (channel.read(buffer.clear()) >= 0) {
        sum.update(buffer.flip());
      }
    }
    return new Checksum((int) sum.getValue());
  }
}
