package dev.lodestar.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.engine.InvalidSchemaException;
import dev.lodestar.engine.avro.AvroRecords;
import dev.lodestar.engine.protobuf.ProtobufMessage;
import dev.lodestar.engine.protobuf.ProtobufSchema;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.Base64;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.DiscriminatorMapping;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Where the schemas of binary records come from.
 *
 * <p>Source: control-plane specification, 8.6.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ParseSchemaProvider.Registry.class, name = "connection"),
  @JsonSubTypes.Type(value = ParseSchemaProvider.InlineAvro.class, name = "inline-avro"),
  @JsonSubTypes.Type(value = ParseSchemaProvider.InlineProtobuf.class, name = "inline-protobuf")
})
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
    description = "Where the schemas of binary records come from.",
    type = SchemaType.OBJECT,
    oneOf = {
      ParseSchemaProvider.Registry.class,
      ParseSchemaProvider.InlineAvro.class,
      ParseSchemaProvider.InlineProtobuf.class
    },
    discriminatorProperty = "type",
    discriminatorMapping = {
      @DiscriminatorMapping(value = "connection", schema = ParseSchemaProvider.Registry.class),
      @DiscriminatorMapping(value = "inline-avro", schema = ParseSchemaProvider.InlineAvro.class),
      @DiscriminatorMapping(
          value = "inline-protobuf",
          schema = ParseSchemaProvider.InlineProtobuf.class)
    })
public sealed interface ParseSchemaProvider {
  /** Where a request has it; a wrapper's value and key have theirs, too. */
  String TARGET = "source.formatSettings.parseSchemaProvider";

  /** A schema registry: each record begins with the id of its schema. */
  @Schema(name = "ConnectionSchemaProvider")
  record Registry(@Schema(required = true, examples = "registry") String connectionName)
      implements ParseSchemaProvider {
    public Registry {
      if (connectionName == null || connectionName.isEmpty()) {
        throw invalid(
            "connectionName",
            "A parse-schema provider of the type connection needs its \"connectionName\".");
      }
    }
  }

  /** One schema for all records, which are bare Avro. */
  @Schema(name = "InlineAvroSchemaProvider")
  record InlineAvro(@Schema(required = true, type = SchemaType.OBJECT) JsonNode schema)
      implements ParseSchemaProvider {
    public InlineAvro {
      if (schema == null || !schema.isObject()) {
        throw invalid(
            "schema",
            "A parse-schema provider of the type inline-avro needs the Avro schema of a record as a JSON object in \"schema\".");
      }
      read(schema, new AvroRecords.Form(false, false));
    }

    /** A reader of such records. */
    public AvroRecords records(AvroRecords.Form form) {
      return read(schema, form);
    }

    private static AvroRecords read(JsonNode schema, AvroRecords.Form form) {
      try {
        return AvroRecords.of(schema.toString(), List.of(), form);
      } catch (InvalidSchemaException e) {
        throw invalid("schema", "\"schema\" %s.".formatted(e.clause()));
      }
    }
  }

  /**
   * One message type for all records, which are bare messages.
   *
   * @param descriptor what protoc writes with --include_imports and --descriptor_set_out, in base64
   * @param protoMessageType the first message of the descriptor unless set
   */
  @Schema(name = "InlineProtobufSchemaProvider")
  record InlineProtobuf(
      @Schema(required = true, examples = "Cg5z...") String descriptor,
      @Nullable @Schema(examples = "shop.Order") String protoMessageType)
      implements ParseSchemaProvider {
    public InlineProtobuf {
      if (descriptor == null || descriptor.isBlank()) {
        throw invalid(
            "descriptor",
            "A parse-schema provider of the type inline-protobuf needs the descriptor file of protoc, in base64, in \"descriptor\".");
      }
      read(descriptor, protoMessageType);
    }

    /** The type of such messages. */
    public ProtobufMessage message() {
      return read(descriptor, protoMessageType);
    }

    private static ProtobufMessage read(String descriptor, @Nullable String type) {
      boolean hasType = type != null && !type.isBlank();
      byte[] bytes;
      try {
        bytes = Base64.getMimeDecoder().decode(descriptor);
      } catch (IllegalArgumentException e) {
        throw invalid("descriptor", "\"descriptor\" is not base64.");
      }
      try {
        ProtobufMessage first = ProtobufSchema.ofDescriptorSet(bytes, null);
        return hasType ? named(bytes, type) : first;
      } catch (InvalidSchemaException e) {
        throw invalid("descriptor", "\"descriptor\" %s.".formatted(e.clause()));
      }
    }

    private static ProtobufMessage named(byte[] descriptor, String type) {
      try {
        return ProtobufSchema.ofDescriptorSet(descriptor, type);
      } catch (InvalidSchemaException e) {
        throw invalid(
            "protoMessageType",
            "protoMessageType \"%s\" does not fit: \"descriptor\" %s.".formatted(type, e.clause()));
      }
    }
  }

  private static ServiceException invalid(String member, String message) {
    return new ServiceException(ErrorCode.INVALID_ARGUMENT, TARGET + "." + member, message);
  }
}
