package dev.lodestar.connections;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The kinds of systems that a connection can reach. Source: control-plane specification, 7.2. */
public enum ConnectionType {
  @JsonProperty("azure")
  AZURE,
  @JsonProperty("confluent")
  CONFLUENT,
  @JsonProperty("confluent_schema_registry")
  CONFLUENT_SCHEMA_REGISTRY,
  @JsonProperty("kafka")
  KAFKA,
  @JsonProperty("kinesis")
  KINESIS,
  @JsonProperty("push_streaming")
  PUSH_STREAMING,
  @JsonProperty("s3")
  S3;

  public String apiName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<ConnectionType> named(String apiName) {
    return Arrays.stream(values()).filter(type -> type.apiName().equals(apiName)).findFirst();
  }

  /** All names, for messages. */
  static String names() {
    return Arrays.stream(values()).map(ConnectionType::apiName).collect(Collectors.joining(", "));
  }
}
