package dev.lodestar.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** The batch job that loads a file of {@link EventGenerator}: all 13 fields, one chunk a day. */
public final class EventJob {
  private static final Map<String, String> COLUMNS = declared();

  private EventJob() {}

  /** The type of each column but the time. */
  static Map<String, String> columns() {
    return COLUMNS;
  }

  private static Map<String, String> declared() {
    Map<String, String> types = new LinkedHashMap<>();
    for (String name : new String[] {"d10", "d100", "d1k", "d10k", "d100k"}) {
      types.put(name, "string");
    }
    for (String name : new String[] {"l_small", "l_mid", "l_big"}) {
      types.put(name, "long");
    }
    types.put("f_price", "double");
    types.put("f_score", "double");
    types.put("attrs", "json");
    types.put("note", "string");
    return types;
  }

  /** The body of {@code POST …/jobs}; it makes the table if need be. */
  public static ObjectNode of(String file, String table) {
    ObjectNode job = JsonNodeFactory.instance.objectNode();
    job.put("type", "batch").put("createTableIfNotExists", true).put("partitionedBy", "day");
    job.putObject("target").put("type", "table").put("tableName", table);
    ObjectNode source = job.putObject("source").put("type", "uploaded");
    source.putArray("fileList").add(file);
    source.putObject("formatSettings").put("format", "nd-json");
    ArrayNode schema = source.putArray("inputSchema");
    schema.addObject().put("name", "ts").put("dataType", "string");
    ArrayNode mappings = job.putArray("mappings");
    mappings.addObject().put("columnName", "__time").put("expression", "TIME_PARSE(\"ts\")");
    COLUMNS.forEach(
        (name, type) -> {
          schema.addObject().put("name", name).put("dataType", type);
          mappings.addObject().put("columnName", name).put("expression", '"' + name + '"');
        });
    return job;
  }

  /** The same, with one more column that holds the same number in each row. */
  public static ObjectNode numbered(String file, String table, String column, int number) {
    ObjectNode job = of(file, table);
    job.withArray("mappings")
        .addObject()
        .put("columnName", column)
        .put("expression", String.valueOf(number));
    return job;
  }
}
