package dev.lodestar.streams;

import dev.lodestar.data.Column;
import dev.lodestar.engine.InputFormat;
import dev.lodestar.jobs.AvroStreamFormat;
import dev.lodestar.jobs.FormatSettings;
import dev.lodestar.jobs.KafkaFormat;
import dev.lodestar.jobs.KinesisFormat;
import dev.lodestar.jobs.ProtobufFormat;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes decoders of formats.
 *
 * @param declared the input fields of the job
 * @param schemas where records' schemas are asked for
 */
record Decoders(List<Column> declared, SchemaLookup schemas) {
  /**
   * A decoder of values.
   *
   * @param wanted which fields are used; formats of text bring them all
   */
  RecordDecoder values(@Nullable FormatSettings format, Predicate<String> wanted) {
    return switch (format) {
      case null -> new JsonDecoder();
      case FormatSettings.NdJson json -> new JsonDecoder();
      case FormatSettings.Csv csv -> csv(csv);
      case FormatSettings.Tsv tsv -> csv(tsv.toCsv());
      case FormatSettings.Regex regex ->
          new RegexDecoder(regex.pattern(), regex.columns(), declared);
      case AvroStreamFormat avro -> AvroDecoder.ofValues(avro, schemas, wanted);
      case ProtobufFormat protobuf -> new ProtobufDecoder(protobuf, schemas, wanted);
      case FormatSettings.Parquet parquet -> throw unplanned(parquet);
      case FormatSettings.AvroOcf avro -> throw unplanned(avro);
      case FormatSettings.Orc orc -> throw unplanned(orc);
      case KafkaFormat kafka -> throw unplanned(kafka);
      case KinesisFormat kinesis -> throw unplanned(kinesis);
    };
  }

  /** A decoder of keys, whose first field is taken whatever its name is. */
  RecordDecoder keys(@Nullable FormatSettings format) {
    return format instanceof AvroStreamFormat avro
        ? AvroDecoder.ofKeys(avro, schemas)
        : values(format, name -> true);
  }

  private RecordDecoder csv(FormatSettings.Csv csv) {
    InputFormat.Csv format = (InputFormat.Csv) csv.toInputFormat();
    return new CsvDecoder(format.columns(), format.delimiter(), format.listDelimiter(), declared);
  }

  private static IllegalStateException unplanned(FormatSettings format) {
    return new IllegalStateException("a stream was planned with the format " + format);
  }
}
