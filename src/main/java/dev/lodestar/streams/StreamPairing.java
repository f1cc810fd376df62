package dev.lodestar.streams;

import dev.lodestar.connections.Connection;
import dev.lodestar.connections.ConnectionSpec;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.jobs.AvroStreamFormat;
import dev.lodestar.jobs.FormatSettings;
import dev.lodestar.jobs.KafkaFormat;
import dev.lodestar.jobs.KinesisFormat;
import dev.lodestar.jobs.ProtobufFormat;
import org.jspecify.annotations.Nullable;

/**
 * Which formats the records of which connections can have.
 *
 * <p>Source: control-plane specification, 8.5; data-plane specification, 1.2.
 */
final class StreamPairing {
  private static final String FORMAT = "source.formatSettings.format";

  private StreamPairing() {}

  /** Errors: {@code INVALID_ARGUMENT}. */
  static void require(@Nullable FormatSettings format, Connection connection) {
    switch (format) {
      case null -> {}
      case KafkaFormat kafka -> {
        if (!(connection.spec() instanceof ConnectionSpec.Topics)) {
          throw wrong("kafka", "is for connections of type kafka and confluent", connection);
        }
      }
      case KinesisFormat kinesis -> {
        if (!(connection.spec() instanceof ConnectionSpec.Kinesis)) {
          throw wrong("kinesis", "is for connections of type kinesis", connection);
        }
      }
      case AvroStreamFormat avro -> requirePulled("avro_stream", connection);
      case ProtobufFormat protobuf -> requirePulled("protobuf", connection);
      case FormatSettings.NdJson any -> {}
      case FormatSettings.Csv any -> {}
      case FormatSettings.Tsv any -> {}
      case FormatSettings.Regex any -> {}
      case FormatSettings.Parquet refusedElsewhere -> {}
      case FormatSettings.AvroOcf refusedElsewhere -> {}
      case FormatSettings.Orc refusedElsewhere -> {}
    }
  }

  private static void requirePulled(String format, Connection connection) {
    if (connection.spec() instanceof ConnectionSpec.PushStreaming) {
      throw wrong(format, "is for streams that are read, not for pushed events", connection);
    }
  }

  private static ServiceException wrong(String format, String rule, Connection connection) {
    return new ServiceException(
        ErrorCode.INVALID_ARGUMENT,
        FORMAT,
        "The format %s %s; connection %s is of type %s."
            .formatted(format, rule, connection.name(), connection.spec().type().apiName()));
  }
}
