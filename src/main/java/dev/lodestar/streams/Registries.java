package dev.lodestar.streams;

import dev.lodestar.connections.Connection;
import dev.lodestar.connections.ConnectionSpec;
import dev.lodestar.connections.ConnectionsService;
import dev.lodestar.connectors.ClientSettings;
import dev.lodestar.connectors.ClientSettingsService;
import dev.lodestar.connectors.RegisteredSchema;
import dev.lodestar.connectors.SchemaRegistries;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.jobs.FormatSettings;
import dev.lodestar.jobs.ParseSchemaProvider;
import dev.lodestar.reactive.EventLoop;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The registries of schemas that jobs name, by their connections. */
@ApplicationScoped
class Registries implements SchemaLookup {
  private static final String NAME = ParseSchemaProvider.TARGET + ".connectionName";
  private static final Duration DATABASE_LIMIT = Duration.ofSeconds(30);

  /** A job that waits longer for an answer is better told that its source is lost. */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

  private final ConnectionsService connections;
  private final ClientSettingsService settings;
  private final EventLoop eventLoop;

  Registries(ConnectionsService connections, ClientSettingsService settings, EventLoop eventLoop) {
    this.connections = connections;
    this.settings = settings;
    this.eventLoop = eventLoop;
  }

  /** Errors: {@code INVALID_ARGUMENT} when a format names a connection that is no registry. */
  Uni<Void> require(@Nullable FormatSettings format) {
    List<String> names =
        (format == null ? List.<ParseSchemaProvider>of() : format.schemaProviders())
            .stream()
                .filter(ParseSchemaProvider.Registry.class::isInstance)
                .map(provider -> ((ParseSchemaProvider.Registry) provider).connectionName())
                .toList();
    return connections
        .find(names)
        .invoke(found -> names.forEach(name -> spec(name, found)))
        .replaceWithVoid();
  }

  private static ConnectionSpec.SchemaRegistry spec(String name, List<Connection> found) {
    Connection connection =
        found.stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow(
                () -> invalid("Connection %s does not exist; create it first.".formatted(name)));
    if (connection.spec() instanceof ConnectionSpec.SchemaRegistry registry) {
      return registry;
    }
    throw invalid(
        "Connection %s is of type %s; schemas come from one of type confluent_schema_registry."
            .formatted(name, connection.spec().type().apiName()));
  }

  /** The connection is read each time, so that a job goes on when its user has mended it. */
  @Override
  public Optional<RegisteredSchema> find(String connection, int id, boolean serialized) {
    ConnectionSpec.SchemaRegistry spec =
        spec(connection, await(() -> connections.find(List.of(connection))));
    ClientSettings limited = await(settings::forTests).within(ANSWER_LIMIT);
    try (SchemaRegistries client = SchemaRegistries.open(spec, limited)) {
      return client.schema(id, serialized);
    } catch (ServiceException e) {
      throw SourceLostException.ofSchemas(e.messageText(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the thread of a stream was interrupted", e);
    }
  }

  private <T> T await(Supplier<Uni<T>> work) {
    return eventLoop.run(work).await().atMost(DATABASE_LIMIT);
  }

  private static ServiceException invalid(String message) {
    return new ServiceException(ErrorCode.INVALID_ARGUMENT, NAME, message);
  }
}
