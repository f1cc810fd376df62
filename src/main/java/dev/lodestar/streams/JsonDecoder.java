package dev.lodestar.streams;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * Objects of JSON: mostly one, on one line, which passes as it is; or several, or one over several
 * lines, which are written anew.
 */
final class JsonDecoder implements RecordDecoder {
  private static final JsonFactory JSON = new JsonFactory();

  @Override
  public void decode(byte[] value, Lines out) {
    if (isOneLine(value)) {
      out.line(value, value.length);
      return;
    }
    ByteArrayOutputStream line = new ByteArrayOutputStream(value.length);
    try (JsonParser parser = JSON.createParser(value)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        line.reset();
        try (JsonGenerator generator = JSON.createGenerator(line)) {
          generator.copyCurrentStructureExact(parser);
        }
        out.line(line.toByteArray(), line.size());
      }
    } catch (IOException e) {
      // What came before is good; where the next object would begin cannot be known.
      out.broken("is not valid JSON");
    }
  }

  private static boolean isOneLine(byte[] value) {
    for (byte b : value) {
      if (b == '\n' || b == '\r') {
        return false;
      }
    }
    return true;
  }
}
