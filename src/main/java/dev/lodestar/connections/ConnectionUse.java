package dev.lodestar.connections;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.UUID;

/** Tells who works with a connection; whoever runs jobs knows. */
public interface ConnectionUse {
  /** The jobs that use the connection of this name and are not over; the oldest first. */
  Uni<List<UUID>> users(String connectionName);
}
