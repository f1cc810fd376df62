package dev.lodestar.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;

/** The calls of the REST API that load a file and look at what became of it. */
public final class ServerClient implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PROJECT = "/v1/projects/default/";
  private static final String BOUNDARY = "lodestar-load-5b0e7c";

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI server;

  public ServerClient(URI server) {
    this.server = server;
  }

  public void upload(String name, Path file) throws IOException, InterruptedException {
    BodyPublisher body =
        BodyPublishers.concat(
            BodyPublishers.ofString(head(name)),
            BodyPublishers.ofFile(file),
            BodyPublishers.ofString("\r\n--" + BOUNDARY + "--\r\n"));
    send(request("files").header("Content-Type", contentType()).POST(body));
  }

  static String contentType() {
    return "multipart/form-data; boundary=" + BOUNDARY;
  }

  /** What comes before the bytes of a file. */
  static String head(String name) {
    return "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n\r\n"
        .formatted(BOUNDARY, name);
  }

  public JsonNode files() throws IOException, InterruptedException {
    return send(request("files").GET());
  }

  /** The id of the new job. */
  public String submit(JsonNode job) throws IOException, InterruptedException {
    return post("jobs", job).path("id").asText();
  }

  /** The hidden segments of a table, at most a thousand. */
  public JsonNode unusedSegments(String table) throws IOException, InterruptedException {
    return send(request("tables/" + table + "/unusedSegments?limit=1000").GET()).path("values");
  }

  /** How it goes with a job, such as {@code completed}. */
  public String status(String job) throws IOException, InterruptedException {
    return send(request("jobs/" + job + "/status").GET()).path("executionStatus").asText();
  }

  /** The newest jobs, at most a hundred. */
  public JsonNode jobs() throws IOException, InterruptedException {
    return send(request("jobs?paginationLimit=100").GET()).path("values");
  }

  public JsonNode job(String id) throws IOException, InterruptedException {
    return send(request("jobs/" + id).GET());
  }

  double progress(String job) throws IOException, InterruptedException {
    return send(request("jobs/" + job + "/progress").GET()).path("overallProgress").asDouble();
  }

  public JsonNode logs(String job) throws IOException, InterruptedException {
    return send(request("jobs/" + job + "/logs").GET());
  }

  public void cancel(String job) throws IOException, InterruptedException {
    post(
        "jobs/" + job + "/status",
        JsonNodeFactory.instance.objectNode().put("desiredExecutionStatus", "canceled"));
  }

  /** All tables. */
  public JsonNode tables() throws IOException, InterruptedException {
    return send(request("tables").GET()).path("values");
  }

  public JsonNode table(String name) throws IOException, InterruptedException {
    return send(request("tables/" + name).GET());
  }

  public void connect(JsonNode connection) throws IOException, InterruptedException {
    post("connections", connection);
  }

  /** The rows of an answer, each an array. */
  public JsonNode query(String sql) throws IOException, InterruptedException {
    return post(
        "query/sql",
        JsonNodeFactory.instance.objectNode().put("query", sql).put("resultFormat", "array"));
  }

  private JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString())));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.resolve(PROJECT + path));
  }

  private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new IllegalStateException(answer + ": " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  /** At once: a killed server answers nothing that is still open. */
  @Override
  public void close() {
    http.shutdownNow();
  }
}
