package dev.lodestar.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * A real Kafka broker (KRaft, one node) with three listeners.
 *
 * @param plaintext {@code host:port} without encryption and credentials, for test set-up
 * @param sasl {@code host:port} with TLS, for {@link #PLAIN_USER} and {@link #SCRAM_USER}
 * @param mutualTls {@code host:port} with TLS that wants the client's certificate
 * @param authority PEM; what clients of the two have to trust
 * @param clientCertificate PEM; whom {@code mutualTls} trusts
 * @param clientKey PEM; of {@code clientCertificate}
 */
public record KafkaBroker(
    String plaintext,
    String sasl,
    String mutualTls,
    String authority,
    String clientCertificate,
    String clientKey) {
  public static final String PLAIN_USER = "alice";
  public static final String PLAIN_PASSWORD = "alice \"\\ kafka-plain-pw";

  /** By SCRAM-SHA-512 and by SCRAM-SHA-256. */
  public static final String SCRAM_USER = "bob";

  public static final String SCRAM_PASSWORD = "bob-kafka-scram-pw";

  private static final String CLUSTER = "bG9kZXN0YXItdGVzdHMtMQ";

  /** The broker; the first call starts it, in about ten seconds. */
  public static KafkaBroker get() {
    Map<String, String> running = OncePerJvm.get("kafka", KafkaBroker::start);
    return new KafkaBroker(
        running.get("plaintext"),
        running.get("sasl"),
        running.get("mutualTls"),
        running.get("authority"),
        running.get("clientCertificate"),
        running.get("clientKey"));
  }

  private static Map<String, String> start() {
    Path folder = ChildServer.folder("kafka");
    TestCertificate server = TestCertificate.make(folder, "broker");
    TestCertificate client = TestCertificate.make(folder, "client");
    List<Integer> ports = ChildServer.freePorts(4);
    Path properties = folder.resolve("server.properties");
    try {
      Files.writeString(folder.resolve("clients.pem"), client.certificate());
      Files.writeString(properties, properties(folder, server, ports));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ChildServer.start(
        folder,
        KafkaBrokerMain.class.getName(),
        List.of(
            CLUSTER,
            properties.toString(),
            "SCRAM-SHA-512=[name=%s,password=%s]".formatted(SCRAM_USER, SCRAM_PASSWORD),
            "SCRAM-SHA-256=[name=%s,password=%s]".formatted(SCRAM_USER, SCRAM_PASSWORD)),
        ports.get(0));
    return Map.of(
        "plaintext",
        "127.0.0.1:" + ports.get(0),
        "sasl",
        "127.0.0.1:" + ports.get(1),
        "mutualTls",
        "127.0.0.1:" + ports.get(2),
        "authority",
        server.certificate(),
        "clientCertificate",
        client.certificate(),
        "clientKey",
        client.key());
  }

  private static String properties(Path folder, TestCertificate server, List<Integer> ports) {
    String listeners =
        "PLAINTEXT://127.0.0.1:%d,SASL_SSL://127.0.0.1:%d,SSL://127.0.0.1:%d"
            .formatted(ports.get(0), ports.get(1), ports.get(2));
    return """
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:%1$d
        controller.listener.names=CONTROLLER
        listeners=%2$s,CONTROLLER://127.0.0.1:%1$d
        advertised.listeners=%2$s
        listener.security.protocol.map=PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL,SSL:SSL,CONTROLLER:PLAINTEXT
        inter.broker.listener.name=PLAINTEXT
        log.dirs=%3$s/data
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=1
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        share.coordinator.state.topic.replication.factor=1
        share.coordinator.state.topic.min.isr=1
        group.initial.rebalance.delay.ms=0
        auto.create.topics.enable=false
        broker.rack=rack-a
        sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512
        listener.name.sasl_ssl.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required user_%4$s="%5$s";
        listener.name.sasl_ssl.scram-sha-256.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
        listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
        ssl.keystore.type=PKCS12
        ssl.keystore.location=%6$s
        ssl.keystore.password=%7$s
        ssl.truststore.type=PEM
        ssl.truststore.location=%3$s/clients.pem
        listener.name.ssl.ssl.client.auth=required
        """
        .formatted(
            ports.get(3),
            listeners,
            folder,
            PLAIN_USER,
            // Once for JAAS, once for the file of properties.
            PLAIN_PASSWORD.replace("\\", "\\\\").replace("\"", "\\\"").replace("\\", "\\\\"),
            server.store(),
            TestCertificate.PASSWORD);
  }

  /** An administrator; its caller closes it. */
  public Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", plaintext));
  }

  /** Makes topics with this many partitions each. */
  public void createTopics(int partitions, Collection<String> names) {
    try (Admin admin = admin()) {
      admin
          .createTopics(
              names.stream().map(name -> new NewTopic(name, partitions, (short) 1)).toList())
          .all()
          .get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
