package dev.lodestar.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** The operations of an OpenAPI document, and values of its schemas. */
public final class ApiDescription {
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int DEPTH = 6;

  private final JsonNode document;
  private final SplittableRandom random;
  private final Map<String, List<String>> known;
  private final Map<String, List<JsonNode>> goods;

  /**
   * Reads a document.
   *
   * @param known values that mean something to the server, by the name of the member or parameter
   * @param goods good bodies, by the last fixed step of a path
   */
  public ApiDescription(
      JsonNode document,
      SplittableRandom random,
      Map<String, List<String>> known,
      Map<String, List<JsonNode>> goods) {
    this.document = document;
    this.random = random;
    this.known = known;
    this.goods = goods;
  }

  /**
   * One operation on one mount.
   *
   * @param path with parameters in braces
   * @param query names of the query parameters
   * @param body schema of the JSON body; missing if there is none
   */
  public record Operation(String method, String path, List<String> query, JsonNode body) {}

  public List<Operation> operations() {
    List<Operation> found = new ArrayList<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method -> {
                          if (METHODS.contains(method.getKey())) {
                            found.add(operation(path.getKey(), method.getKey(), method.getValue()));
                          }
                        }));
    return found;
  }

  private Operation operation(String path, String method, JsonNode json) {
    List<String> query = new ArrayList<>();
    json.path("parameters")
        .forEach(
            parameter -> {
              JsonNode described = resolved(parameter);
              if (described.path("in").asText().equals("query")) {
                query.add(described.path("name").asText());
              }
            });
    JsonNode content = resolved(json.path("requestBody")).path("content");
    return new Operation(
        method.toUpperCase(Locale.ROOT),
        path,
        query,
        content.isEmpty() ? content : content.iterator().next().path("schema"));
  }

  private JsonNode resolved(JsonNode node) {
    JsonNode found = node;
    while (found.has("$ref")) {
      found = document.at(found.path("$ref").asText().substring(1));
    }
    return found;
  }

  /** A body that the operation takes, more or less. */
  JsonNode body(Operation operation) {
    String[] steps = operation.path().split("/\\{\\w+}$")[0].split("/");
    List<JsonNode> good = goods.getOrDefault(steps[steps.length - 1], List.of());
    return good.isEmpty() || random.nextInt(3) == 0
        ? value("", operation.body(), DEPTH)
        : good.get(random.nextInt(good.size()));
  }

  private JsonNode value(String name, JsonNode reference, int depth) {
    JsonNode schema = resolved(reference);
    Optional<JsonNode> example = example(schema);
    if (example.isPresent() && random.nextInt(3) > 0) {
      return example.get();
    }
    if (known.containsKey(name) && !schema.has("properties") && random.nextInt(5) > 0) {
      return NODES.textNode(one(known.get(name)));
    }
    for (String choice : List.of("oneOf", "anyOf", "enum")) {
      JsonNode choices = schema.path(choice);
      if (!choices.isEmpty()) {
        JsonNode chosen = choices.get(random.nextInt(choices.size()));
        return choice.equals("enum") ? chosen : value(name, chosen, depth);
      }
    }
    return plain(name, schema, depth);
  }

  private JsonNode plain(String name, JsonNode schema, int depth) {
    if (schema.has("allOf")) {
      ObjectNode all = NODES.objectNode();
      for (JsonNode part : schema.path("allOf")) {
        if (value(name, part, depth) instanceof ObjectNode some) {
          all.setAll(some);
        }
      }
      return all;
    }
    JsonNode type = schema.path("type");
    return switch (type.isArray() ? type.path(0).asText() : type.asText()) {
      case "string" -> NODES.textNode(one(OddTexts.PLAIN));
      case "integer" -> NODES.numberNode(random.nextInt(100));
      case "number" -> NODES.numberNode(random.nextDouble());
      case "boolean" -> NODES.booleanNode(random.nextBoolean());
      case "array" -> list(name, schema, depth);
      default -> object(schema, depth);
    };
  }

  private ArrayNode list(String name, JsonNode schema, int depth) {
    ArrayNode list = NODES.arrayNode();
    for (int i = random.nextInt(3); i > 0 && depth > 0; i--) {
      list.add(value(name, schema.path("items"), depth - 1));
    }
    return list;
  }

  private ObjectNode object(JsonNode schema, int depth) {
    ObjectNode object = NODES.objectNode();
    if (depth == 0) {
      return object;
    }
    schema
        .path("properties")
        .properties()
        .forEach(
            member -> {
              if (requires(schema, member.getKey()) || random.nextInt(3) == 0) {
                object.set(member.getKey(), value(member.getKey(), member.getValue(), depth - 1));
              }
            });
    if (schema.path("additionalProperties").isObject()) {
      object.set("x", value("x", schema.path("additionalProperties"), depth - 1));
    }
    return object;
  }

  private static boolean requires(JsonNode schema, String member) {
    for (JsonNode required : schema.path("required")) {
      if (required.asText().equals(member)) {
        return true;
      }
    }
    return false;
  }

  private static Optional<JsonNode> example(JsonNode schema) {
    JsonNode example = schema.has("example") ? schema.path("example") : schema.at("/examples/0");
    if (example.isTextual() && example.asText().startsWith("{")) {
      try {
        return Optional.of(new ObjectMapper().readTree(example.asText()));
      } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
        return Optional.of(example);
      }
    }
    return example.isMissingNode() ? Optional.empty() : Optional.of(example.deepCopy());
  }

  private String one(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
