package dev.lodestar.connections;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes a connection of its JSON form, and says all that is wrong with it at once.
 *
 * <p>Members that the type does not have are ignored, like those that only answers have, so that
 * what was answered can be sent again. Source: control-plane specification, 2 and 7.
 */
final class ConnectionReader {
  private static final int URLS_MAX = 20;
  private static final TextRule PEM_TYPE = TextRule.oneOf(TlsStores.PEM);

  private final Members members;
  private final boolean plaintextAllowed;

  private ConnectionReader(Members members, boolean plaintextAllowed) {
    this.members = members;
    this.plaintextAllowed = plaintextAllowed;
  }

  /**
   * Errors: {@code INVALID_ARGUMENT}.
   *
   * @param stored secrets that the document does not have, by the path of their member
   * @param plaintextAllowed whether Kafka may be reached without encryption and credentials
   */
  static ConnectionSpec read(
      JsonNode document, Map<String, Secret> stored, boolean plaintextAllowed) {
    if (!document.isObject()) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT, null, "A connection is described by a JSON object.");
    }
    return new ConnectionReader(Members.of(document, stored), plaintextAllowed).read(document);
  }

  private ConnectionSpec read(JsonNode document) {
    String name = members.text("name", TextRule.NAME);
    String description = members.optionalText("description", TextRule.DESCRIPTION);
    JsonNode typeName = document.path("type");
    Optional<ConnectionType> type = ConnectionType.named(typeName.asText());
    if (type.isEmpty()) {
      members.problem("type", "must be one of %s".formatted(ConnectionType.names()));
      members.done();
    }
    return switch (type.orElseThrow()) {
      case AZURE -> azure(name, description);
      case CONFLUENT -> confluent(name, description);
      case CONFLUENT_SCHEMA_REGISTRY -> registry(name, description);
      case KAFKA -> kafka(name, description);
      case KINESIS -> kinesis(name, description);
      case PUSH_STREAMING -> {
        members.done();
        yield new ConnectionSpec.PushStreaming(name, description);
      }
      case S3 -> s3(name, description);
    };
  }

  private ConnectionSpec azure(String name, @Nullable String description) {
    String account = members.text("storageAccount", TextRule.PLACE);
    String container = members.text("container", TextRule.PLACE);
    String prefix = members.optionalText("prefix", TextRule.LINE);
    Secrets.ForAzure secrets =
        secrets(ConnectionType.AZURE, Secrets.ForAzure.class, "access_key or sas_token", true);
    return done(
        secrets,
        found -> new ConnectionSpec.Azure(name, description, account, container, prefix, found));
  }

  private ConnectionSpec confluent(String name, @Nullable String description) {
    String brokers = members.text("bootstrapServers", TextRule.BROKERS);
    boolean isPattern = members.flag("topicNameIsPattern");
    String topic = topic(isPattern);
    Secrets.ForConfluent secrets =
        secrets(
            ConnectionType.CONFLUENT, Secrets.ForConfluent.class, "sasl_plain or confluent", true);
    return done(
        secrets,
        found -> new ConnectionSpec.Confluent(name, description, brokers, topic, isPattern, found));
  }

  private ConnectionSpec registry(String name, @Nullable String description) {
    List<String> urls = members.texts("urls", URLS_MAX, TextRule.URL);
    Secrets.Basic secrets =
        secrets(ConnectionType.CONFLUENT_SCHEMA_REGISTRY, Secrets.Basic.class, "basic", true);
    return done(
        secrets, found -> new ConnectionSpec.SchemaRegistry(name, description, urls, found));
  }

  private ConnectionSpec kafka(String name, @Nullable String description) {
    String brokers = members.text("bootstrapServers", TextRule.BROKERS);
    boolean isPattern = members.flag("topicNameIsPattern");
    String topic = topic(isPattern);
    String rack = members.optionalText("clientRack", TextRule.LINE);
    TlsStores ssl = stores();
    boolean knowsUs = ssl != null && ssl.keystore() != null;
    Secrets.ForKafka secrets =
        secrets(
            ConnectionType.KAFKA,
            Secrets.ForKafka.class,
            "sasl_plain or sasl_scram or aws_iam",
            !knowsUs && !plaintextAllowed);
    members.done();
    return new ConnectionSpec.Kafka(
        name, description, brokers, topic, isPattern, rack, ssl, secrets);
  }

  private String topic(boolean isPattern) {
    return members.text("topicName", isPattern ? TextRule.TOPIC_PATTERN : TextRule.TOPIC);
  }

  private @Nullable TlsStores stores() {
    Optional<Members> ssl = members.object("ssl");
    if (ssl.isEmpty()) {
      return null;
    }
    return new TlsStores(keystore(ssl.get()), truststore(ssl.get()));
  }

  private static TlsStores.@Nullable Keystore keystore(Members ssl) {
    // A stored keystore is nothing but its secrets.
    if (!ssl.has("keystore")) {
      return ssl.keeps("keystore")
          ? ssl.kept("keystore", kept -> keystoreOf(kept, TlsStores.PEM))
          : null;
    }
    return ssl.object("keystore")
        .map(given -> keystoreOf(given, given.text("type", PEM_TYPE)))
        .orElse(null);
  }

  private static TlsStores.Keystore keystoreOf(Members members, String type) {
    return new TlsStores.Keystore(
        type,
        members.secret("certificates", TextRule.PEM),
        members.secret("key", TextRule.PEM),
        members.optionalSecret("keyPassword", TextRule.SECRET).orElse(null));
  }

  private static TlsStores.@Nullable Truststore truststore(Members ssl) {
    return ssl.object("truststore")
        .map(
            given ->
                new TlsStores.Truststore(
                    given.text("type", PEM_TYPE), given.text("certificates", TextRule.PEM)))
        .orElse(null);
  }

  private ConnectionSpec kinesis(String name, @Nullable String description) {
    String role = members.text("awsAssumedRoleArn", TextRule.ROLE);
    String endpoint = members.text("awsEndpoint", TextRule.ENDPOINT);
    String stream = members.text("stream", TextRule.STREAM);
    members.done();
    return new ConnectionSpec.Kinesis(name, description, role, endpoint, stream);
  }

  private ConnectionSpec s3(String name, @Nullable String description) {
    String endpoint = members.text("awsEndpoint", TextRule.ENDPOINT);
    String bucket = members.text("bucket", TextRule.PLACE);
    String prefix = members.optionalText("prefix", TextRule.LINE);
    String role = members.optionalText("awsAssumedRoleArn", TextRule.ROLE);
    Secrets.AccessKey secrets =
        secrets(ConnectionType.S3, Secrets.AccessKey.class, "access_key", false);
    if (!members.has("awsAssumedRoleArn") && !members.has("secrets")) {
      members.problem("secrets", "or \"awsAssumedRoleArn\" is required to read from a bucket");
    }
    members.done();
    return new ConnectionSpec.S3(name, description, endpoint, bucket, prefix, role, secrets);
  }

  private <T extends Secrets> @Nullable T secrets(
      ConnectionType owner, Class<T> fits, String kinds, boolean isRequired) {
    return new SecretsReader(owner, members).read(fits, kinds, isRequired);
  }

  private <T extends Secrets> ConnectionSpec done(
      @Nullable T secrets, Function<T, ConnectionSpec> build) {
    members.done();
    if (secrets == null) {
      throw new IllegalStateException("required secrets are missing and nobody said so");
    }
    return build.apply(secrets);
  }
}
