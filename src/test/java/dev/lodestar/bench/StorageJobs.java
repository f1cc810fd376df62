package dev.lodestar.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lodestar.crash.ServerClient;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** The jobs that {@link StorageBenchmark} runs, and what it asks about tables. */
final class StorageJobs {
  /** A load in the place of all that a table holds. */
  ObjectNode replaceAll(String file, String table) {
    return EventJob.of(file, table).put("ingestionMode", "replace").put("replaceAll", true);
  }

  ObjectNode delete(String table, LocalDate day, boolean isSoft) {
    ObjectNode job = of("delete_data", table).put("softDelete", isSoft);
    job.withObject("/target").putArray("intervals").add(day + "/" + day.plusDays(1));
    return job;
  }

  ObjectNode drop(String table) {
    return of("drop_table", table).put("softDelete", false);
  }

  private static ObjectNode of(String type, String table) {
    ObjectNode job = JsonNodeFactory.instance.objectNode().put("type", type);
    job.putObject("target").put("type", "table").put("tableName", table);
    return job;
  }

  boolean exists(ServerClient client, String table) throws IOException, InterruptedException {
    for (JsonNode each : client.tables()) {
      if (each.path("name").asText().equals(table)) {
        return true;
      }
    }
    return false;
  }

  /** The bytes of a table's visible and hidden segments, as the server says. */
  long bytes(ServerClient client, String table) throws IOException, InterruptedException {
    if (!exists(client, table)) {
      return 0;
    }
    long bytes = client.table(table).path("segmentTotalBytes").asLong();
    for (JsonNode hidden : client.unusedSegments(table)) {
      bytes += hidden.path("sizeBytes").asLong();
    }
    return bytes;
  }

  /** The days that a table has rows of, the first one first. */
  List<LocalDate> days(ServerClient client, String table) throws IOException, InterruptedException {
    List<LocalDate> days = new ArrayList<>();
    for (JsonNode row :
        client.query(
            "SELECT DISTINCT TIME_FORMAT(__time, 'yyyy-MM-dd') FROM \"%s\" ORDER BY 1"
                .formatted(table))) {
      days.add(LocalDate.parse(row.get(0).asText()));
    }
    return days;
  }
}
