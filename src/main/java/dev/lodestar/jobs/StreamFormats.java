package dev.lodestar.jobs;

import dev.lodestar.error.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which formats a stream can have. Source: control-plane specification, 8.5. */
final class StreamFormats {
  private static final String TARGET = "source.formatSettings";

  private StreamFormats() {}

  static void check(@Nullable FormatSettings format, List<Problem> problems) {
    if (format != null) {
      check(format, TARGET, problems);
    }
  }

  private static void check(FormatSettings format, String target, List<Problem> problems) {
    switch (format) {
      case FormatSettings.NdJson json -> {}
      case FormatSettings.Regex regex -> {}
      case FormatSettings.Csv csv -> checkCsv(csv, target, problems);
      case FormatSettings.Tsv tsv -> checkCsv(tsv.toCsv(), target, problems);
      case FormatSettings.Parquet parquet -> refuse("parquet", target, problems);
      case FormatSettings.AvroOcf avro -> refuse("avro_ocf", target, problems);
      case FormatSettings.Orc orc -> refuse("orc", target, problems);
      case AvroStreamFormat avro -> {}
      case ProtobufFormat protobuf -> {}
      case KinesisFormat kinesis -> check(kinesis.valueFormat(), target + ".valueFormat", problems);
      case KafkaFormat kafka -> {
        check(kafka.valueFormat(), target + ".valueFormat", problems);
        if (kafka.keyFormat() != null) {
          check(kafka.keyFormat(), target + ".keyFormat", problems);
        }
      }
    }
  }

  private static void refuse(String format, String target, List<Problem> problems) {
    problems.add(
        JobPlanner.invalid(
            target + ".format",
            "The format %s is for batch jobs; streams bring nd-json, csv, regex, avro_stream or protobuf."
                .formatted(format)));
  }

  /** Each record stands for itself: none can bring a header for the others. */
  private static void checkCsv(FormatSettings.Csv csv, String target, List<Problem> problems) {
    if (csv.columns() == null || csv.columns().isEmpty()) {
      problems.add(
          JobPlanner.invalid(
              target + ".columns",
              "A stream has no header row: name the fields of csv in \"columns\"."));
    }
    if (csv.skipHeaderRows() != null && csv.skipHeaderRows() > 0) {
      problems.add(
          JobPlanner.invalid(
              target + ".skipHeaderRows",
              "A stream has no header rows; leave skipHeaderRows out."));
    }
  }
}
