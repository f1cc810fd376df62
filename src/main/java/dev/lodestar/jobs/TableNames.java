package dev.lodestar.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;

/** Names of tables or connections as a JSON array, which the database can search. */
final class TableNames {
  private static final ObjectMapper JSON = new ObjectMapper();

  private TableNames() {}

  static String toJson(List<String> names) {
    try {
      return JSON.writeValueAsString(names);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("names cannot be written as JSON", e);
    }
  }

  static List<String> ofJson(String json) {
    try {
      return JSON.readValue(json, new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("stored names cannot be read", e);
    }
  }
}
