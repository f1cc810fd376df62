package dev.lodestar.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.engine.InputFormat;
import dev.lodestar.engine.avro.AvroFiles;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.DiscriminatorMapping;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How the bytes of a source become records.
 *
 * <p>Source: control-plane specification, 8.5.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "format")
@JsonSubTypes({
  @JsonSubTypes.Type(
      value = FormatSettings.NdJson.class,
      names = {"nd-json", "json"}),
  @JsonSubTypes.Type(value = FormatSettings.Csv.class, name = "csv"),
  @JsonSubTypes.Type(value = FormatSettings.Tsv.class, name = "tsv"),
  @JsonSubTypes.Type(value = FormatSettings.Parquet.class, name = "parquet"),
  @JsonSubTypes.Type(value = FormatSettings.Regex.class, name = "regex"),
  @JsonSubTypes.Type(value = FormatSettings.AvroOcf.class, name = "avro_ocf"),
  @JsonSubTypes.Type(value = FormatSettings.Orc.class, name = "orc"),
  @JsonSubTypes.Type(value = AvroStreamFormat.class, name = "avro_stream"),
  @JsonSubTypes.Type(value = ProtobufFormat.class, name = "protobuf"),
  @JsonSubTypes.Type(value = KafkaFormat.class, name = "kafka"),
  @JsonSubTypes.Type(value = KinesisFormat.class, name = "kinesis")
})
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
    description = "How the bytes of a source become records.",
    type = SchemaType.OBJECT,
    oneOf = {
      FormatSettings.NdJson.class,
      FormatSettings.Csv.class,
      FormatSettings.Parquet.class,
      FormatSettings.Regex.class,
      FormatSettings.AvroOcf.class,
      FormatSettings.Orc.class,
      AvroStreamFormat.class,
      ProtobufFormat.class,
      KafkaFormat.class,
      KinesisFormat.class
    },
    discriminatorProperty = "format",
    discriminatorMapping = {
      @DiscriminatorMapping(value = "nd-json", schema = FormatSettings.NdJson.class),
      @DiscriminatorMapping(value = "csv", schema = FormatSettings.Csv.class),
      @DiscriminatorMapping(value = "parquet", schema = FormatSettings.Parquet.class),
      @DiscriminatorMapping(value = "regex", schema = FormatSettings.Regex.class),
      @DiscriminatorMapping(value = "avro_ocf", schema = FormatSettings.AvroOcf.class),
      @DiscriminatorMapping(value = "orc", schema = FormatSettings.Orc.class),
      @DiscriminatorMapping(value = "avro_stream", schema = AvroStreamFormat.class),
      @DiscriminatorMapping(value = "protobuf", schema = ProtobufFormat.class),
      @DiscriminatorMapping(value = "kafka", schema = KafkaFormat.class),
      @DiscriminatorMapping(value = "kinesis", schema = KinesisFormat.class)
    })
public sealed interface FormatSettings
    permits FormatSettings.NdJson,
        FormatSettings.Csv,
        FormatSettings.Tsv,
        FormatSettings.Parquet,
        FormatSettings.Regex,
        FormatSettings.AvroOcf,
        FormatSettings.Orc,
        AvroStreamFormat,
        ProtobufFormat,
        KafkaFormat,
        KinesisFormat {
  /** Errors: {@code INVALID_ARGUMENT} for a format that only streams have. */
  InputFormat toInputFormat();

  /** Whether it adds to the fields of another format. */
  default boolean wrapsAnother() {
    return false;
  }

  /** Where it takes the schemas of records from. */
  default List<ParseSchemaProvider> schemaProviders() {
    return List.of();
  }

  /** One JSON object a line. */
  @Schema(name = "NdJsonFormatSettings")
  record NdJson(
      @Schema(deprecated = true, description = "Refused when set.") @Nullable JsonNode flattenSpec)
      implements FormatSettings {
    public NdJson {
      requireNoFlattenSpec(flattenSpec);
    }

    @Override
    public InputFormat toInputFormat() {
      return new InputFormat.NdJson();
    }
  }

  /**
   * Delimited text.
   *
   * @param columns names of the fields; when empty, the first row after the skipped ones has them
   */
  @Schema(name = "CsvFormatSettings")
  record Csv(
      @Nullable List<String> columns,
      @Schema(defaultValue = ",", examples = "\\t") @Nullable String delimiter,
      @Schema(description = "U+0001 unless set.") @Nullable String listDelimiter,
      @Schema(defaultValue = "0", minimum = "0") @Nullable Integer skipHeaderRows)
      implements FormatSettings {
    private static final String LIST_DELIMITER = "\u0001";

    public Csv {
      columns = columns == null ? List.of() : List.copyOf(columns);
      delimiter = delimiter == null ? "," : delimiter;
      listDelimiter = listDelimiter == null ? LIST_DELIMITER : listDelimiter;
      skipHeaderRows = skipHeaderRows == null ? 0 : skipHeaderRows;
      requireOneCharacter(delimiter, "delimiter");
      requireOneCharacter(listDelimiter, "listDelimiter");
      if (skipHeaderRows < 0) {
        throw invalid("skipHeaderRows", "skipHeaderRows must not be negative.");
      }
      if (delimiter.equals(listDelimiter)) {
        throw invalid("listDelimiter", "delimiter and listDelimiter must differ.");
      }
    }

    @Override
    public InputFormat toInputFormat() {
      return new InputFormat.Csv(
          columns == null ? List.of() : columns,
          character(delimiter),
          character(listDelimiter),
          skipHeaderRows == null ? 0 : skipHeaderRows);
    }

    private static void requireOneCharacter(String text, String member) {
      if (text.length() != 1 && !text.equals("\\t")) {
        throw invalid(member, "%s must be one character.".formatted(member));
      }
      char value = character(text);
      if (value == '"' || value == '\n' || value == '\r') {
        throw invalid(member, "%s must not be a quote or a line break.".formatted(member));
      }
    }

    private static char character(@Nullable String text) {
      return text == null ? ',' : text.equals("\\t") ? '\t' : text.charAt(0);
    }
  }

  /** The older name for csv with tabs. */
  @Schema(hidden = true)
  record Tsv(
      @Nullable List<String> columns,
      @Nullable String listDelimiter,
      @Nullable Integer skipHeaderRows)
      implements FormatSettings {
    @Override
    public InputFormat toInputFormat() {
      return toCsv().toInputFormat();
    }

    public Csv toCsv() {
      return new Csv(columns, "\t", listDelimiter, skipHeaderRows);
    }
  }

  /** Apache Parquet. */
  @Schema(name = "ParquetFormatSettings")
  record Parquet(
      @Schema(defaultValue = "false") boolean binaryAsString,
      @Schema(deprecated = true, description = "Refused when set.") @Nullable JsonNode flattenSpec)
      implements FormatSettings {
    public Parquet {
      requireNoFlattenSpec(flattenSpec);
    }

    @Override
    public InputFormat toInputFormat() {
      return new InputFormat.Parquet(binaryAsString);
    }
  }

  /**
   * Lines that a regular expression takes apart.
   *
   * @param columns a name for each group that captures
   * @param pattern as {@link Pattern} has it, for whole lines
   */
  @Schema(name = "RegexFormatSettings")
  record Regex(
      @Schema(required = true) List<String> columns,
      @Schema(required = true, examples = "(\\S+) (.*)") String pattern)
      implements FormatSettings {
    public Regex {
      if (pattern == null || pattern.isEmpty()) {
        throw invalid("pattern", "The format regex needs its \"pattern\".");
      }
      if (columns == null
          || columns.isEmpty()
          || columns.stream().anyMatch(name -> name == null || name.isEmpty())) {
        throw invalid("columns", "The format regex needs a name for each group in \"columns\".");
      }
      columns = List.copyOf(columns);
      int groups = groups(pattern);
      if (groups != columns.size()) {
        throw invalid(
            "columns",
            "The pattern captures %d groups and \"columns\" names %d; name each group once."
                .formatted(groups, columns.size()));
      }
      if (new HashSet<>(columns).size() < columns.size()) {
        throw invalid("columns", "\"columns\" names a group twice.");
      }
    }

    private static int groups(String pattern) {
      try {
        return Pattern.compile(pattern).matcher("").groupCount();
      } catch (PatternSyntaxException e) {
        throw new ServiceException(
            ErrorCode.INVALID_ARGUMENT,
            "source.formatSettings.pattern",
            "\"pattern\" is no regular expression of Java; check it at position %d."
                .formatted(Math.max(e.getIndex(), 0)),
            e);
      }
    }

    @Override
    public InputFormat toInputFormat() {
      return new InputFormat.Regex(columns, pattern);
    }
  }

  /**
   * Object container files of Apache Avro.
   *
   * @param schema what to read the records as
   */
  @Schema(name = "AvroOcfFormatSettings")
  record AvroOcf(
      @Schema(defaultValue = "false") boolean binaryAsString,
      @Schema(defaultValue = "false") boolean extractUnionsByType,
      @Nullable JsonNode schema,
      @Schema(deprecated = true, description = "Refused when set.") @Nullable JsonNode flattenSpec)
      implements FormatSettings {
    public AvroOcf {
      requireNoFlattenSpec(flattenSpec);
      schema = schema == null || schema.isNull() ? null : schema;
      if (schema != null) {
        try {
          AvroFiles.requireRecordSchema(schema.toString());
        } catch (IllegalArgumentException e) {
          throw new ServiceException(
              ErrorCode.INVALID_ARGUMENT,
              "source.formatSettings.schema",
              "\"schema\" is not the Avro schema of a record, as a JSON object.",
              e);
        }
      }
    }

    @Override
    public InputFormat toInputFormat() {
      return new InputFormat.AvroOcf(
          binaryAsString, extractUnionsByType, Optional.ofNullable(schema).map(JsonNode::toString));
    }
  }

  /** Apache ORC. */
  @Schema(name = "OrcFormatSettings")
  record Orc(
      @Schema(defaultValue = "false") boolean binaryAsString,
      @Schema(deprecated = true, description = "Refused when set.") @Nullable JsonNode flattenSpec)
      implements FormatSettings {
    public Orc {
      requireNoFlattenSpec(flattenSpec);
    }

    @Override
    public InputFormat toInputFormat() {
      return new InputFormat.Orc(binaryAsString);
    }
  }

  /** The fault of a batch job. */
  static ServiceException onlyForStreams(String format, String instead) {
    return invalid(
        "format",
        "The format %s is for streaming jobs; in a batch job %s.".formatted(format, instead));
  }

  static void requireNoFlattenSpec(@Nullable JsonNode flattenSpec) {
    if (flattenSpec != null && !flattenSpec.isNull() && !flattenSpec.isEmpty()) {
      throw invalid(
          "flattenSpec",
          "flattenSpec is not supported; declare the nested field as json and take it apart with"
              + " JSON_VALUE in a mapping.");
    }
  }

  private static ServiceException invalid(String member, String message) {
    return new ServiceException(
        ErrorCode.INVALID_ARGUMENT, "source.formatSettings." + member, message);
  }
}
