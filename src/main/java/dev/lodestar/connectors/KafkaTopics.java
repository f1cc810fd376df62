package dev.lodestar.connectors;

import dev.lodestar.connections.ConnectionSpec;
import dev.lodestar.error.ServiceException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;

/** Looks for the topics of a connection. */
final class KafkaTopics {
  private final ConnectionSpec.Topics connection;
  private final ClientSettings settings;

  KafkaTopics(ConnectionSpec.Topics connection, ClientSettings settings) {
    this.connection = connection;
    this.settings = settings;
  }

  /**
   * Finds the cluster and at least one of the connection's topics.
   *
   * <p>Errors: {@code COULD_NOT_CONNECT_TO_SOURCE}.
   */
  void find() throws InterruptedException {
    requireOneAnswers();
    try (Admin admin = KafkaClients.admin(connection, settings)) {
      if (connection.topicNameIsPattern()) {
        requireMatch(admin.listTopics().names().get());
      } else {
        admin.describeTopics(List.of(connection.topicName())).allTopicNames().get();
      }
    } catch (ExecutionException e) {
      throw fault(sentence(e.getCause() == null ? e : e.getCause()), e);
    } catch (KafkaException e) {
      throw fault(sentence(e), e);
    }
  }

  private void requireMatch(Set<String> topics) {
    Pattern pattern = Pattern.compile(connection.topicName());
    if (topics.stream().noneMatch(topic -> pattern.matcher(topic).matches())) {
      throw fault(
          "none of the %d topics that it may see matches \"topicName\" as a whole; check the pattern and the permissions."
              .formatted(topics.size()),
          null);
    }
  }

  /** Kafka's client tells all that is wrong with an address as a timeout; a socket tells more. */
  private void requireOneAnswers() {
    ServiceException fault = null;
    for (String broker : connection.bootstrapServers().split(",", -1)) {
      String address = broker.strip();
      try (Socket socket = new Socket()) {
        socket.connect(resolved(address), Math.toIntExact(settings.connectTimeout().toMillis()));
        return;
      } catch (IOException e) {
        fault =
            fault(
                ConnectionFault.network(e, address, "bootstrapServers")
                    .orElse("%s cannot be reached; check \"bootstrapServers\".".formatted(address)),
                e);
      }
      if (Thread.interrupted()) {
        break;
      }
    }
    throw fault == null ? fault("no broker was asked.", null) : fault;
  }

  private static InetSocketAddress resolved(String address) throws UnknownHostException {
    int colon = address.lastIndexOf(':');
    String host = address.substring(0, colon).replace("[", "").replace("]", "");
    InetSocketAddress socket =
        new InetSocketAddress(host, Integer.parseInt(address.substring(colon + 1)));
    if (socket.isUnresolved()) {
      throw new UnknownHostException(host);
    }
    return socket;
  }

  private String sentence(Throwable failure) {
    return switch (failure) {
      case SaslAuthenticationException refused ->
          "the brokers refuse the credentials; check user name, password and mechanism.";
      case UnsupportedSaslMechanismException unknown ->
          "the brokers do not know the mechanism of the secrets; use secrets of another type.";
      case SslAuthenticationException tls ->
          "the brokers and this server cannot agree on TLS: a certificate is not trusted, or they speak no TLS at this port; check \"ssl\" and \"bootstrapServers\".";
      case UnknownTopicOrPartitionException none ->
          "topic %s does not exist; check \"topicName\".".formatted(connection.topicName());
      case AuthorizationException forbidden ->
          "the credentials may not look at topic %s; allow describing it."
              .formatted(connection.topicName());
      case UnsupportedVersionException old ->
          "the brokers are too old for this server; Kafka 2.1 is the least.";
      case TimeoutException late ->
          "the brokers do not answer Kafka's requests in time; check that \"bootstrapServers\" names a listener for these secrets, with TLS, and that the addresses that the brokers advertise can be reached from here.";
      default ->
          failure.getCause() instanceof KafkaException cause
              ? sentence(cause)
              : "Kafka's client cannot be set up; check \"ssl\", \"secrets\" and \"bootstrapServers\".";
    };
  }

  private ServiceException fault(String sentence, @Nullable Exception e) {
    return ConnectionFault.of(connection.name(), sentence, e);
  }
}
