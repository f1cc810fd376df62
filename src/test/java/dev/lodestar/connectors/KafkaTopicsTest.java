package dev.lodestar.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lodestar.connections.ConnectionSpec;
import dev.lodestar.connections.Secret;
import dev.lodestar.connections.Secrets;
import dev.lodestar.connections.TlsStores;
import dev.lodestar.testing.KafkaBroker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections to a real broker. */
class KafkaTopicsTest {
  private static final String TOPIC = "orders-" + UUID.randomUUID();
  private static KafkaBroker broker;

  @BeforeAll
  static void start() {
    broker = KafkaBroker.get();
    broker.createTopics(2, List.of(TOPIC));
  }

  private static ConnectionSpec.Kafka kafka(
      String brokers, String topic, @Nullable TlsStores ssl, Secrets.@Nullable ForKafka secrets) {
    return new ConnectionSpec.Kafka(
        "orders", null, brokers, topic, topic.contains("*"), "rack-a", ssl, secrets);
  }

  private static TlsStores trusting(String authority) {
    return new TlsStores(null, new TlsStores.Truststore("pem", authority));
  }

  private static Secrets.SaslPlain plain(String password) {
    return new Secrets.SaslPlain(KafkaBroker.PLAIN_USER, Secret.of(password));
  }

  private static Secrets.SaslScram scram(String mechanism, String password) {
    return new Secrets.SaslScram(mechanism, KafkaBroker.SCRAM_USER, Secret.of(password));
  }

  private static String fault(ConnectionSpec connection) {
    return Checks.fault(connection, Checks.settings());
  }

  @Test
  void findsATopicWithAPasswordOverTls() throws InterruptedException {
    Checks.passes(
        kafka(
            broker.sasl(), TOPIC, trusting(broker.authority()), plain(KafkaBroker.PLAIN_PASSWORD)),
        Checks.settings());
  }

  @ParameterizedTest
  @ValueSource(strings = {"SCRAM-SHA-256", "SCRAM-SHA-512"})
  void findsATopicWithScram(String mechanism) throws InterruptedException {
    Checks.passes(
        kafka(
            broker.sasl(),
            TOPIC,
            trusting(broker.authority()),
            scram(mechanism, KafkaBroker.SCRAM_PASSWORD)),
        Checks.settings());
  }

  @Test
  void findsATopicWithACertificateOfOurOwn() throws InterruptedException {
    TlsStores.Keystore us =
        new TlsStores.Keystore(
            "pem", Secret.of(broker.clientCertificate()), Secret.of(broker.clientKey()), null);
    TlsStores both = new TlsStores(us, new TlsStores.Truststore("pem", broker.authority()));

    Checks.passes(kafka(broker.mutualTls(), TOPIC, both, null), Checks.settings());

    assertThat(fault(kafka(broker.mutualTls(), TOPIC, trusting(broker.authority()), null)))
        .contains("TLS");
  }

  @Test
  void findsTopicsThatMatchAPatternAsAWhole() throws InterruptedException {
    String some = TOPIC.substring(0, TOPIC.length() - 4);

    Checks.passes(kafka(broker.plaintext(), some + ".*", null, null), Checks.settings());

    assertThat(fault(kafka(broker.plaintext(), some + "0*", null, null))).contains("matches");
  }

  @Test
  void triesTheNextBrokerWhenOneIsAway() throws InterruptedException {
    Checks.passes(
        kafka("127.0.0.1:1, " + broker.plaintext(), TOPIC, null, null), Checks.settings());
  }

  @Test
  void saysThatATopicDoesNotExist() {
    assertThat(fault(kafka(broker.plaintext(), "nope", null, null)))
        .contains("topic nope does not exist");
  }

  @Test
  void saysThatCredentialsAreRefused() {
    TlsStores ssl = trusting(broker.authority());

    assertThat(fault(kafka(broker.sasl(), TOPIC, ssl, plain("hidden-secret"))))
        .contains("refuse the credentials");
    assertThat(fault(kafka(broker.sasl(), TOPIC, ssl, scram("SCRAM-SHA-512", "hidden-secret"))))
        .contains("refuse the credentials");
  }

  @Test
  void saysThatACertificateIsNotTrusted() {
    assertThat(fault(kafka(broker.sasl(), TOPIC, null, plain("hidden-secret"))))
        .contains("TLS")
        .contains("ssl");
  }

  @Test
  void saysThatCertificatesCannotBeRead() {
    assertThat(
            fault(
                kafka(
                    broker.sasl(),
                    TOPIC,
                    trusting("-----BEGIN CERTIFICATE-----\nnope\n-----END CERTIFICATE-----"),
                    plain("hidden-secret"))))
        .contains("cannot be set up");
  }

  @Test
  void saysThatAListenerSpeaksAnotherProtocol() {
    ClientSettings hasty = Checks.settings(Duration.ofSeconds(2), null, "");

    assertThat(Checks.fault(kafka(broker.plaintext(), TOPIC, null, plain("hidden-secret")), hasty))
        .contains("in time")
        .contains("TLS");
    assertThat(Checks.fault(kafka(broker.sasl(), TOPIC, null, null), hasty)).contains("in time");
  }

  @Test
  void saysWhyABrokerCannotBeReached() {
    assertThat(fault(kafka("127.0.0.1:1", TOPIC, null, null))).contains("refuses to be connected");
    assertThat(fault(kafka("nowhere.invalid:9092", TOPIC, null, null)))
        .contains("the host of nowhere.invalid:9092 is unknown");
  }

  @Test
  void handsOutWhatConsumersNeed() {
    Map<String, Object> properties =
        KafkaClients.consumerProperties(
            kafka(broker.sasl(), TOPIC, trusting(broker.authority()), plain("hidden-secret")),
            Checks.settings());

    assertThat(properties)
        .containsEntry("client.rack", "rack-a")
        .containsEntry("security.protocol", "SASL_SSL");
    assertThat(properties.toString()).doesNotContain("hidden-secret");
  }

  @Test
  void asksAwsForMskCredentials() {
    Map<String, Object> properties =
        KafkaClients.properties(
            kafka(
                "b-1.msk.us-east-1.amazonaws.com:9098",
                TOPIC,
                null,
                new Secrets.AwsIam(Checks.ROLE)),
            Checks.settings());

    assertThat(properties)
        .containsEntry("sasl.mechanism", "AWS_MSK_IAM")
        .containsEntry("security.protocol", "SASL_SSL");
    assertThat(((Password) properties.get("sasl.jaas.config")).value())
        .contains("awsRoleArn=\"" + Checks.ROLE + "\"")
        .contains("awsRoleExternalId=\"" + Checks.EXTERNAL_ID + "\"");
  }
}
