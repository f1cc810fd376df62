package dev.lodestar.streams;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.lodestar.engine.UnreadableRecordException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** One object after the other, each written to memory first. Used by one thread. */
final class ObjectLine {
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_CONTENT).build();

  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  /** What writes an object. */
  interface Content {
    void write(JsonGenerator json) throws UnreadableRecordException;
  }

  /** Hands an object over once it is whole, or says why it cannot be. */
  void write(Content content, RecordDecoder.Lines out) {
    line.reset();
    try (JsonGenerator json = JSON.createGenerator(line)) {
      content.write(json);
    } catch (UnreadableRecordException e) {
      out.broken(e.clause());
      return;
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    out.line(line.toByteArray(), line.size());
  }
}
