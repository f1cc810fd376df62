package dev.lodestar.engine.avro;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * Values of Avro as JSON.
 *
 * <p>Dates and timestamps of any precision become milliseconds since the epoch, decimals become
 * numbers, UUIDs text; other logical types are what they are stored as.
 */
final class AvroValues {
  private static final long DAY_MILLIS = 86_400_000L;
  private static final int UUID_BYTES = 16;
  private static final int DECIMAL_BYTES_MAX = 400;

  private final JsonGenerator json;
  private final boolean binaryAsString;
  private final boolean unionsByType;

  AvroValues(JsonGenerator json, boolean binaryAsString, boolean unionsByType) {
    this.json = json;
    this.binaryAsString = binaryAsString;
    this.unionsByType = unionsByType;
  }

  /** Writes an object with those of the fields that the record has and that are not null. */
  void write(GenericRecord row, Predicate<String> fields) throws IOException {
    json.writeStartObject();
    for (Schema.Field field : row.getSchema().getFields()) {
      if (fields.test(field.name())) {
        member(field.name(), field.schema(), row.get(field.pos()));
      }
    }
    json.writeEndObject();
  }

  /** Writes an object with one field, for a value that is no record. */
  void writeAlone(String name, Schema schema, @Nullable Object value) throws IOException {
    json.writeStartObject();
    member(name, schema, value);
    json.writeEndObject();
  }

  private void member(String name, Schema schema, @Nullable Object value) throws IOException {
    if (value != null) {
      json.writeFieldName(name);
      value(schema, value);
    }
  }

  private void value(Schema schema, @Nullable Object value) throws IOException {
    if (value == null) {
      json.writeNull();
      return;
    }
    switch (schema.getType()) {
      case UNION -> union(schema, value);
      case RECORD -> {
        GenericRecord nested = (GenericRecord) value;
        json.writeStartObject();
        for (Schema.Field field : schema.getFields()) {
          member(field.name(), field.schema(), nested.get(field.pos()));
        }
        json.writeEndObject();
      }
      case ARRAY -> {
        json.writeStartArray();
        for (Object element : (Collection<?>) value) {
          value(schema.getElementType(), element);
        }
        json.writeEndArray();
      }
      case MAP -> {
        json.writeStartObject();
        for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
          json.writeFieldName(entry.getKey().toString());
          value(schema.getValueType(), entry.getValue());
        }
        json.writeEndObject();
      }
      case FIXED -> bytes(schema, ((GenericFixed) value).bytes());
      case BYTES -> bytes(schema, bytes((ByteBuffer) value));
      case INT, LONG -> json.writeNumber(number(schema.getLogicalType(), (Number) value));
      case FLOAT -> json.writeNumber((Float) value);
      case DOUBLE -> json.writeNumber((Double) value);
      case BOOLEAN -> json.writeBoolean((Boolean) value);
      case STRING, ENUM -> json.writeString(value.toString());
      case NULL -> json.writeNull();
    }
  }

  /** Only a union of several types besides null says which of them a value has. */
  private void union(Schema union, Object value) throws IOException {
    Schema member = union.getTypes().get(GenericData.get().resolveUnion(union, value));
    boolean several =
        union.getTypes().stream().filter(type -> type.getType() != Schema.Type.NULL).count() > 1;
    if (unionsByType && several) {
      json.writeStartObject();
      member(member.getName(), member, value);
      json.writeEndObject();
    } else {
      value(member, value);
    }
  }

  private static long number(@Nullable LogicalType logical, Number value) {
    long number = value.longValue();
    return switch (logical == null ? "" : logical.getName()) {
      case "date" -> number * DAY_MILLIS;
      case "timestamp-micros", "local-timestamp-micros" -> Math.floorDiv(number, 1_000L);
      case "timestamp-nanos", "local-timestamp-nanos" -> Math.floorDiv(number, 1_000_000L);
      default -> number;
    };
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private void bytes(Schema schema, byte[] bytes) throws IOException {
    LogicalType logical = schema.getLogicalType();
    if (logical instanceof LogicalTypes.Decimal decimal && isNumber(bytes)) {
      json.writeNumber(new BigDecimal(new BigInteger(bytes), decimal.getScale()));
    } else if (logical != null && logical.getName().equals("uuid") && bytes.length == UUID_BYTES) {
      ByteBuffer halves = ByteBuffer.wrap(bytes);
      json.writeString(new UUID(halves.getLong(), halves.getLong()).toString());
    } else {
      json.writeString(
          binaryAsString
              ? new String(bytes, StandardCharsets.UTF_8)
              : Base64.getEncoder().encodeToString(bytes));
    }
  }

  /** With so many digits it is no number for anybody, and would take minutes to write. */
  private static boolean isNumber(byte[] unscaled) {
    return unscaled.length > 0 && unscaled.length <= DECIMAL_BYTES_MAX;
  }
}
