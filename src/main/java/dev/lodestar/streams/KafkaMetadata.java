package dev.lodestar.streams;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.lodestar.jobs.KafkaFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * Key, headers, topic and time of records of Kafka. Used by one thread.
 *
 * <p>Source: data-plane specification, 1.4.
 */
final class KafkaMetadata implements WrappedRecordReader.Metadata {
  private static final JsonFactory JSON = new JsonFactory();

  private final KafkaFormat format;
  private final RecordDecoder keys;
  private final Predicate<String> wanted;
  private final ByteArrayOutputStream metadata = new ByteArrayOutputStream();

  /**
   * What a format wants.
   *
   * @param keys decodes keys
   * @param wanted which fields are used
   */
  KafkaMetadata(KafkaFormat format, RecordDecoder keys, Predicate<String> wanted) {
    this.format = format;
    this.keys = keys;
    this.wanted = wanted;
  }

  @Override
  public byte[] of(StreamRecord record) {
    metadata.reset();
    try (JsonGenerator generator = JSON.createGenerator(metadata)) {
      generator.writeStartObject();
      if (wanted.test(format.timestampColumnName())) {
        generator.writeNumberField(format.timestampColumnName(), record.timestampMs());
      }
      if (wanted.test(format.topicColumnName())) {
        generator.writeStringField(format.topicColumnName(), record.partition().stream());
      }
      byte[] key = record.key();
      if (format.keyFormat() != null && key != null && wanted.test(format.keyColumnName())) {
        writeKey(key, generator);
      }
      writeHeaders(record, generator);
      generator.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return Arrays.copyOfRange(metadata.toByteArray(), 1, metadata.size() - 1);
  }

  private void writeHeaders(StreamRecord record, JsonGenerator generator) throws IOException {
    KafkaFormat.Encoding encoding = format.headerFormat();
    if (encoding == null) {
      return;
    }
    for (StreamRecord.Header header : record.headers()) {
      String name = format.headerLabelPrefix() + header.name();
      byte[] value = header.value();
      if (value != null && wanted.test(name)) {
        generator.writeStringField(name, new String(value, encoding.charset()));
      }
    }
  }

  /** The first field of the first row of a key; a key that cannot be read is none. */
  private void writeKey(byte[] key, JsonGenerator generator) {
    FirstLine first = new FirstLine();
    keys.decode(key, first);
    try (JsonParser parser = JSON.createParser(first.line)) {
      if (parser.nextToken() == JsonToken.START_OBJECT
          && parser.nextToken() == JsonToken.FIELD_NAME) {
        parser.nextToken();
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        try (JsonGenerator copy = JSON.createGenerator(value)) {
          copy.copyCurrentStructure(parser);
        }
        generator.writeFieldName(format.keyColumnName());
        generator.writeRawValue(value.toString(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      // A damaged key does not make the value unreadable: the record has no key then.
      return;
    }
  }

  /** Keeps the first line that it is given. */
  private static final class FirstLine implements RecordDecoder.Lines {
    private byte[] line = {};

    @Override
    public void line(byte[] bytes, int length) {
      if (line.length == 0) {
        line = Arrays.copyOf(bytes, length);
      }
    }

    @Override
    public void broken(String reason) {
      // Then there is no line, and so no key.
    }
  }
}
