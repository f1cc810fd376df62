package dev.lodestar.streams;

import java.io.ByteArrayOutputStream;

/**
 * Records of which more than their value becomes fields.
 *
 * <p>What is known besides stands behind the fields of the value, because the engine takes the
 * first of two fields of the same name, and the value's shall win. Source: data-plane
 * specification, 1.4.
 */
final class WrappedRecordReader implements RecordReader {
  private final RecordDecoder values;
  private final Metadata metadata;
  private final ByteArrayOutputStream joined = new ByteArrayOutputStream();

  /** What is known of a record besides its value. */
  interface Metadata {
    /** Members of an object of JSON, without its braces. */
    byte[] of(StreamRecord record);
  }

  WrappedRecordReader(RecordDecoder values, Metadata metadata) {
    this.values = values;
    this.metadata = metadata;
  }

  @Override
  public void read(StreamRecord record, RecordDecoder.Lines out) {
    byte[] members = metadata.of(record);
    byte[] value = record.value();
    if (RecordReader.holdsNothing(value, values)) {
      joined.reset();
      joined.write('{');
      joined.writeBytes(members);
      joined.write('}');
      out.line(joined.toByteArray(), joined.size());
      return;
    }
    values.decode(
        value,
        new RecordDecoder.Lines() {
          @Override
          public void line(byte[] bytes, int length) {
            join(bytes, length, members, out);
          }

          @Override
          public void broken(String reason) {
            out.broken(reason);
          }
        });
  }

  /** The members of an object, then ours; what is no object stays as it is. */
  private void join(byte[] bytes, int length, byte[] members, RecordDecoder.Lines out) {
    int end = lastVisible(bytes, length);
    if (members.length == 0 || end < 1 || bytes[end] != '}') {
      out.line(bytes, length);
      return;
    }
    int before = lastVisible(bytes, end);
    joined.reset();
    joined.write(bytes, 0, end);
    if (before >= 0 && bytes[before] != '{') {
      joined.write(',');
    }
    joined.writeBytes(members);
    joined.write('}');
    out.line(joined.toByteArray(), joined.size());
  }

  private static int lastVisible(byte[] bytes, int length) {
    int i = length - 1;
    while (i >= 0 && (bytes[i] == ' ' || bytes[i] == '\t')) {
      i--;
    }
    return i;
  }
}
