package dev.lodestar.streams;

import dev.lodestar.connections.ConnectionSpec;
import dev.lodestar.connectors.ClientSettingsService;
import dev.lodestar.connectors.KinesisStream;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;

/** Makes sources of connections to Kinesis. */
@ApplicationScoped
class KinesisSources {
  /** One answer may have 10 MB. */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

  private final ClientSettingsService settings;
  private final StreamsConfig config;
  private final Clock clock;

  KinesisSources(ClientSettingsService settings, StreamsConfig config, Clock clock) {
    this.settings = settings;
    this.config = config;
    this.clock = clock;
  }

  /** A source that is not open yet. */
  Uni<StreamSource> source(ConnectionSpec.Kinesis connection) {
    return settings
        .forTests()
        .map(found -> found.within(ANSWER_LIMIT))
        .map(
            limited ->
                new KinesisSource(
                    connection,
                    new KinesisStream(connection, limited, clock),
                    config.kinesisReadInterval(),
                    clock));
  }
}
