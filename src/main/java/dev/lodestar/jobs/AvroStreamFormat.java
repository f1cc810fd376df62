package dev.lodestar.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.engine.InputFormat;
import dev.lodestar.engine.avro.AvroRecords;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Single records of Apache Avro, as streams have them.
 *
 * <p>Source: control-plane specification, 8.5 and 8.6.
 */
@Schema(name = "AvroStreamFormatSettings")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AvroStreamFormat(
    @Schema(required = true) ParseSchemaProvider parseSchemaProvider,
    @Schema(defaultValue = "false") boolean binaryAsString,
    @Schema(defaultValue = "false") boolean extractUnionsByType,
    @Schema(deprecated = true, description = "Refused when set.") @Nullable JsonNode flattenSpec)
    implements FormatSettings {
  public AvroStreamFormat {
    FormatSettings.requireNoFlattenSpec(flattenSpec);
    switch (parseSchemaProvider) {
      case null ->
          throw invalid(
              "The format avro_stream needs a \"parseSchemaProvider\" of the type connection or inline-avro.");
      case ParseSchemaProvider.Registry registry -> {}
      case ParseSchemaProvider.InlineAvro avro -> {}
      case ParseSchemaProvider.InlineProtobuf protobuf ->
          throw invalid(
              "The format avro_stream cannot read with a parse-schema provider of the type inline-protobuf; use connection or inline-avro.");
    }
  }

  /** What bytes and unions become. */
  public AvroRecords.Form form() {
    return new AvroRecords.Form(binaryAsString, extractUnionsByType);
  }

  @Override
  public List<ParseSchemaProvider> schemaProviders() {
    return List.of(parseSchemaProvider);
  }

  @Override
  public InputFormat toInputFormat() {
    throw FormatSettings.onlyForStreams("avro_stream", "use avro_ocf for files of Avro");
  }

  private static ServiceException invalid(String message) {
    return new ServiceException(ErrorCode.INVALID_ARGUMENT, ParseSchemaProvider.TARGET, message);
  }
}
