package dev.lodestar.query;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import dev.lodestar.data.JsonText;
import dev.lodestar.sql.OutputColumn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The four JSON forms: rows as objects or arrays, in one JSON array or one a line. */
final class JsonResultWriter implements ResultWriter {
  private static final JsonFactory JSON = new JsonFactory();

  private final ResultLayout layout;
  private final boolean objects;
  private final boolean lines;
  private boolean first = true;

  JsonResultWriter(ResultLayout layout, boolean objects, boolean lines) {
    this.layout = layout;
    this.objects = objects;
    this.lines = lines;
  }

  @Override
  public byte[] begin() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (!lines) {
      bytes.write('[');
    }
    if (layout.header()) {
      try (JsonGenerator json = generator(bytes)) {
        if (objects) {
          objectHeader(json);
        } else {
          for (List<String> row : layout.headerRows()) {
            separate(json);
            json.writeStartArray();
            for (String cell : row) {
              json.writeString(cell);
            }
            json.writeEndArray();
          }
        }
      }
      terminate(bytes);
    }
    return bytes.toByteArray();
  }

  private void objectHeader(JsonGenerator json) throws IOException {
    separate(json);
    json.writeStartObject();
    for (OutputColumn column : layout.columns()) {
      json.writeFieldName(column.name());
      if (layout.typesHeader() || layout.sqlTypesHeader()) {
        json.writeStartObject();
        if (layout.typesHeader()) {
          json.writeStringField("type", column.nativeName());
        }
        if (layout.sqlTypesHeader()) {
          json.writeStringField("sqlType", column.type().sqlName());
        }
        json.writeEndObject();
      } else {
        json.writeNull();
      }
    }
    json.writeEndObject();
  }

  @Override
  public byte[] rows(List<@Nullable Object[]> rows) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(rows.size() * 64);
    try (JsonGenerator json = generator(bytes)) {
      for (@Nullable Object[] row : rows) {
        separate(json);
        row(json, row);
      }
    }
    if (!rows.isEmpty()) {
      terminate(bytes);
    }
    return bytes.toByteArray();
  }

  private void row(JsonGenerator json, @Nullable Object[] row) throws IOException {
    if (objects) {
      json.writeStartObject();
    } else {
      json.writeStartArray();
    }
    for (int i = 0; i < row.length; i++) {
      if (objects) {
        json.writeFieldName(layout.columns().get(i).name());
      }
      value(json, row[i], layout.stringifyArrays());
    }
    if (objects) {
      json.writeEndObject();
    } else {
      json.writeEndArray();
    }
  }

  private void value(JsonGenerator json, @Nullable Object value, boolean arraysAsText)
      throws IOException {
    switch (value) {
      case null -> json.writeNull();
      case Long number -> json.writeNumber(number);
      case Double number when number.isNaN() || number.isInfinite() ->
          json.writeString(number.toString());
      case Double number -> json.writeNumber(number);
      case Boolean truth -> json.writeBoolean(truth);
      case Instant time -> json.writeString(layout.times().of(time));
      case List<?> items when arraysAsText -> json.writeString(arrayText(items));
      case List<?> items -> array(json, items);
      case JsonText text -> json.writeRawValue(text.text());
      default -> json.writeString(value.toString());
    }
  }

  private void array(JsonGenerator json, List<?> items) throws IOException {
    json.writeStartArray();
    for (Object item : items) {
      value(json, item, false);
    }
    json.writeEndArray();
  }

  private String arrayText(List<?> items) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = generator(bytes)) {
      array(json, items);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] end() {
    return (lines ? "\n" : "]\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Between two rows: a comma within a JSON array, a line break else. */
  private void separate(JsonGenerator json) throws IOException {
    if (!first) {
      json.writeRaw(lines ? '\n' : ',');
    }
    first = false;
  }

  /** Lines end at once, so that a reader of a stream sees each piece whole. */
  private void terminate(ByteArrayOutputStream bytes) {
    if (lines) {
      bytes.write('\n');
      first = true;
    }
  }

  private static JsonGenerator generator(ByteArrayOutputStream bytes) throws IOException {
    JsonGenerator json = JSON.createGenerator(bytes);
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.setPrettyPrinter(new MinimalPrettyPrinter(""));
    return json;
  }
}
