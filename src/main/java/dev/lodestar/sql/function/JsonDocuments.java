package dev.lodestar.sql.function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Collectors;

/** What JSON functions compute that the engine has no equal for. JSON is text here. */
final class JsonDocuments {
  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonDocuments() {}

  /** Both objects as one; of a key in both the value on the right stays. */
  static String merge(String left, String right) {
    if (read(left) instanceof ObjectNode base && read(right) instanceof ObjectNode more) {
      base.setAll(more);
      return base.toString();
    }
    throw new IllegalArgumentException("JSON_MERGE takes JSON objects");
  }

  /**
   * The paths of all leaf values, as a JSON array.
   *
   * <p>Their order is that of a hash set over the steps of each path, which is how Druid collects
   * them; the hash codes of {@link Step} are chosen to give the same order.
   */
  static String paths(String document) {
    Set<List<Step>> found = new HashSet<>();
    Queue<Located> waiting = new ArrayDeque<>();
    waiting.add(new Located(List.of(), read(document)));
    while (!waiting.isEmpty()) {
      Located at = waiting.remove();
      if (at.node.isObject()) {
        for (Map.Entry<String, JsonNode> field : at.node.properties()) {
          waiting.add(at.below(new Name(field.getKey()), field.getValue()));
        }
      } else if (at.node.isArray()) {
        for (int i = 0; i < at.node.size(); i++) {
          waiting.add(at.below(new Index(i), at.node.get(i)));
        }
      } else {
        found.add(at.path);
      }
    }
    ArrayNode paths = JSON.createArrayNode();
    for (List<Step> path : found) {
      paths.add(
          path.stream()
              .map(Step::text)
              .collect(Collectors.joining("", "$", path.isEmpty() ? "." : "")));
    }
    return paths.toString();
  }

  private static JsonNode read(String document) {
    try {
      return JSON.readTree(document);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the text is not JSON", e);
    }
  }

  private record Located(List<Step> path, JsonNode node) {
    Located below(Step step, JsonNode value) {
      List<Step> longer = new ArrayList<>(path);
      longer.add(step);
      return new Located(List.copyOf(longer), value);
    }
  }

  private sealed interface Step {
    String text();
  }

  private record Name(String name) implements Step {
    @Override
    public String text() {
      return name.matches("[^.\\[\\]'\" ]+") ? "." + name : "['" + name + "']";
    }

    @Override
    public int hashCode() {
      return 31 + name.hashCode();
    }
  }

  private record Index(int index) implements Step {
    @Override
    public String text() {
      return "[" + index + "]";
    }

    @Override
    public int hashCode() {
      return 31 + index;
    }
  }
}
