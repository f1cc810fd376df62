package dev.lodestar.connections;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.DiscriminatorMapping;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How to reach one system outside, as its user declares it.
 *
 * <p>{@link ConnectionReader} makes these from JSON and checks every member, so that all that is
 * wrong can be said at once. Source: control-plane specification, 7.1 to 7.3.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
    description = "How to reach a system.",
    type = SchemaType.OBJECT,
    oneOf = {
      ConnectionSpec.Azure.class,
      ConnectionSpec.Confluent.class,
      ConnectionSpec.SchemaRegistry.class,
      ConnectionSpec.Kafka.class,
      ConnectionSpec.Kinesis.class,
      ConnectionSpec.PushStreaming.class,
      ConnectionSpec.S3.class
    },
    discriminatorProperty = "type",
    discriminatorMapping = {
      @DiscriminatorMapping(value = "azure", schema = ConnectionSpec.Azure.class),
      @DiscriminatorMapping(value = "confluent", schema = ConnectionSpec.Confluent.class),
      @DiscriminatorMapping(
          value = "confluent_schema_registry",
          schema = ConnectionSpec.SchemaRegistry.class),
      @DiscriminatorMapping(value = "kafka", schema = ConnectionSpec.Kafka.class),
      @DiscriminatorMapping(value = "kinesis", schema = ConnectionSpec.Kinesis.class),
      @DiscriminatorMapping(value = "push_streaming", schema = ConnectionSpec.PushStreaming.class),
      @DiscriminatorMapping(value = "s3", schema = ConnectionSpec.S3.class)
    })
public sealed interface ConnectionSpec {
  /** Unique, and the same for ever. */
  String name();

  @Nullable String description();

  @JsonProperty("type")
  ConnectionType type();

  /** A container of Azure Blob Storage; {@code prefix} limits the blobs. */
  @Schema(name = "AzureConnection")
  record Azure(
      @Schema(required = true) String name,
      @Nullable String description,
      @Schema(required = true) String storageAccount,
      @Schema(required = true) String container,
      @Nullable String prefix,
      @Schema(required = true, implementation = Secrets.class) Secrets.ForAzure secrets)
      implements ConnectionSpec {
    @Override
    public ConnectionType type() {
      return ConnectionType.AZURE;
    }
  }

  /** What connections to Kafka in all forms have in common. */
  sealed interface Topics extends ConnectionSpec permits Confluent, Kafka {
    /** {@code host:port}, parted by commas. */
    String bootstrapServers();

    String topicName();

    /** Whether {@link #topicName} is a regular expression that whole names of topics match. */
    boolean topicNameIsPattern();
  }

  /** Topics of Confluent Cloud. */
  @Schema(name = "ConfluentConnection")
  record Confluent(
      @Schema(required = true) String name,
      @Nullable String description,
      @Schema(required = true) String bootstrapServers,
      @Schema(required = true) String topicName,
      @Schema(defaultValue = "false") boolean topicNameIsPattern,
      @Schema(required = true, implementation = Secrets.class) Secrets.ForConfluent secrets)
      implements Topics {
    @Override
    public ConnectionType type() {
      return ConnectionType.CONFLUENT;
    }
  }

  /** A registry of schemas with Confluent's protocol; it has no records of its own. */
  @Schema(name = "SchemaRegistryConnection")
  record SchemaRegistry(
      @Schema(required = true) String name,
      @Nullable String description,
      @Schema(required = true) List<String> urls,
      @Schema(required = true, implementation = Secrets.class) Secrets.Basic secrets)
      implements ConnectionSpec {
    public SchemaRegistry {
      urls = List.copyOf(urls);
    }

    @Override
    public ConnectionType type() {
      return ConnectionType.CONFLUENT_SCHEMA_REGISTRY;
    }
  }

  /**
   * Topics of a Kafka cluster.
   *
   * @param clientRack lets us read from the nearest replica
   * @param secrets may be absent when the server allows brokers without encryption, or when a
   *     keystore says who we are
   */
  @Schema(name = "KafkaConnection")
  record Kafka(
      @Schema(required = true) String name,
      @Nullable String description,
      @Schema(required = true) String bootstrapServers,
      @Schema(required = true) String topicName,
      @Schema(defaultValue = "false") boolean topicNameIsPattern,
      @Nullable String clientRack,
      @Nullable TlsStores ssl,
      @Schema(implementation = Secrets.class) Secrets.@Nullable ForKafka secrets)
      implements Topics {
    @Override
    public ConnectionType type() {
      return ConnectionType.KAFKA;
    }
  }

  /** A stream of Amazon Kinesis. */
  @Schema(name = "KinesisConnection")
  record Kinesis(
      @Schema(required = true) String name,
      @Nullable String description,
      @Schema(required = true) String awsAssumedRoleArn,
      @Schema(required = true, examples = "kinesis.us-east-2.amazonaws.com") String awsEndpoint,
      @Schema(required = true) String stream)
      implements ConnectionSpec {
    @Override
    public ConnectionType type() {
      return ConnectionType.KINESIS;
    }
  }

  /** Events that clients push to this server. */
  @Schema(name = "PushStreamingConnection")
  record PushStreaming(@Schema(required = true) String name, @Nullable String description)
      implements ConnectionSpec {
    @Override
    public ConnectionType type() {
      return ConnectionType.PUSH_STREAMING;
    }
  }

  /**
   * A bucket of Amazon S3 or of a store with its protocol; {@code prefix} limits the objects.
   *
   * @param awsAssumedRoleArn the role that may read; needed without {@code secrets}
   */
  @Schema(name = "S3Connection")
  record S3(
      @Schema(required = true) String name,
      @Nullable String description,
      @Schema(required = true, examples = "s3.us-east-2.amazonaws.com") String awsEndpoint,
      @Schema(required = true) String bucket,
      @Nullable String prefix,
      @Nullable String awsAssumedRoleArn,
      @Schema(implementation = Secrets.class) Secrets.@Nullable AccessKey secrets)
      implements ConnectionSpec {
    @Override
    public ConnectionType type() {
      return ConnectionType.S3;
    }
  }
}
