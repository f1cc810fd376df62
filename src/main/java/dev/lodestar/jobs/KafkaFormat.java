package dev.lodestar.jobs;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.lodestar.engine.InputFormat;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Records of Kafka with what is known about them besides their value: key, headers, topic and time.
 *
 * <p>Source: control-plane specification, 8.5; data-plane specification, 1.4.
 *
 * @param valueFormat of the value itself
 * @param keyFormat the first field that it finds is the key; without it the key is left out
 * @param headerFormat the encoding of header values; without it headers are left out
 */
@Schema(name = "KafkaFormatSettings")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KafkaFormat(
    @Schema(required = true) FormatSettings valueFormat,
    @Nullable FormatSettings keyFormat,
    @Schema(defaultValue = "kafka.key") @Nullable String keyColumnName,
    @Nullable Encoding headerFormat,
    @Schema(defaultValue = "kafka.header.") @Nullable String headerLabelPrefix,
    @Schema(defaultValue = "kafka.timestamp") @Nullable String timestampColumnName,
    @Schema(defaultValue = "kafka.topic") @Nullable String topicColumnName)
    implements FormatSettings {
  public KafkaFormat {
    if (valueFormat == null) {
      throw invalid(
          "valueFormat", "The format kafka needs the format of values in \"valueFormat\".");
    }
    requirePlain(valueFormat, "valueFormat");
    if (keyFormat != null) {
      requirePlain(keyFormat, "keyFormat");
    }
    keyColumnName = keyColumnName == null ? "kafka.key" : keyColumnName;
    headerLabelPrefix = headerLabelPrefix == null ? "kafka.header." : headerLabelPrefix;
    timestampColumnName = timestampColumnName == null ? "kafka.timestamp" : timestampColumnName;
    topicColumnName = topicColumnName == null ? "kafka.topic" : topicColumnName;
  }

  /** How the bytes of headers are text, by the names of the API in any case. */
  public enum Encoding {
    UTF_8(StandardCharsets.UTF_8),
    UTF_16(StandardCharsets.UTF_16),
    UTF_16BE(StandardCharsets.UTF_16BE),
    UTF_16LE(StandardCharsets.UTF_16LE),
    ISO_8859_1(StandardCharsets.ISO_8859_1),
    US_ASCII(StandardCharsets.US_ASCII);

    private final Charset charset;

    Encoding(Charset charset) {
      this.charset = charset;
    }

    public Charset charset() {
      return charset;
    }

    @JsonValue
    public String apiName() {
      return charset.name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    static Encoding ofApiName(String name) {
      return Arrays.stream(values())
          .filter(encoding -> encoding.apiName().equals(name.toLowerCase(Locale.ROOT)))
          .findFirst()
          .orElseThrow(
              () ->
                  invalid(
                      "headerFormat",
                      "headerFormat \"%s\" does not exist; use one of %s."
                          .formatted(
                              name, Arrays.stream(values()).map(Encoding::apiName).toList())));
    }
  }

  private static void requirePlain(FormatSettings format, String member) {
    if (format.wrapsAnother()) {
      throw invalid(member, member + " cannot be a format that wraps another one, as kafka does.");
    }
  }

  @Override
  public boolean wrapsAnother() {
    return true;
  }

  @Override
  public List<ParseSchemaProvider> schemaProviders() {
    return Stream.of(valueFormat, keyFormat)
        .filter(Objects::nonNull)
        .flatMap(format -> format.schemaProviders().stream())
        .toList();
  }

  @Override
  public InputFormat toInputFormat() {
    throw FormatSettings.onlyForStreams("kafka", "use the format of the files themselves");
  }

  @Override
  public String keyColumnName() {
    return Objects.requireNonNull(keyColumnName);
  }

  @Override
  public String headerLabelPrefix() {
    return Objects.requireNonNull(headerLabelPrefix);
  }

  @Override
  public String timestampColumnName() {
    return Objects.requireNonNull(timestampColumnName);
  }

  @Override
  public String topicColumnName() {
    return Objects.requireNonNull(topicColumnName);
  }

  private static ServiceException invalid(String member, String message) {
    return new ServiceException(
        ErrorCode.INVALID_ARGUMENT, "source.formatSettings." + member, message);
  }
}
