package dev.lodestar.connectors;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Some bytes of a file. */
final class FilePart extends FilterInputStream {
  private long leftBytes;

  private FilePart(InputStream file, long sizeBytes) {
    super(file);
    this.leftBytes = sizeBytes;
  }

  /** Its caller closes it. */
  static InputStream open(Path file, long from, long sizeBytes) {
    try {
      FileChannel channel = FileChannel.open(file);
      return new FilePart(Channels.newInputStream(channel.position(from)), sizeBytes);
    } catch (IOException e) {
      throw new UncheckedIOException("a segment cannot be read", e);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (leftBytes == 0) {
      return -1;
    }
    int read = super.read(target, offset, (int) Math.min(length, leftBytes));
    leftBytes -= Math.max(read, 0);
    return read;
  }

  @Override
  public long skip(long count) throws IOException {
    long skipped = super.skip(Math.min(count, leftBytes));
    leftBytes -= skipped;
    return skipped;
  }

  @Override
  public int available() throws IOException {
    return (int) Math.min(super.available(), leftBytes);
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
