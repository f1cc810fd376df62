package dev.lodestar.streams;

import dev.lodestar.connections.ConnectionSpec;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** Makes sources of connections to Kafka. */
@ApplicationScoped
class KafkaSources {
  Uni<StreamSource> source(ConnectionSpec.Topics connection) {
    return Uni.createFrom()
        .item(
            () ->
                new KafkaSource(
                    connection,
                    Map.of(
                        "bootstrap.servers",
                        connection.bootstrapServers().strip(),
                        "default.api.timeout.ms",
                        10_000,
                        "request.timeout.ms",
                        10_000)));
  }
}
