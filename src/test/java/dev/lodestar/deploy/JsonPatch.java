package dev.lodestar.deploy;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Applies the operations of RFC 6902 that the manifests use. Errors: {@code IllegalStateException}
 * for a path that is not there, and for an operation that it does not know.
 */
final class JsonPatch {
  private JsonPatch() {}

  /**
   * Changes {@code target}.
   *
   * @param operations an array of objects with {@code op}, {@code path} and {@code value}
   */
  static void apply(JsonNode operations, JsonNode target) {
    for (JsonNode operation : operations) {
      JsonPointer path = JsonPointer.compile(operation.path("path").asText());
      JsonNode parent = target.at(path.head());
      String last = path.last().getMatchingProperty();
      switch (operation.path("op").asText()) {
        case "add" -> add(parent, last, operation.path("value"));
        case "replace" -> {
          requirePresent(target, path);
          remove(parent, last);
          add(parent, last, operation.path("value"));
        }
        case "remove" -> {
          requirePresent(target, path);
          remove(parent, last);
        }
        default -> throw new IllegalStateException("an operation that is not known: " + operation);
      }
    }
  }

  private static void requirePresent(JsonNode target, JsonPointer path) {
    if (target.at(path).isMissingNode()) {
      throw new IllegalStateException("nothing is at " + path);
    }
  }

  private static void add(JsonNode parent, String name, JsonNode value) {
    if (parent instanceof ObjectNode object) {
      object.set(name, value);
    } else if (parent instanceof ArrayNode array && name.equals("-")) {
      array.add(value);
    } else if (parent instanceof ArrayNode array) {
      array.insert(Integer.parseInt(name), value);
    } else {
      throw new IllegalStateException("nothing that could hold " + name);
    }
  }

  private static void remove(JsonNode parent, String name) {
    if (parent instanceof ObjectNode object) {
      object.remove(name);
    } else if (parent instanceof ArrayNode array) {
      array.remove(Integer.parseInt(name));
    }
  }
}
