package dev.lodestar.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.model.TableModel.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What a server says about the tables of a sequence, in the words of the model. */
final class Answers {
  private Answers() {}

  /** The names of the tables that begin with a prefix. */
  static Set<String> tables(ModelClient client, String prefix)
      throws IOException, InterruptedException {
    Set<String> listed = new HashSet<>();
    for (JsonNode table : client.get("tables").expecting(200).body().path("values")) {
      if (table.path("name").asText().startsWith(prefix + "_")) {
        listed.add(table.path("name").asText());
      }
    }
    return listed;
  }

  /** The rows of a table, sorted by day, then number. */
  static List<Row> rows(ModelClient client, String name, boolean hasRows)
      throws IOException, InterruptedException {
    // Without rows a table has no column n.
    String columns = hasRows ? "\\\"n\\\"" : "0";
    String sql =
        "SELECT EXTRACT(DAY FROM \\\"__time\\\"), %s FROM \\\"%s\\\" ORDER BY 1, 2"
            .formatted(columns, name);
    JsonNode answer =
        client
            .post("query/sql", "{\"query\": \"%s\", \"resultFormat\": \"array\"}".formatted(sql))
            .expecting(200)
            .body();
    List<Row> rows = new ArrayList<>();
    answer.forEach(row -> rows.add(new Row(row.get(0).asInt(), row.get(1).asInt())));
    return rows;
  }

  /** How many versions of each day can be restored; days without any are left out. */
  static Map<Integer, Long> hiddenVersions(ModelClient client, String name)
      throws IOException, InterruptedException {
    Map<Integer, Set<String>> versions = new HashMap<>();
    JsonNode unused =
        client.get("tables/" + name + "/unusedSegments?limit=1000").expecting(200).body();
    for (JsonNode segment : unused.path("values")) {
      int day = Integer.parseInt(segment.path("interval").asText().substring(8, 10));
      versions.computeIfAbsent(day, key -> new HashSet<>()).add(segment.path("version").asText());
    }
    return versions.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, day -> (long) day.getValue().size()));
  }
}
