package dev.lodestar.storage;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file that is being received: counted, digested and written as its bytes come.
 *
 * <p>It ends with {@link #complete}, or with {@link #close}, which leaves nothing behind unless it
 * was completed. Not safe for threads. Errors: {@code PAYLOAD_TOO_LARGE}, {@code
 * STORAGE_UNAVAILABLE}.
 */
public final class Upload implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 17;

  private final Path partial;
  private final Path target;
  private final long sizeBytesMax;
  private final FileChannel channel;
  private final MessageDigest digest;
  private long sizeBytes;

  Upload(Path partial, Path target, long sizeBytesMax) throws IOException {
    this.partial = partial;
    this.target = target;
    this.sizeBytesMax = sizeBytesMax;
    this.digest = md5();
    this.channel =
        FileChannel.open(partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /** The file as it was received. */
  public record Received(Path path, long sizeBytes, String md5) {}

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }

  /** Appends the remaining bytes of a buffer. */
  public void write(ByteBuffer bytes) {
    sizeBytes += bytes.remaining();
    if (sizeBytes > sizeBytesMax) {
      throw new ServiceException(
          ErrorCode.PAYLOAD_TOO_LARGE,
          null,
          "The file is larger than the %d bytes that one upload may have; split it."
              .formatted(sizeBytesMax));
    }
    digest.update(bytes.duplicate());
    DurableFiles.guarded(
        "receiving a file",
        () -> {
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
          return true;
        });
  }

  /** Appends a whole stream; a fault of the stream itself is the caller's. */
  public void write(InputStream in) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      write(ByteBuffer.wrap(buffer, 0, read));
    }
  }

  /** Makes the file appear under its name, flushed to the disk. */
  public Received complete() {
    return DurableFiles.guarded(
        "completing an upload",
        () -> {
          channel.force(true);
          channel.close();
          Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
          DurableFiles.syncFolder(target.getParent());
          return new Received(target, sizeBytes, HexFormat.of().formatHex(digest.digest()));
        });
  }

  @Override
  public void close() {
    DurableFiles.guarded(
        "ending an upload",
        () -> {
          channel.close();
          return Files.deleteIfExists(partial);
        });
  }
}
