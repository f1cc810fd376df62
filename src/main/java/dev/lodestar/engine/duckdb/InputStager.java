package dev.lodestar.engine.duckdb;

import dev.lodestar.engine.InputFile;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.LongConsumer;

/** Unpacks compressed input into the job's staging folder; what is not packed stays where it is. */
final class InputStager {
  private static final int BUFFER_BYTES = 1 << 17;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final Path folder;
  private final Runnable checkpoint;
  private final LongConsumer onPackedBytes;
  private long bytesLeft;
  private int made;

  /**
   * A stager for one job.
   *
   * @param checkpoint called often; throws when the job is canceled
   * @param onPackedBytes told how many more bytes of input have been read
   * @param bytesMax the most that all files together may unpack to
   */
  InputStager(Path folder, Runnable checkpoint, LongConsumer onPackedBytes, long bytesMax) {
    this.folder = folder;
    this.checkpoint = checkpoint;
    this.onPackedBytes = onPackedBytes;
    this.bytesLeft = bytesMax;
  }

  /**
   * Makes sure that the bytes of a file lie unpacked and without a byte order mark.
   *
   * <p>Errors: {@code CANNOT_PARSE_SOURCE} for damaged bytes, {@code STORAGE_UNAVAILABLE}.
   */
  StagedInput stage(InputFile file) {
    return switch (file.compression()) {
      case NONE -> inPlace(file);
      case BZ2, GZ, SZ, XZ, ZSTD -> unpacked(file);
    };
  }

  private StagedInput inPlace(InputFile file) {
    try {
      long bytes = Files.size(file.path());
      onPackedBytes.accept(bytes);
      if (!startsWithMark(file.path())) {
        return staged(file, file.path(), bytes);
      }
      Path copy = next();
      try (InputStream in = Files.newInputStream(file.path())) {
        in.skipNBytes(BYTE_ORDER_MARK.length);
        copy(file, in, copy);
      }
      return staged(file, copy, bytes);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static StagedInput staged(InputFile file, Path path, long bytes) {
    return new StagedInput(file, path, bytes, records -> LineNumbers.of(path, records));
  }

  private static boolean startsWithMark(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return Arrays.equals(in.readNBytes(BYTE_ORDER_MARK.length), BYTE_ORDER_MARK);
    }
  }

  private StagedInput unpacked(InputFile file) {
    Path copy = next();
    try (InputStream packed =
        new CountingStream(Files.newInputStream(file.path()), onPackedBytes)) {
      long bytes;
      try (InputStream in = Unpacking.open(file.compression(), packed)) {
        bytes = copy(file, in, copy);
      }
      if (startsWithMark(copy)) {
        Path bare = next();
        try (InputStream in = Files.newInputStream(copy)) {
          in.skipNBytes(BYTE_ORDER_MARK.length);
          copy(file, in, bare);
        }
        Files.delete(copy);
        return staged(file, bare, bytes);
      }
      return staged(file, copy, bytes);
    } catch (FileSystemException e) {
      throw unreadable(file, e);
    } catch (IOException e) {
      throw isFullDisk(e) ? unreadable(file, e) : damaged(file, e);
    }
  }

  private Path next() {
    made++;
    return folder.resolve("input-" + made);
  }

  private long copy(InputFile file, InputStream in, Path to) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long bytes = 0;
    try (OutputStream out = Files.newOutputStream(to)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        checkpoint.run();
        bytes += read;
        bytesLeft -= read;
        if (bytesLeft < 0) {
          throw new ServiceException(
              ErrorCode.CANNOT_PARSE_SOURCE,
              null,
              "File \"%s\" unpacks to more bytes than one job may read; split it over several jobs."
                  .formatted(file.name()));
        }
        out.write(buffer, 0, read);
      }
    }
    return bytes;
  }

  // The message is all that tells a full disk from damaged input here.
  private static boolean isFullDisk(IOException fault) {
    return String.valueOf(fault.getMessage()).contains("No space left");
  }

  private static ServiceException unreadable(InputFile file, IOException cause) {
    return new ServiceException(
        ErrorCode.STORAGE_UNAVAILABLE,
        null,
        "File \"%s\" cannot be read or unpacked on the server's storage; check its free space."
            .formatted(file.name()),
        cause);
  }

  private static ServiceException damaged(InputFile file, IOException cause) {
    return new ServiceException(
        ErrorCode.CANNOT_PARSE_SOURCE,
        null,
        "File \"%s\" is not a whole %s file: its bytes are damaged, cut off or packed otherwise."
            .formatted(file.name(), file.compression().apiName()),
        cause);
  }

  /** Tells how many bytes went through it. */
  private static final class CountingStream extends BufferedInputStream {
    private final LongConsumer onBytes;

    CountingStream(InputStream in, LongConsumer onBytes) {
      super(in, BUFFER_BYTES);
      this.onBytes = onBytes;
    }

    @Override
    public synchronized int read(byte[] target, int offset, int length) throws IOException {
      int read = super.read(target, offset, length);
      if (read > 0) {
        onBytes.accept(read);
      }
      return read;
    }
  }
}
