package dev.lodestar.connectors;

import java.util.List;

/**
 * A schema as a registry keeps it, with all that it refers to.
 *
 * @param type such as {@code AVRO} or {@code PROTOBUF}
 * @param text as it was registered, or serialized where that was asked for and can be had
 * @param references what it names, each behind those that it names itself; names of Protobuf are
 *     those that files are imported by
 */
public record RegisteredSchema(String type, String text, List<Reference> references) {
  public RegisteredSchema {
    references = List.copyOf(references);
  }

  /** A schema that another one names. */
  public record Reference(String name, String text) {}
}
