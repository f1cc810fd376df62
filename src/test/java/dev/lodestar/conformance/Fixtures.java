package dev.lodestar.conformance;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Loads the tables of a folder of statements, as any client would.
 *
 * <p>{@code tables/NAME.json} says how {@code tables/NAME.nd-json} (or {@code .csv}, {@code
 * .parquet}, each also with {@code .gz}) becomes the table NAME: {@code inputSchema} as in a job,
 * and if wanted {@code mappings} and {@code formatSettings}. Without mappings each field becomes
 * the column of its name; {@code __time} is parsed if it is text, else taken as milliseconds.
 */
final class Fixtures {
  private static final String PROJECT = "/v1/projects/default";
  private static final Set<String> OVER = Set.of("completed", "failed", "canceled");
  private static final ObjectMapper JSON = new ObjectMapper();

  private Fixtures() {}

  static void load(Path folder) throws IOException {
    Path tables = folder.resolve("tables");
    if (!Files.isDirectory(tables)) {
      return;
    }
    for (Path spec : sorted(tables)) {
      String file = spec.getFileName().toString();
      if (file.endsWith(".json")) {
        load(tables, file.substring(0, file.length() - ".json".length()));
      }
    }
  }

  private static void load(Path tables, String name) throws IOException {
    if (given().get(PROJECT + "/tables/" + name).statusCode() == 200) {
      return;
    }
    Path rows =
        sorted(tables).stream()
            .filter(file -> file.getFileName().toString().startsWith(name + "."))
            .filter(file -> !file.toString().endsWith(".json"))
            .findFirst()
            .orElseThrow(() -> new IOException("no rows beside " + name + ".json in " + tables));
    String upload = "conformance-" + rows.getFileName();
    Response uploaded =
        given().multiPart("file", upload, Files.readAllBytes(rows)).post(PROJECT + "/files");
    if (uploaded.statusCode() != 201 && uploaded.statusCode() != 409) {
      throw new IOException(rows + " was refused: " + uploaded.asString());
    }
    run(name, job(name, upload, JSON.readTree(Files.readAllBytes(tables.resolve(name + ".json")))));
  }

  private static ObjectNode job(String name, String upload, JsonNode spec) {
    ObjectNode job = JSON.createObjectNode().put("type", "batch");
    job.putObject("target").put("type", "table").put("tableName", name);
    job.put("createTableIfNotExists", true);
    ObjectNode source = job.putObject("source").put("type", "uploaded");
    source.putArray("fileList").add(upload);
    source.set("inputSchema", spec.path("inputSchema"));
    source.set(
        "formatSettings",
        spec.has("formatSettings")
            ? spec.get("formatSettings")
            : JSON.createObjectNode().put("format", format(upload)));
    job.set("mappings", spec.has("mappings") ? spec.get("mappings") : identity(spec));
    return job;
  }

  private static String format(String file) {
    return file.contains(".csv") ? "csv" : file.contains(".parquet") ? "parquet" : "nd-json";
  }

  private static ArrayNode identity(JsonNode spec) {
    ArrayNode mappings = JSON.createArrayNode();
    for (JsonNode field : spec.path("inputSchema")) {
      String column = field.path("name").asText();
      String quoted = '"' + column.replace("\"", "\"\"") + '"';
      String time =
          switch (field.path("dataType").asText()) {
            case "string" -> "TIME_PARSE(" + quoted + ")";
            case "long" -> "MILLIS_TO_TIMESTAMP(" + quoted + ")";
            default -> quoted;
          };
      mappings
          .addObject()
          .put("columnName", column)
          .put("expression", column.equals("__time") ? time : quoted);
    }
    return mappings;
  }

  private static void run(String name, ObjectNode job) throws IOException {
    Response answer =
        given().contentType(ContentType.JSON).body(job.toString()).post(PROJECT + "/jobs");
    if (answer.statusCode() != 201) {
      throw new IOException("the load of " + name + " was refused: " + answer.asString());
    }
    String path = PROJECT + "/jobs/" + answer.path("id");
    JsonPath end =
        await("the load of " + name)
            .atMost(Duration.ofMinutes(5))
            .until(
                () -> given().get(path).jsonPath(),
                status -> OVER.contains(status.getString("executionStatus")));
    if (!end.getString("executionStatus").equals("completed")) {
      throw new IOException("the load of " + name + " failed: " + end.getString("health"));
    }
  }

  private static List<Path> sorted(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
