package dev.lodestar.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the rows of one load add up to: for each day, how many there are and sums over them. A row
 * that is missing or doubled, or swapped for another, changes it.
 */
record LoadedRows(Map<String, Sums> byDay) {
  /** Rows, and the sums of a column of 40 random bits and of one of four digits. */
  record Sums(long rows, long big, long mid) {
    Sums plus(Sums other) {
      return new Sums(rows + other.rows, big + other.big, mid + other.mid);
    }
  }

  /** From the file itself, with no help of the server. */
  static LoadedRows expected(Path events) throws IOException {
    ObjectMapper json = new ObjectMapper();
    Map<String, Sums> byDay = new TreeMap<>();
    try (Stream<String> lines = Files.lines(events)) {
      for (String line : (Iterable<String>) lines::iterator) {
        JsonNode event = json.readTree(line);
        Sums one = new Sums(1, event.path("l_big").asLong(), event.path("l_mid").asLong());
        byDay.merge(event.path("ts").asText().substring(0, 10), one, Sums::plus);
      }
    }
    return new LoadedRows(byDay);
  }

  /** What queries find of each load, by its number in {@code column}. */
  static Map<Integer, LoadedRows> found(ServerClient client, String table, String column)
      throws IOException, InterruptedException {
    JsonNode rows =
        client.query(
            """
            SELECT "%s", TIME_FORMAT(TIME_FLOOR(__time, 'P1D'), 'yyyy-MM-dd'), COUNT(*),
              SUM("l_big"), SUM("l_mid") FROM "%s" GROUP BY 1, 2"""
                .formatted(column, table));
    Map<Integer, LoadedRows> loads = new TreeMap<>();
    for (JsonNode row : rows) {
      loads
          .computeIfAbsent(row.get(0).asInt(), number -> new LoadedRows(new TreeMap<>()))
          .byDay
          .put(
              row.get(1).asText(),
              new Sums(row.get(2).asLong(), row.get(3).asLong(), row.get(4).asLong()));
    }
    return loads;
  }

  long rows() {
    return byDay.values().stream().mapToLong(Sums::rows).sum();
  }
}
