package dev.lodestar.jobs;

import dev.lodestar.connections.Connection;
import dev.lodestar.connections.ConnectionsService;
import dev.lodestar.connectors.ClientSettingsService;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the connections that jobs read through. */
@ApplicationScoped
class SourceConnections {
  private final ConnectionsService connections;
  private final ClientSettingsService clients;

  SourceConnections(ConnectionsService connections, ClientSettingsService clients) {
    this.connections = connections;
    this.clients = clients;
  }

  static List<String> names(Collection<JobSource> sources) {
    return sources.stream()
        .filter(JobSource.Objects.class::isInstance)
        .map(source -> ((JobSource.Objects) source).connectionName())
        .distinct()
        .toList();
  }

  Uni<KnownConnections> of(Collection<JobSource> sources) {
    List<String> names = names(sources);
    return names.isEmpty()
        ? Uni.createFrom().item(KnownConnections.NONE)
        : connections
            .find(names)
            .chain(
                found ->
                    clients
                        .forJobs()
                        .map(
                            settings ->
                                new KnownConnections(
                                    found.stream()
                                        .collect(
                                            Collectors.toMap(Connection::name, Connection::spec)),
                                    Optional.of(settings))));
  }
}
