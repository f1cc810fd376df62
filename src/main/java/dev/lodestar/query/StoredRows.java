package dev.lodestar.query;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.lodestar.data.JsonText;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rows as they rest in pages: JSON arrays, one after the other, that tell the types of their
 * values.
 *
 * <p>A whole number is a JSON number without, a double one with a fraction or an exponent. What
 * JSON has no form for is an object of one member: {@code {"t": ms}} a time, {@code {"d": "NaN"}} a
 * double that is no number, {@code {"j": "{}"}} JSON within an array.
 */
final class StoredRows {
  static final JsonFactory JSON = new JsonFactory();

  private static final String TIME = "t";
  private static final String DOUBLE = "d";
  private static final String NESTED = "j";

  private StoredRows() {}

  static void write(JsonGenerator json, @Nullable Object[] row) throws IOException {
    json.writeStartArray();
    for (@Nullable Object value : row) {
      writeValue(json, value);
    }
    json.writeEndArray();
    json.writeRaw('\n');
  }

  private static void writeValue(JsonGenerator json, @Nullable Object value) throws IOException {
    switch (value) {
      case null -> json.writeNull();
      case Long number -> json.writeNumber(number);
      case Double number when number.isNaN() || number.isInfinite() -> {
        json.writeStartObject();
        json.writeStringField(DOUBLE, number.toString());
        json.writeEndObject();
      }
      case Double number -> json.writeNumber(number);
      case Boolean truth -> json.writeBoolean(truth);
      case Instant time -> {
        json.writeStartObject();
        json.writeNumberField(TIME, time.toEpochMilli());
        json.writeEndObject();
      }
      case List<?> items -> {
        json.writeStartArray();
        for (Object item : items) {
          writeValue(json, item);
        }
        json.writeEndArray();
      }
      case JsonText text -> {
        json.writeStartObject();
        json.writeStringField(NESTED, text.text());
        json.writeEndObject();
      }
      default -> json.writeString(value.toString());
    }
  }

  /** The next row; empty at the end. */
  static Optional<@Nullable Object[]> read(JsonParser json) throws IOException {
    JsonToken token = json.nextToken();
    if (token == null) {
      return Optional.empty();
    }
    require(token == JsonToken.START_ARRAY);
    return Optional.of(readItems(json).toArray());
  }

  private static List<@Nullable Object> readItems(JsonParser json) throws IOException {
    List<@Nullable Object> items = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      items.add(readValue(json));
    }
    return items;
  }

  @SuppressWarnings("MissingCasesInEnumSwitch") // All other tokens mean a damaged file.
  private static @Nullable Object readValue(JsonParser json) throws IOException {
    return switch (Objects.requireNonNull(json.currentToken(), "a page ends within a row")) {
      case VALUE_NULL -> null;
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NUMBER_INT -> json.getLongValue();
      case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
      case VALUE_STRING -> json.getText();
      case START_ARRAY -> readItems(json);
      case START_OBJECT -> readTagged(json);
      default -> throw new IOException("a stored row is damaged");
    };
  }

  private static Object readTagged(JsonParser json) throws IOException {
    String tag = json.nextFieldName();
    json.nextToken();
    Object value =
        switch (String.valueOf(tag)) {
          case TIME -> Instant.ofEpochMilli(json.getLongValue());
          case DOUBLE -> Double.valueOf(json.getText());
          case NESTED -> new JsonText(json.getText());
          default -> throw new IOException("a stored row is damaged");
        };
    require(json.nextToken() == JsonToken.END_OBJECT);
    return value;
  }

  private static void require(boolean whole) throws IOException {
    if (!whole) {
      throw new IOException("a stored row is damaged");
    }
  }
}
