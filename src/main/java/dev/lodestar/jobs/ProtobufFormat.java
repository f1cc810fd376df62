package dev.lodestar.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.engine.InputFormat;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Messages of Protocol Buffers.
 *
 * <p>Source: control-plane specification, 8.5 and 8.6.
 */
@Schema(name = "ProtobufFormatSettings")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProtobufFormat(
    @Schema(required = true) ParseSchemaProvider parseSchemaProvider,
    @Schema(deprecated = true, description = "Refused when set.") @Nullable JsonNode flattenSpec)
    implements FormatSettings {
  public ProtobufFormat {
    FormatSettings.requireNoFlattenSpec(flattenSpec);
    switch (parseSchemaProvider) {
      case null ->
          throw invalid(
              "The format protobuf needs a \"parseSchemaProvider\" of the type connection or inline-protobuf.");
      case ParseSchemaProvider.Registry registry -> {}
      case ParseSchemaProvider.InlineProtobuf protobuf -> {}
      case ParseSchemaProvider.InlineAvro avro ->
          throw invalid(
              "The format protobuf cannot read with a parse-schema provider of the type inline-avro; use connection or inline-protobuf.");
    }
  }

  @Override
  public List<ParseSchemaProvider> schemaProviders() {
    return List.of(parseSchemaProvider);
  }

  @Override
  public InputFormat toInputFormat() {
    throw FormatSettings.onlyForStreams("protobuf", "use nd-json, csv, parquet or avro_ocf");
  }

  private static ServiceException invalid(String message) {
    return new ServiceException(ErrorCode.INVALID_ARGUMENT, ParseSchemaProvider.TARGET, message);
  }
}
