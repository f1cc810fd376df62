package dev.lodestar.streams;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.lodestar.data.Column;
import dev.lodestar.data.DataType.Storage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes cells of text as objects of JSON. Used by one thread. */
final class TextRows {
  private static final JsonFactory JSON = new JsonFactory();

  private final List<String> names;
  private final Set<String> documents;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  /**
   * Rows with these fields.
   *
   * @param declared the input fields; where one is JSON, its text is taken as that
   */
  TextRows(List<String> names, List<Column> declared) {
    this.names = List.copyOf(names);
    this.documents =
        declared.stream()
            .filter(field -> field.type().storage() == Storage.JSON)
            .map(Column::name)
            .collect(Collectors.toSet());
  }

  /**
   * One row; empty cells and cells beyond the fields are left out.
   *
   * @param cells each with one text, or with several
   */
  void write(List<List<String>> cells, RecordDecoder.Lines out) throws IOException {
    line.reset();
    try (JsonGenerator generator = JSON.createGenerator(line)) {
      generator.writeStartObject();
      for (int i = 0; i < Math.min(names.size(), cells.size()); i++) {
        List<String> texts = cells.get(i);
        if (texts.size() == 1 && texts.getFirst().isEmpty()) {
          continue;
        }
        generator.writeFieldName(names.get(i));
        if (texts.size() == 1) {
          writeText(generator, names.get(i), texts.getFirst());
        } else {
          generator.writeArray(texts.toArray(String[]::new), 0, texts.size());
        }
      }
      generator.writeEndObject();
    }
    out.line(line.toByteArray(), line.size());
  }

  private void writeText(JsonGenerator generator, String name, String text) throws IOException {
    if (documents.contains(name) && isJson(text)) {
      generator.writeRawValue(text.replace('\n', ' ').replace('\r', ' '));
    } else {
      generator.writeString(text);
    }
  }

  private static boolean isJson(String text) {
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() == null) {
        return false;
      }
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (IOException e) {
      return false; // Some other text; it is kept as a string.
    }
  }
}
