package dev.lodestar.streams;

import dev.lodestar.connectors.RegisteredSchema;
import java.util.Optional;

/** Asks registries of schemas. */
interface SchemaLookup {
  /**
   * The schema of an id; empty when the registry lacks it.
   *
   * <p>Errors: {@link SourceLostException} when it cannot be asked now.
   *
   * @param connection the name of a connection to a registry
   * @param serialized whether files of Protobuf are wanted as descriptors, if the registry can
   */
  Optional<RegisteredSchema> find(String connection, int id, boolean serialized);
}
