package dev.lodestar.streams;

import dev.lodestar.connections.ConnectionSpec;
import dev.lodestar.connectors.ClientSettingsService;
import dev.lodestar.connectors.KafkaReader;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Makes sources of connections to Kafka. */
@ApplicationScoped
class KafkaSources {
  /** A job that waits longer for an answer is better told that its source is lost. */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

  private final ClientSettingsService settings;

  KafkaSources(ClientSettingsService settings) {
    this.settings = settings;
  }

  /** A source that is not open yet. */
  Uni<StreamSource> source(ConnectionSpec.Topics connection) {
    return settings
        .forTests()
        .map(found -> found.within(ANSWER_LIMIT))
        .map(limited -> new KafkaSource(connection, new KafkaReader(connection, limited)));
  }
}
