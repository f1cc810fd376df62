package dev.lodestar.streams;

import dev.lodestar.jobs.FormatSettings;
import dev.lodestar.jobs.JobSource;
import dev.lodestar.jobs.KafkaFormat;
import org.jspecify.annotations.Nullable;

/** Makes lines of JSON of whole records, as a job's format says. Used by one thread. */
interface RecordReader {
  /** Writes the rows of a record; none for one that holds nothing. */
  void read(StreamRecord record, RecordDecoder.Lines out);

  /**
   * The reader of a job.
   *
   * @param wantsAll whether fields matter that the job does not declare
   */
  static RecordReader of(JobSource.Connection source, boolean wantsAll) {
    FormatSettings format = source.formatSettings();
    if (format instanceof KafkaFormat kafka) {
      return new KafkaRecordReader(kafka, source, wantsAll);
    }
    RecordDecoder decoder = decoder(format, source);
    return (record, out) -> {
      byte[] value = record.value();
      if (value != null && !isBlank(value)) {
        decoder.decode(value, out);
      }
    };
  }

  static RecordDecoder decoder(@Nullable FormatSettings format, JobSource.Connection source) {
    return switch (format) {
      case null -> new JsonDecoder();
      case FormatSettings.NdJson json -> new JsonDecoder();
      case FormatSettings.Csv csv -> csv(csv, source);
      case FormatSettings.Tsv tsv -> csv(tsv.toCsv(), source);
      case FormatSettings.Regex regex ->
          new RegexDecoder(regex.pattern(), regex.columns(), source.inputSchema());
      case FormatSettings.Parquet parquet -> throw unplanned(parquet);
      case FormatSettings.AvroOcf avro -> throw unplanned(avro);
      case KafkaFormat kafka -> throw unplanned(kafka);
    };
  }

  private static RecordDecoder csv(FormatSettings.Csv csv, JobSource.Connection source) {
    dev.lodestar.engine.InputFormat.Csv format =
        (dev.lodestar.engine.InputFormat.Csv) csv.toInputFormat();
    return new CsvDecoder(
        format.columns(), format.delimiter(), format.listDelimiter(), source.inputSchema());
  }

  private static IllegalStateException unplanned(FormatSettings format) {
    return new IllegalStateException("a stream was planned with the format " + format);
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
