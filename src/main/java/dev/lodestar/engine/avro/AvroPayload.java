package dev.lodestar.engine.avro;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * The binary encoding of one record, read from an array.
 *
 * <p>The library's own decoder allocates what a length or a count announces before it looks whether
 * that much is there; a few bytes of a stranger could take all memory. This one never does. Source:
 * Apache Avro 1.12 specification, "Binary Encoding".
 */
final class AvroPayload extends Decoder {
  /** Elements need no bytes if their type is null; more of them than this are taken for a fault. */
  private static final long EMPTY_ITEMS_MAX = 100_000;

  private static final int VARINT_BITS = 70;

  private final byte[] bytes;
  private long itemsLeft;
  private int position;

  AvroPayload(byte[] bytes, int from) {
    this.bytes = bytes;
    this.position = from;
    this.itemsLeft = bytes.length + EMPTY_ITEMS_MAX;
  }

  boolean isAtEnd() {
    return position == bytes.length;
  }

  private int take(long length) throws EOFException {
    if (length < 0 || length > bytes.length - position) {
      throw new EOFException("a value is longer than its record");
    }
    int from = position;
    position += (int) length;
    return from;
  }

  @Override
  public void readNull() {
    // It takes no bytes.
  }

  @Override
  public boolean readBoolean() throws IOException {
    byte value = bytes[take(1)];
    if (value != 0 && value != 1) {
      throw new AvroRuntimeException("neither true nor false");
    }
    return value == 1;
  }

  @Override
  public int readInt() throws IOException {
    long value = readLong();
    if (value != (int) value) {
      throw new AvroRuntimeException("an int with more than 32 bits");
    }
    return (int) value;
  }

  @Override
  public long readLong() throws IOException {
    long value = 0;
    for (int shift = 0; shift < VARINT_BITS; shift += 7) {
      byte next = bytes[take(1)];
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return (value >>> 1) ^ -(value & 1);
      }
    }
    throw new AvroRuntimeException("a long with more than 64 bits");
  }

  @Override
  public float readFloat() throws IOException {
    return number(Float.BYTES).getFloat();
  }

  @Override
  public double readDouble() throws IOException {
    return number(Double.BYTES).getDouble();
  }

  private ByteBuffer number(int length) throws EOFException {
    return ByteBuffer.wrap(bytes, take(length), length).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public Utf8 readString(@Nullable Utf8 old) throws IOException {
    return new Utf8(readBytes());
  }

  @Override
  public String readString() throws IOException {
    return readString(null).toString();
  }

  @Override
  public void skipString() throws IOException {
    skipBytes();
  }

  @Override
  public ByteBuffer readBytes(@Nullable ByteBuffer old) throws IOException {
    return ByteBuffer.wrap(readBytes());
  }

  private byte[] readBytes() throws IOException {
    int from = take(readLong());
    return Arrays.copyOfRange(bytes, from, position);
  }

  @Override
  public void skipBytes() throws IOException {
    take(readLong());
  }

  @Override
  public void readFixed(byte[] target, int start, int length) throws IOException {
    System.arraycopy(bytes, take(length), target, start, length);
  }

  @Override
  public void skipFixed(int length) throws IOException {
    take(length);
  }

  @Override
  public int readEnum() throws IOException {
    return readInt();
  }

  @Override
  public int readIndex() throws IOException {
    return readInt();
  }

  @Override
  public long readArrayStart() throws IOException {
    return items();
  }

  @Override
  public long arrayNext() throws IOException {
    return items();
  }

  @Override
  public long readMapStart() throws IOException {
    return items();
  }

  @Override
  public long mapNext() throws IOException {
    return items();
  }

  /** How many elements the next block has; a negative count stands before the block's length. */
  private long items() throws IOException {
    long count = readLong();
    if (count < 0) {
      readLong();
      count = -count;
    }
    return counted(count);
  }

  private long counted(long count) {
    itemsLeft -= count;
    if (count < 0 || itemsLeft < 0) {
      throw new AvroRuntimeException("more elements than a record of this size can have");
    }
    return count;
  }

  @Override
  public long skipArray() throws IOException {
    return skipItems();
  }

  @Override
  public long skipMap() throws IOException {
    return skipItems();
  }

  private long skipItems() throws IOException {
    long count = readLong();
    while (count < 0) {
      take(readLong());
      count = readLong();
    }
    return counted(count);
  }
}
