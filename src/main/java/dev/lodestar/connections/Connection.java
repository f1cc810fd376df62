package dev.lodestar.connections;

import dev.lodestar.data.UserStamp;
import java.util.UUID;

/** A connection as it is now. */
public record Connection(UUID id, ConnectionSpec spec, UserStamp submitted, UserStamp modified) {
  public String name() {
    return spec.name();
  }
}
