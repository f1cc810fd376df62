package dev.lodestar.connectors;

import dev.lodestar.connections.ConnectionSpec;
import dev.lodestar.connections.Secret;
import dev.lodestar.connections.Secrets;
import dev.lodestar.connections.TlsStores;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/**
 * Properties of Kafka's clients for a connection.
 *
 * <p>Credentials travel over TLS only. Threads that make clients need the class loader of the
 * application as their context class loader, because Kafka finds its login modules by it.
 */
public final class KafkaClients {
  private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule";
  private static final String SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule";
  private static final String MSK = "software.amazon.msk.auth.iam.IAMLoginModule";
  private static final String MSK_CALLBACKS =
      "software.amazon.msk.auth.iam.IAMClientCallbackHandler";
  private static final String PEM = "PEM";

  private KafkaClients() {}

  /**
   * What every kind of client needs: addresses, protocol, credentials, certificates, limits.
   *
   * <p>Secrets are {@link Password}s, which Kafka does not log. Errors: {@code SERVICE_UNAVAILABLE}
   * when a secret cannot be unsealed, {@code COULD_NOT_CONNECT_TO_SOURCE} for refused addresses.
   */
  static Map<String, Object> properties(ConnectionSpec.Topics connection, ClientSettings settings) {
    for (String broker : connection.bootstrapServers().split(",", -1)) {
      String host = broker.strip().replaceFirst(":\\d+$", "");
      settings.addresses().require(connection.name(), "bootstrapServers", host);
    }
    Map<String, Object> properties = new HashMap<>();
    int timeoutMs = Math.toIntExact(settings.timeout().toMillis());
    properties.put(
        CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, connection.bootstrapServers().strip());
    properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, "lodestar-" + connection.name());
    properties.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, timeoutMs);
    properties.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMs);
    properties.put(
        CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG,
        settings.connectTimeout().toMillis());
    switch (connection) {
      case ConnectionSpec.Confluent confluent -> {
        secure(true, confluent.secrets(), properties, settings);
      }
      case ConnectionSpec.Kafka kafka -> {
        boolean isEncrypted = kafka.secrets() != null || kafka.ssl() != null;
        secure(isEncrypted, kafka.secrets(), properties, settings);
        if (kafka.ssl() != null) {
          stores(kafka.ssl(), properties);
        }
      }
    }
    return properties;
  }

  /**
   * The same for a consumer, which may read from the nearest replica.
   *
   * <p>Deserializers, group and offsets are its caller's.
   */
  static Map<String, Object> consumerProperties(
      ConnectionSpec.Topics connection, ClientSettings settings) {
    Map<String, Object> properties = properties(connection, settings);
    if (connection instanceof ConnectionSpec.Kafka kafka && kafka.clientRack() != null) {
      properties.put(ConsumerConfig.CLIENT_RACK_CONFIG, kafka.clientRack());
    }
    return properties;
  }

  /**
   * A client that looks at the cluster. Errors: those of Kafka, which {@link KafkaTopics} explains.
   */
  static Admin admin(ConnectionSpec.Topics connection, ClientSettings settings) {
    return Admin.create(properties(connection, settings));
  }

  private static void secure(
      boolean isEncrypted,
      @Nullable Secrets secrets,
      Map<String, Object> properties,
      ClientSettings settings) {
    String protocol = (secrets == null ? "" : "SASL_") + (isEncrypted ? "SSL" : "PLAINTEXT");
    properties.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, protocol);
    switch (secrets) {
      case null -> {}
      case Secrets.SaslPlain plain ->
          sasl("PLAIN", user(PLAIN, plain.username(), plain.password()), properties);
      case Secrets.Confluent confluent ->
          sasl("PLAIN", user(PLAIN, confluent.key(), confluent.secret()), properties);
      case Secrets.SaslScram scram ->
          sasl(scram.mechanism(), user(SCRAM, scram.username(), scram.password()), properties);
      case Secrets.AwsIam role -> {
        sasl(
            "AWS_MSK_IAM",
            "%s required awsRoleArn=%s awsRoleExternalId=%s awsRoleSessionName=\"lodestar\";"
                .formatted(MSK, quoted(role.awsAssumedRoleArn()), quoted(settings.externalId())),
            properties);
        properties.put(SaslConfigs.SASL_CLIENT_CALLBACK_HANDLER_CLASS, MSK_CALLBACKS);
      }
      case Secrets.AccessKey other -> throw unfit(other);
      case Secrets.Basic other -> throw unfit(other);
      case Secrets.SasToken other -> throw unfit(other);
    }
  }

  private static IllegalStateException unfit(Secrets secrets) {
    return new IllegalStateException("Kafka does not take secrets " + secrets.typeName());
  }

  private static void sasl(String mechanism, String login, Map<String, Object> properties) {
    properties.put(SaslConfigs.SASL_MECHANISM, mechanism);
    properties.put(SaslConfigs.SASL_JAAS_CONFIG, new Password(login));
  }

  private static String user(String module, String name, Secret password) {
    return "%s required username=%s password=%s;"
        .formatted(module, quoted(name), quoted(password.reveal()));
  }

  /** As the grammar of JAAS reads it back, whatever the text holds. */
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> quoted.append('\\').append(c);
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        default -> quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  private static void stores(TlsStores stores, Map<String, Object> properties) {
    TlsStores.Truststore truststore = stores.truststore();
    if (truststore != null) {
      properties.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, PEM);
      properties.put(
          SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG, new Password(truststore.certificates()));
    }
    TlsStores.Keystore keystore = stores.keystore();
    if (keystore != null) {
      properties.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, PEM);
      properties.put(
          SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG,
          new Password(keystore.certificates().reveal()));
      properties.put(SslConfigs.SSL_KEYSTORE_KEY_CONFIG, new Password(keystore.key().reveal()));
      if (keystore.keyPassword() != null) {
        properties.put(
            SslConfigs.SSL_KEY_PASSWORD_CONFIG, new Password(keystore.keyPassword().reveal()));
      }
    }
  }
}
