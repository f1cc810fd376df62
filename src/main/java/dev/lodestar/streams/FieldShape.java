package dev.lodestar.streams;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.lodestar.data.DataType;
import java.io.IOException;

/**
 * What the values of a field look like. Source: data-plane specification, 2.6.
 *
 * <p>Unlike ones grow together: whole numbers with others to doubles, anything with text to text,
 * single values with lists to lists, and anything with an object to JSON.
 */
enum FieldShape {
  /** Only null so far. */
  NOTHING(DataType.STRING, 0, false),
  LONG(DataType.LONG, 1, false),
  DOUBLE(DataType.DOUBLE, 2, false),
  STRING(DataType.STRING, 3, false),
  LONGS(DataType.LONG_ARRAY, 1, true),
  DOUBLES(DataType.DOUBLE_ARRAY, 2, true),
  STRINGS(DataType.STRING_ARRAY, 3, true),
  JSON(DataType.JSON, 4, true);

  private final DataType type;
  private final int width;
  private final boolean isList;

  FieldShape(DataType type, int width, boolean isList) {
    this.type = type;
    this.width = width;
    this.isList = isList;
  }

  DataType type() {
    return type;
  }

  FieldShape with(FieldShape other) {
    return of(Math.max(width, other.width), isList || other.isList);
  }

  private static FieldShape of(int width, boolean isList) {
    return switch (width) {
      case 0 -> isList ? STRINGS : NOTHING;
      case 1 -> isList ? LONGS : LONG;
      case 2 -> isList ? DOUBLES : DOUBLE;
      case 3 -> isList ? STRINGS : STRING;
      default -> JSON;
    };
  }

  /** Of the value at which a parser is; the parser stands at its end afterwards. */
  static FieldShape read(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      return single(parser);
    }
    FieldShape elements = NOTHING;
    boolean isNested = false;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      isNested |= parser.currentToken() == JsonToken.START_ARRAY;
      FieldShape element = single(parser);
      elements = elements.with(element);
    }
    // An empty list fits every list, so it says nothing.
    return isNested ? JSON : elements == NOTHING ? NOTHING : of(elements.width, true);
  }

  private static FieldShape single(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_NUMBER_INT -> isLong(parser) ? LONG : DOUBLE;
      case VALUE_TRUE, VALUE_FALSE -> LONG;
      case VALUE_NUMBER_FLOAT -> DOUBLE;
      case VALUE_STRING -> STRING;
      case START_OBJECT, START_ARRAY -> {
        parser.skipChildren();
        yield JSON;
      }
      case VALUE_NULL, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME ->
          NOTHING;
    };
  }

  private static boolean isLong(JsonParser parser) throws IOException {
    return switch (parser.getNumberType()) {
      case INT, LONG -> true;
      case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> false;
    };
  }
}
