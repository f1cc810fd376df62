package dev.lodestar.engine.protobuf;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;

/**
 * Messages of Protobuf as JSON, each field under the name that its file gives it.
 *
 * <p>Numbers of any size are exact; an enum is the name of its value; bytes are base64. A field
 * that knows whether it was set, a list and a map are left out when they were not; one that does
 * not know has its default, as it has for every reader. Times are ISO text, durations seconds with
 * an {@code s}, wrappers and {@code Struct} what they hold, Confluent's decimals numbers. Source:
 * Protocol Buffers, "Field Presence" and "ProtoJSON Format".
 */
final class ProtobufValues {
  private static final int NANO_DIGITS = 9;

  /** With more of them it is no number for anybody, and would take minutes to write. */
  private static final int DECIMAL_BYTES_MAX = 400;

  private final JsonGenerator json;

  ProtobufValues(JsonGenerator json) {
    this.json = json;
  }

  void write(Message message, Predicate<String> fields) throws IOException {
    json.writeStartObject();
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (fields.test(field.getName()) && isThere(message, field)) {
        json.writeFieldName(field.getName());
        field(field, message.getField(field));
      }
    }
    json.writeEndObject();
  }

  private static boolean isThere(Message message, FieldDescriptor field) {
    return field.isRepeated()
        ? message.getRepeatedFieldCount(field) > 0
        : !field.hasPresence() || message.hasField(field);
  }

  private void field(FieldDescriptor field, Object value) throws IOException {
    if (field.isMapField()) {
      map((List<?>) value);
    } else if (field.isRepeated()) {
      json.writeStartArray();
      for (Object element : (List<?>) value) {
        single(field, element);
      }
      json.writeEndArray();
    } else {
      single(field, value);
    }
  }

  private void map(List<?> entries) throws IOException {
    json.writeStartObject();
    for (Object each : entries) {
      Message entry = (Message) each;
      json.writeFieldName(key(entry));
      FieldDescriptor value = entry.getDescriptorForType().findFieldByNumber(2);
      single(value, entry.getField(value));
    }
    json.writeEndObject();
  }

  private static String key(Message entry) {
    FieldDescriptor field = entry.getDescriptorForType().findFieldByNumber(1);
    Object key = entry.getField(field);
    return isUnsigned(field) ? unsigned(key).toString() : key.toString();
  }

  private void single(FieldDescriptor field, Object value) throws IOException {
    switch (field.getJavaType()) {
      case INT, LONG -> {
        if (isUnsigned(field)) {
          json.writeNumber(unsigned(value));
        } else {
          json.writeNumber(((Number) value).longValue());
        }
      }
      case FLOAT -> json.writeNumber((Float) value);
      case DOUBLE -> json.writeNumber((Double) value);
      case BOOLEAN -> json.writeBoolean((Boolean) value);
      case STRING -> json.writeString((String) value);
      case BYTE_STRING ->
          json.writeString(Base64.getEncoder().encodeToString(((ByteString) value).toByteArray()));
      case ENUM -> enumValue((EnumValueDescriptor) value);
      case MESSAGE -> message((Message) value);
    }
  }

  private static boolean isUnsigned(FieldDescriptor field) {
    return switch (field.getType()) {
      case UINT32, UINT64, FIXED32, FIXED64 -> true;
      case INT32,
          INT64,
          SINT32,
          SINT64,
          SFIXED32,
          SFIXED64,
          DOUBLE,
          FLOAT,
          BOOL,
          STRING,
          GROUP,
          MESSAGE,
          BYTES,
          ENUM ->
          false;
    };
  }

  private static BigInteger unsigned(Object value) {
    return value instanceof Integer number
        ? BigInteger.valueOf(Integer.toUnsignedLong(number))
        : new BigInteger(Long.toUnsignedString((Long) value));
  }

  /** A value that a newer file has: only its number is known. */
  private void enumValue(EnumValueDescriptor value) throws IOException {
    if (value.getType().findValueByName(value.getName()) == null) {
      json.writeNumber(value.getNumber());
    } else {
      json.writeString(value.getName());
    }
  }

  private void message(Message message) throws IOException {
    switch (message.getDescriptorForType().getFullName()) {
      case "google.protobuf.Timestamp" ->
          json.writeString(
              Instant.ofEpochSecond(number(message, 1), number(message, 2)).toString());
      case "google.protobuf.Duration" ->
          json.writeString(duration(number(message, 1), number(message, 2)));
      case "google.protobuf.DoubleValue",
          "google.protobuf.FloatValue",
          "google.protobuf.Int64Value",
          "google.protobuf.UInt64Value",
          "google.protobuf.Int32Value",
          "google.protobuf.UInt32Value",
          "google.protobuf.BoolValue",
          "google.protobuf.StringValue",
          "google.protobuf.BytesValue",
          "google.protobuf.Struct",
          "google.protobuf.ListValue" ->
          only(message);
      case "google.protobuf.Value" -> value(message);
      case "confluent.type.Decimal" -> decimal(message);
      default -> write(message, name -> true);
    }
  }

  private static long number(Message message, int field) {
    Object value = message.getField(message.getDescriptorForType().findFieldByNumber(field));
    return ((Number) value).longValue();
  }

  private static String duration(long seconds, long nanos) {
    String sign = seconds < 0 || nanos < 0 ? "-" : "";
    String whole = sign + Math.absExact(seconds);
    if (nanos == 0) {
      return whole + "s";
    }
    String digits = Long.toString(Math.absExact(nanos));
    String fraction = "0".repeat(Math.max(0, NANO_DIGITS - digits.length())) + digits;
    return whole + "." + fraction.replaceFirst("(000){1,2}$", "") + "s";
  }

  private void decimal(Message message) throws IOException {
    ByteString unscaled =
        (ByteString) message.getField(message.getDescriptorForType().findFieldByNumber(1));
    if (unscaled.isEmpty() || unscaled.size() > DECIMAL_BYTES_MAX) {
      write(message, name -> true);
      return;
    }
    int scale = Math.toIntExact(number(message, 3));
    json.writeNumber(new BigDecimal(new BigInteger(unscaled.toByteArray()), scale));
  }

  /** Of a message that stands for its one field. */
  private void only(Message message) throws IOException {
    FieldDescriptor field = message.getDescriptorForType().findFieldByNumber(1);
    field(field, message.getField(field));
  }

  private void value(Message value) throws IOException {
    for (FieldDescriptor kind : value.getAllFields().keySet()) {
      if (kind.getJavaType() != FieldDescriptor.JavaType.ENUM) {
        single(kind, value.getField(kind));
        return;
      }
    }
    json.writeNull();
  }
}
