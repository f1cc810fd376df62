package dev.lodestar.streams;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lodestar.connectors.RegisteredSchema;
import dev.lodestar.engine.InvalidSchemaException;
import dev.lodestar.engine.UnreadableRecordException;
import dev.lodestar.engine.protobuf.ProtobufMessage;
import dev.lodestar.engine.protobuf.ProtobufSchema;
import dev.lodestar.jobs.ParseSchemaProvider;
import dev.lodestar.jobs.ProtobufFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Messages of Protobuf: bare ones of one type, or each with the id of its file and its place there.
 */
final class ProtobufDecoder implements RecordDecoder {
  private static final int DEPTH_MAX = 100;
  private static final int VARINT_BITS = 35;

  private final Content content;
  private final Predicate<String> wanted;
  private final ObjectLine line = new ObjectLine();

  /** Writes the object of a record. */
  private interface Content {
    void write(byte[] value, Predicate<String> wanted, JsonGenerator json)
        throws UnreadableRecordException;
  }

  /**
   * A decoder.
   *
   * @param wanted which fields are used
   */
  ProtobufDecoder(ProtobufFormat format, SchemaLookup lookup, Predicate<String> wanted) {
    this.wanted = wanted;
    this.content =
        switch (format.parseSchemaProvider()) {
          case ParseSchemaProvider.InlineProtobuf inline -> {
            ProtobufMessage type = inline.message();
            yield (value, fields, json) -> type.write(value, 0, fields, json);
          }
          case ParseSchemaProvider.Registry registry -> {
            RegisteredRecords<ProtobufSchema> schemas =
                new RegisteredRecords<>(
                    id -> lookup.find(registry.connectionName(), id, true),
                    "PROTOBUF",
                    ProtobufDecoder::compile);
            yield (value, fields, json) -> write(schemas.readerOf(value), value, fields, json);
          }
          case ParseSchemaProvider.InlineAvro other ->
              throw new IllegalStateException("Protobuf was planned with a schema of Avro");
        };
  }

  private static ProtobufSchema compile(RegisteredSchema schema) throws InvalidSchemaException {
    Map<String, String> imports = new LinkedHashMap<>();
    schema.references().forEach(each -> imports.put(each.name(), each.text()));
    return ProtobufSchema.ofFile(schema.text(), imports);
  }

  @Override
  public boolean isText() {
    return false;
  }

  @Override
  public void decode(byte[] value, Lines out) {
    line.write(json -> content.write(value, wanted, json), out);
  }

  private static void write(
      ProtobufSchema schema, byte[] value, Predicate<String> wanted, JsonGenerator json)
      throws UnreadableRecordException {
    Path path = new Path(value);
    schema
        .message(path.indexes)
        .orElseThrow(
            () -> new UnreadableRecordException("names a message that its schema does not have"))
        .write(value, path.position, wanted, json);
  }

  /** Which message of a file it is: a count of indexes and these, or a zero for the first one. */
  private static final class Path {
    private final byte[] value;
    private final List<Integer> indexes = new ArrayList<>();
    private int position = RegisteredRecords.HEADER_BYTES;

    Path(byte[] value) throws UnreadableRecordException {
      this.value = value;
      int count = varint();
      if (count < 0 || count > DEPTH_MAX) {
        throw unreadable();
      }
      for (int i = 0; i < count; i++) {
        indexes.add(varint());
      }
      if (count == 0) {
        indexes.add(0);
      }
    }

    /** With the sign in the last bit. */
    private int varint() throws UnreadableRecordException {
      long bits = 0;
      for (int shift = 0; shift < VARINT_BITS; shift += 7) {
        if (position == value.length) {
          throw unreadable();
        }
        byte next = value[position++];
        bits |= (next & 0x7FL) << shift;
        if (next >= 0) {
          return (int) ((bits >>> 1) ^ -(bits & 1));
        }
      }
      throw unreadable();
    }

    private static UnreadableRecordException unreadable() {
      return new UnreadableRecordException("does not say which message of its schema it is");
    }
  }
}
