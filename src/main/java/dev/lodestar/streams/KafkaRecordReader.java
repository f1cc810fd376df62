package dev.lodestar.streams;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.lodestar.data.Column;
import dev.lodestar.jobs.JobSource;
import dev.lodestar.jobs.KafkaFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Records of Kafka whose key, headers, topic and time are fields, too.
 *
 * <p>They stand behind the fields of the value, because the engine takes the first of two fields of
 * the same name, and the value's shall win. Source: data-plane specification, 1.4.
 */
final class KafkaRecordReader implements RecordReader {
  private static final JsonFactory JSON = new JsonFactory();

  private final KafkaFormat format;
  private final RecordDecoder values;
  private final RecordDecoder keys;
  private final Predicate<String> wanted;
  private final ByteArrayOutputStream metadata = new ByteArrayOutputStream();
  private final ByteArrayOutputStream joined = new ByteArrayOutputStream();

  KafkaRecordReader(KafkaFormat format, JobSource.Connection source, boolean wantsAll) {
    this.format = format;
    this.values = RecordReader.decoder(format.valueFormat(), source);
    this.keys = RecordReader.decoder(format.keyFormat(), source);
    Set<String> declared =
        source.inputSchema().stream().map(Column::name).collect(Collectors.toSet());
    this.wanted = wantsAll ? name -> true : declared::contains;
  }

  @Override
  public void read(StreamRecord record, RecordDecoder.Lines out) {
    byte[] members = members(record);
    byte[] value = record.value();
    if (value == null || RecordReader.isBlank(value)) {
      joined.reset();
      joined.write('{');
      joined.writeBytes(members);
      joined.write('}');
      out.line(joined.toByteArray(), joined.size());
      return;
    }
    values.decode(
        value,
        new RecordDecoder.Lines() {
          @Override
          public void line(byte[] bytes, int length) {
            join(bytes, length, members, out);
          }

          @Override
          public void broken() {
            out.broken();
          }
        });
  }

  /** The members of an object, then ours; what is no object stays as it is. */
  private void join(byte[] bytes, int length, byte[] members, RecordDecoder.Lines out) {
    int end = lastVisible(bytes, length);
    if (members.length == 0 || end < 1 || bytes[end] != '}') {
      out.line(bytes, length);
      return;
    }
    int before = lastVisible(bytes, end);
    joined.reset();
    joined.write(bytes, 0, end);
    if (before >= 0 && bytes[before] != '{') {
      joined.write(',');
    }
    joined.writeBytes(members);
    joined.write('}');
    out.line(joined.toByteArray(), joined.size());
  }

  private static int lastVisible(byte[] bytes, int length) {
    int i = length - 1;
    while (i >= 0 && (bytes[i] == ' ' || bytes[i] == '\t')) {
      i--;
    }
    return i;
  }

  /** The metadata as members of an object, without its braces. */
  private byte[] members(StreamRecord record) {
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
    public void broken() {
      // Then there is no line, and so no key.
    }
  }
}
