package dev.lodestar.connectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lodestar.error.ServiceException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads schemas of a registry with all that they refer to. Used by one thread.
 *
 * <p>Source: Confluent's Schema Registry API, "Schemas" and "Subjects".
 */
final class SchemaReader {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SERIALIZED = "?format=serialized";
  private static final String NO_REGISTRY =
      "it does not answer as a schema registry does; check \"urls\".";

  /** A schema that needs more than so many others is a fault of its registry. */
  private static final int REFERENCES_MAX = 500;

  private static final int NOT_FOUND = 404;

  /** What registries answer that know nothing of the format. */
  private static final Set<Integer> UNKNOWN_FORMAT = Set.of(400, 422, 501);

  private final String connection;
  private final SchemaRegistries registry;
  private final Map<String, RegisteredSchema.Reference> references = new LinkedHashMap<>();
  private int asked;

  SchemaReader(String connection, SchemaRegistries registry) {
    this.connection = connection;
    this.registry = registry;
  }

  /**
   * The schema of an id; empty when the registry has none, or lacks what it refers to.
   *
   * @param serialized whether files of Protobuf are wanted as descriptors, if the registry can
   */
  Optional<RegisteredSchema> read(int id, boolean serialized) throws InterruptedException {
    Optional<JsonNode> found = get("/schemas/ids/" + id, serialized);
    if (found.isEmpty() || !readReferences(found.get(), serialized)) {
      return Optional.empty();
    }
    return Optional.of(
        new RegisteredSchema(
            found.get().path("schemaType").asText("AVRO"),
            text(found.get()),
            List.copyOf(references.values())));
  }

  /** Whether all could be read, depth first. */
  private boolean readReferences(JsonNode schema, boolean serialized) throws InterruptedException {
    for (JsonNode reference : schema.path("references")) {
      String name = reference.path("name").asText();
      if (references.containsKey(name)) {
        continue;
      }
      if (++asked > REFERENCES_MAX) {
        throw unexpected();
      }
      Optional<JsonNode> found =
          get(
              "/subjects/%s/versions/%s"
                  .formatted(
                      encoded(reference.path("subject").asText()),
                      encoded(reference.path("version").asText())),
              serialized);
      if (found.isEmpty() || !readReferences(found.get(), serialized)) {
        return false;
      }
      references.put(name, new RegisteredSchema.Reference(name, text(found.get())));
    }
    return true;
  }

  private static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private Optional<JsonNode> get(String path, boolean serialized) throws InterruptedException {
    SchemaRegistries.Answer answer = registry.answer(serialized ? path + SERIALIZED : path);
    if (serialized && UNKNOWN_FORMAT.contains(answer.status())) {
      answer = registry.answer(path);
    }
    if (answer.status() == NOT_FOUND && !isOfRegistry(answer.body())) {
      throw unexpected();
    }
    Optional<String> body = registry.body(answer);
    return body.isEmpty() ? Optional.empty() : Optional.of(object(body.get()));
  }

  /** Where no registry is, there is no schema either, and nobody may take that for its answer. */
  private static boolean isOfRegistry(String body) {
    try {
      return JSON.readTree(body).has("error_code");
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  private JsonNode object(String body) {
    try {
      JsonNode object = JSON.readTree(body);
      if (object.path("schema").isTextual()) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw ConnectionFault.of(connection, NO_REGISTRY, e);
    }
    throw unexpected();
  }

  private ServiceException unexpected() {
    return ConnectionFault.of(connection, NO_REGISTRY, null);
  }

  private static String text(JsonNode schema) {
    return schema.path("schema").asText();
  }
}
