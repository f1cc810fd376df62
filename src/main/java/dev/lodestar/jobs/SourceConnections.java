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
import java.util.stream.Stream;

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

  /** The connections that a streaming job needs: its source, and registries of schemas. */
  static List<String> names(JobSource.Connection source) {
    FormatSettings format = source.formatSettings();
    Stream<String> registries =
        (format == null ? List.<ParseSchemaProvider>of() : format.schemaProviders())
            .stream()
                .filter(ParseSchemaProvider.Registry.class::isInstance)
                .map(provider -> ((ParseSchemaProvider.Registry) provider).connectionName());
    return Stream.concat(Stream.of(source.connectionName()), registries).distinct().toList();
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
