package dev.lodestar.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lodestar.engine.InputFormat;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Records of Kinesis with what is known about them besides their value: partition key and time.
 *
 * <p>Source: control-plane specification, 8.5; data-plane specification, 1.4.
 *
 * @param valueFormat of the value itself
 */
@Schema(name = "KinesisFormatSettings")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KinesisFormat(
    @Schema(required = true) FormatSettings valueFormat,
    @Schema(defaultValue = "kinesis.partitionKey") @Nullable String partitionKeyColumnName,
    @Schema(defaultValue = "kinesis.timestamp") @Nullable String timestampColumnName)
    implements FormatSettings {
  public KinesisFormat {
    if (valueFormat == null) {
      throw invalid("The format kinesis needs the format of values in \"valueFormat\".");
    }
    if (valueFormat.wrapsAnother()) {
      throw invalid("valueFormat cannot be a format that wraps another one, as kinesis does.");
    }
    partitionKeyColumnName =
        partitionKeyColumnName == null ? "kinesis.partitionKey" : partitionKeyColumnName;
    timestampColumnName = timestampColumnName == null ? "kinesis.timestamp" : timestampColumnName;
  }

  @Override
  public boolean wrapsAnother() {
    return true;
  }

  @Override
  public List<ParseSchemaProvider> schemaProviders() {
    return valueFormat.schemaProviders();
  }

  @Override
  public InputFormat toInputFormat() {
    throw FormatSettings.onlyForStreams("kinesis", "use the format of the files themselves");
  }

  @Override
  public String partitionKeyColumnName() {
    return Objects.requireNonNull(partitionKeyColumnName);
  }

  @Override
  public String timestampColumnName() {
    return Objects.requireNonNull(timestampColumnName);
  }

  private static ServiceException invalid(String message) {
    return new ServiceException(
        ErrorCode.INVALID_ARGUMENT, "source.formatSettings.valueFormat", message);
  }
}
