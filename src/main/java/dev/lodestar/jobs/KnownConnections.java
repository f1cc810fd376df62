package dev.lodestar.jobs;

import dev.lodestar.connections.ConnectionSpec;
import dev.lodestar.connectors.ClientSettings;
import dev.lodestar.error.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The connections that a job reads through, as they are now.
 *
 * @param specs those of the named ones that exist, by name
 * @param settings what their clients need; present when a connection is
 */
record KnownConnections(Map<String, ConnectionSpec> specs, Optional<ClientSettings> settings) {
  static final KnownConnections NONE = new KnownConnections(Map.of(), Optional.empty());

  KnownConnections {
    specs = Map.copyOf(specs);
  }

  /** The connection of a source; empty, with the reason added, when it is not one for it. */
  Optional<ConnectionSpec.Objects> of(JobSource.Objects source, List<Problem> problems) {
    ConnectionSpec found = specs.get(source.connectionName());
    if (found instanceof ConnectionSpec.Objects objects
        && found.type() == source.connectionType()) {
      return Optional.of(objects);
    }
    problems.add(
        JobPlanner.invalid(
            "source.connectionName",
            found == null
                ? "Connection %s does not exist; create it first."
                    .formatted(source.connectionName())
                : "Connection %s is of type %s; a source of type %s reads through one of type %s."
                    .formatted(
                        source.connectionName(),
                        found.type().apiName(),
                        source.typeName(),
                        source.connectionType().apiName())));
    return Optional.empty();
  }
}
