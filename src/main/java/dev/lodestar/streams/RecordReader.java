package dev.lodestar.streams;

import dev.lodestar.data.Column;
import dev.lodestar.jobs.FormatSettings;
import dev.lodestar.jobs.JobSource;
import dev.lodestar.jobs.KafkaFormat;
import dev.lodestar.jobs.KinesisFormat;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes lines of JSON of whole records, as a job's format says. Used by one thread. */
interface RecordReader {
  /** Writes the rows of a record; none for one that holds nothing. */
  void read(StreamRecord record, RecordDecoder.Lines out);

  /**
   * The reader of a job.
   *
   * @param schemas where records' schemas are asked for
   * @param wantsAll whether fields matter that the job does not declare
   */
  static RecordReader of(JobSource.Connection source, SchemaLookup schemas, boolean wantsAll) {
    Set<String> declared =
        source.inputSchema().stream().map(Column::name).collect(Collectors.toSet());
    Predicate<String> wanted = wantsAll ? name -> true : declared::contains;
    Decoders decoders = new Decoders(source.inputSchema(), schemas);
    FormatSettings format = source.formatSettings();
    if (format instanceof KafkaFormat kafka) {
      return new WrappedRecordReader(
          decoders.values(kafka.valueFormat(), wanted),
          new KafkaMetadata(kafka, decoders.keys(kafka.keyFormat()), wanted));
    }
    if (format instanceof KinesisFormat kinesis) {
      return new WrappedRecordReader(
          decoders.values(kinesis.valueFormat(), wanted), new KinesisMetadata(kinesis, wanted));
    }
    return plain(decoders.values(format, wanted));
  }

  private static RecordReader plain(RecordDecoder decoder) {
    return (record, out) -> {
      byte[] value = record.value();
      if (!holdsNothing(value, decoder)) {
        decoder.decode(value, out);
      }
    };
  }

  /** Whether a record has no value, or none that the format could find a row in. */
  static boolean holdsNothing(byte @Nullable [] value, RecordDecoder decoder) {
    return value == null || (decoder.isText() && isBlank(value));
  }

  static boolean isBlank(byte[] value) {
    for (byte b : value) {
      if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
        return false;
      }
    }
    return true;
  }
}
