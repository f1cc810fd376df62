package dev.lodestar.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Jobs on tables of hourly time chunks. A load writes some rows for each hour of a day, all with
 * its number, so that the rows of a load are counted by that number.
 */
final class HourlyRows {
  static final int HOURS = 24;

  private HourlyRows() {}

  private static ObjectNode job(String type, String table) {
    ObjectNode job = JsonNodeFactory.instance.objectNode().put("type", type);
    job.putObject("target").put("type", "table").put("tableName", table);
    return job;
  }

  /** Appends rows to a table, which it makes if need be. */
  static ObjectNode append(String table, LocalDate day, int rowsAnHour, int number) {
    ObjectNode job =
        job("batch", table)
            .put("createTableIfNotExists", true)
            .put("partitionedBy", "hour")
            .put("ingestionMode", "append");
    ObjectNode source = job.putObject("source").put("type", "inline");
    source.put("data", lines(day, rowsAnHour, number));
    ArrayNode schema = source.putArray("inputSchema");
    schema.addObject().put("name", "t").put("dataType", "string");
    schema.addObject().put("name", "n").put("dataType", "long");
    ArrayNode mappings = job.putArray("mappings");
    mappings.addObject().put("columnName", "__time").put("expression", "TIME_PARSE(\"t\")");
    mappings.addObject().put("columnName", "n").put("expression", "\"n\"");
    return job;
  }

  /** Writes the same rows in the place of all that the table holds. */
  static ObjectNode replace(String table, LocalDate day, int rowsAnHour, int number) {
    return append(table, day, rowsAnHour, number)
        .put("ingestionMode", "replace")
        .put("replaceAll", true);
  }

  static ObjectNode delete(String table, LocalDate day, boolean isSoft) {
    ObjectNode job = job("delete_data", table).put("softDelete", isSoft);
    job.withObject("/target").putArray("intervals").add(day + "/" + day.plusDays(1));
    return job;
  }

  private static String lines(LocalDate day, int rowsAnHour, int number) {
    Instant start = day.atStartOfDay(ZoneOffset.UTC).toInstant();
    return IntStream.range(0, HOURS * rowsAnHour)
        .mapToObj(
            row ->
                "{\"t\":\"%s\",\"n\":%d}"
                    .formatted(
                        start.plusSeconds(3600L * (row % HOURS)).plusMillis(row / HOURS).toString(),
                        number))
        .collect(Collectors.joining("\n"));
  }

  /** How many rows a table has of each number; twice the same row shows as a missing one. */
  static Map<Integer, Long> found(ServerClient client, String table)
      throws IOException, InterruptedException {
    JsonNode rows =
        client.query(
            "SELECT \"n\", COUNT(*), COUNT(DISTINCT \"__time\") FROM \"%s\" GROUP BY 1"
                .formatted(table));
    Map<Integer, Long> found = new TreeMap<>();
    for (JsonNode row : rows) {
      long doubled = row.get(1).asLong() - row.get(2).asLong();
      found.put(row.get(0).asInt(), row.get(2).asLong() - doubled);
    }
    return found;
  }
}
