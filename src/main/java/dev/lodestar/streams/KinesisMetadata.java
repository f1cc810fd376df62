package dev.lodestar.streams;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.lodestar.jobs.KinesisFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * Partition key and time of arrival of records of Kinesis. Used by one thread.
 *
 * <p>Source: data-plane specification, 1.4.
 */
final class KinesisMetadata implements WrappedRecordReader.Metadata {
  private static final JsonFactory JSON = new JsonFactory();

  private final KinesisFormat format;
  private final Predicate<String> wanted;
  private final ByteArrayOutputStream members = new ByteArrayOutputStream();

  /**
   * What a format wants.
   *
   * @param wanted which fields are used
   */
  KinesisMetadata(KinesisFormat format, Predicate<String> wanted) {
    this.format = format;
    this.wanted = wanted;
  }

  @Override
  public byte[] of(StreamRecord record) {
    members.reset();
    byte[] key = record.key();
    try (JsonGenerator generator = JSON.createGenerator(members)) {
      generator.writeStartObject();
      if (wanted.test(format.timestampColumnName())) {
        generator.writeNumberField(format.timestampColumnName(), record.timestampMs());
      }
      if (key != null && wanted.test(format.partitionKeyColumnName())) {
        generator.writeStringField(
            format.partitionKeyColumnName(), new String(key, StandardCharsets.UTF_8));
      }
      generator.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return Arrays.copyOfRange(members.toByteArray(), 1, members.size() - 1);
  }
}
