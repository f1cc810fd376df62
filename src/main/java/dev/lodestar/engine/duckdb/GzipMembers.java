package dev.lodestar.engine.duckdb;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Unpacks gzip of any number of members, and says so when a byte of it is missing or wrong.
 *
 * <p>The JDK's own stream takes whatever follows the first member and is no whole member for the
 * end of the data: rows would be lost without a word. Zero bytes at the end are padding. Source:
 * RFC 1952.
 */
final class GzipMembers extends FilterInputStream {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int END = -1;
  private static final int HEADER_CRC = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;

  private final Inflater inflater = new Inflater(true);
  private final CRC32 checksum = new CRC32();
  private final PushbackInputStream source;
  private final byte[] packed = new byte[BUFFER_BYTES];
  private int packedLength;
  private boolean ended;

  /** Errors: an {@link IOException} when the data does not begin with a gzip header. */
  GzipMembers(InputStream in) throws IOException {
    super(new PushbackInputStream(in, BUFFER_BYTES));
    this.source = (PushbackInputStream) this.in;
    readHeader();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) == END ? END : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    while (!ended) {
      int count = inflate(target, offset, length);
      if (count > 0) {
        checksum.update(target, offset, count);
        return count;
      }
      if (inflater.finished()) {
        endMember();
      } else {
        packedLength = source.read(packed);
        if (packedLength < 0) {
          throw new EOFException("gzip data ends within a member");
        }
        inflater.setInput(packed, 0, packedLength);
      }
    }
    return END;
  }

  private int inflate(byte[] target, int offset, int length) throws ZipException {
    try {
      return inflater.inflate(target, offset, length);
    } catch (DataFormatException e) {
      ZipException fault = new ZipException("gzip data is damaged");
      fault.initCause(e);
      throw fault;
    }
  }

  private void endMember() throws IOException {
    int left = inflater.getRemaining();
    source.unread(packed, packedLength - left, left);
    long crc = readNumber(4);
    long size = readNumber(4);
    if (crc != checksum.getValue() || size != (inflater.getBytesWritten() & 0xFFFF_FFFFL)) {
      throw new ZipException("gzip checksum does not match");
    }
    int next = source.read();
    while (next == 0) {
      next = source.read();
    }
    if (next == END) {
      ended = true;
    } else {
      source.unread(next);
      inflater.reset();
      checksum.reset();
      readHeader();
    }
  }

  private void readHeader() throws IOException {
    if (readNumber(2) != 0x8B1F || readNumber(1) != 8) {
      throw new ZipException("no gzip header");
    }
    int flags = (int) readNumber(1);
    readNumber(6);
    if ((flags & EXTRA) != 0) {
      source.skipNBytes(readNumber(2));
    }
    if ((flags & NAME) != 0) {
      skipText();
    }
    if ((flags & COMMENT) != 0) {
      skipText();
    }
    if ((flags & HEADER_CRC) != 0) {
      readNumber(2);
    }
  }

  private void skipText() throws IOException {
    long b = readNumber(1);
    while (b != 0) {
      b = readNumber(1);
    }
  }

  /** A little-endian number of so many bytes. */
  private long readNumber(int bytes) throws IOException {
    long number = 0;
    for (int i = 0; i < bytes; i++) {
      long b = source.read();
      if (b == END) {
        throw new EOFException("gzip data ends within a header or trailer");
      }
      number |= b << (8 * i);
    }
    return number;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    super.close();
  }
}
