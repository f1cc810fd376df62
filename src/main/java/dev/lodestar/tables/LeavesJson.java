package dev.lodestar.tables;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lodestar.data.JsonLeaf;
import dev.lodestar.data.StoredLeaf;
import dev.lodestar.data.StoredLeaf.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The stored form of a segment's leaves, an array. A leaf that is stored as text is {@code
 * ["column","key",...]}; any other one {@code {"leaf":["column","key",...],"kind":"long"}}, with
 * {@code "mixed":true} where some values are of another kind.
 */
final class LeavesJson {
  private static final String LEAF = "leaf";
  private static final String KIND = "kind";
  private static final String MIXED = "mixed";
  private static final ObjectMapper JSON = new ObjectMapper();

  private LeavesJson() {}

  static String write(Set<StoredLeaf> leaves) {
    ArrayNode items = JSON.createArrayNode();
    for (StoredLeaf stored : leaves) {
      ArrayNode names = stored.kind() == Kind.TEXT ? items.addArray() : typed(items, stored);
      names.add(stored.leaf().column());
      stored.leaf().keys().forEach(names::add);
    }
    return items.toString();
  }

  private static ArrayNode typed(ArrayNode items, StoredLeaf stored) {
    ObjectNode item = items.addObject();
    ArrayNode names = item.putArray(LEAF);
    item.put(KIND, stored.kind().storedName());
    if (stored.isMixed()) {
      item.put(MIXED, true);
    }
    return names;
  }

  static Set<StoredLeaf> read(String json) {
    Set<StoredLeaf> leaves = new HashSet<>();
    for (JsonNode item : parse(json)) {
      leaves.add(
          item.isArray()
              ? StoredLeaf.text(leaf(item))
              : new StoredLeaf(
                  leaf(item.path(LEAF)),
                  Kind.ofStoredName(item.path(KIND).textValue()),
                  item.path(MIXED).booleanValue()));
    }
    return Set.copyOf(leaves);
  }

  private static JsonLeaf leaf(JsonNode names) {
    List<String> keys = new ArrayList<>();
    names.forEach(name -> keys.add(name.textValue()));
    return new JsonLeaf(keys.getFirst(), keys.subList(1, keys.size()));
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("stored leaves are not the JSON that was written", e);
    }
  }
}
