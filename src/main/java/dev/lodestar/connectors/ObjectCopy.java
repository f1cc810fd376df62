package dev.lodestar.connectors;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/**
 * A file that an object is written into, piece by piece.
 *
 * <p>Faults of reading come as {@link IOException}, those of our own disk as {@code
 * STORAGE_UNAVAILABLE}.
 */
final class ObjectCopy implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final OutputStream file;
  private final LongConsumer onBytes;
  private long sizeBytes;

  ObjectCopy(Path target, LongConsumer onBytes) {
    try {
      this.file = Files.newOutputStream(target);
    } catch (IOException e) {
      throw full(e);
    }
    this.onBytes = onBytes;
  }

  /** How many bytes are here. */
  long sizeBytes() {
    return sizeBytes;
  }

  /** Appends all that the stream still has. */
  void append(InputStream in) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      try {
        file.write(buffer, 0, read);
      } catch (IOException e) {
        throw full(e);
      }
      sizeBytes += read;
      onBytes.accept(read);
    }
  }

  private static ServiceException full(IOException cause) {
    return new ServiceException(
        ErrorCode.STORAGE_UNAVAILABLE,
        null,
        "An object cannot be written to the server's storage; check its free space.",
        cause);
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw full(e);
    }
  }
}
