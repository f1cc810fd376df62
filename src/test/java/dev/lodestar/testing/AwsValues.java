package dev.lodestar.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.thirdparty.jackson.core.JsonFactory;
import software.amazon.awssdk.thirdparty.jackson.core.JsonGenerator;
import software.amazon.awssdk.thirdparty.jackson.core.JsonParser;
import software.amazon.awssdk.thirdparty.jackson.core.JsonToken;
import software.amazon.awssdk.thirdparty.jackson.dataformat.cbor.CBORFactory;

/**
 * Bodies of AWS' protocols JSON 1.1 and CBOR 1.1 as maps, lists, texts, numbers, truths and bytes.
 *
 * <p>Bytes are base64 in JSON; a reader has to know where they are.
 */
final class AwsValues {
  private final JsonFactory factory;
  private final boolean isBinary;

  private AwsValues(boolean isBinary) {
    this.isBinary = isBinary;
    this.factory = isBinary ? new CBORFactory() : new JsonFactory();
  }

  static AwsValues of(String contentType) {
    return new AwsValues(contentType.contains("cbor"));
  }

  /** A time as the protocol writes it: milliseconds in CBOR, seconds in JSON. */
  Object time(long milliseconds) {
    return isBinary ? (Object) milliseconds : (Object) (milliseconds / 1_000.0);
  }

  long milliseconds(Object time) {
    return isBinary
        ? ((Number) time).longValue()
        : Math.round(((Number) time).doubleValue() * 1_000);
  }

  static byte[] bytes(Object value) {
    return value instanceof byte[] bytes ? bytes : Base64.getDecoder().decode((String) value);
  }

  @SuppressWarnings("unchecked") // Bodies of requests are objects.
  Map<String, Object> read(byte[] body) {
    try (JsonParser parser = factory.createParser(body)) {
      parser.nextToken();
      return (Map<String, Object>) value(parser);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> {
        var list = new ArrayList<Object>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(parser));
        }
        yield list;
      }
      case VALUE_EMBEDDED_OBJECT -> parser.getBinaryValue();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
      case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
      default -> parser.getText();
    };
  }

  private static Map<String, Object> object(JsonParser parser) throws IOException {
    Map<String, Object> object = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      object.put(name, value(parser));
    }
    return object;
  }

  byte[] write(Map<String, Object> body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator generator = factory.createGenerator(out)) {
      write(body, generator);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void write(Object value, JsonGenerator generator) throws IOException {
    switch (value) {
      case Map<?, ?> object -> {
        generator.writeStartObject();
        for (Map.Entry<?, ?> member : object.entrySet()) {
          generator.writeFieldName((String) member.getKey());
          write(member.getValue(), generator);
        }
        generator.writeEndObject();
      }
      case Iterable<?> list -> {
        generator.writeStartArray();
        for (Object element : list) {
          write(element, generator);
        }
        generator.writeEndArray();
      }
      case byte[] bytes -> generator.writeBinary(bytes);
      case Integer number -> generator.writeNumber(number);
      case Long number -> generator.writeNumber(number);
      case Double number -> generator.writeNumber(number);
      case Boolean truth -> generator.writeBoolean(truth);
      default -> generator.writeString(value.toString());
    }
  }
}
