package dev.lodestar.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import org.awaitility.Awaitility;

/** The few requests that a sequence makes. */
final class ModelClient implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> OVER = Set.of("completed", "failed", "canceled");
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI project;

  ModelClient(URI server) {
    this.project = server.resolve("/v1/projects/default/");
  }

  /** What came back; a body that is no JSON is missing. */
  record Answer(int status, JsonNode body) {
    Answer expecting(int expected) {
      if (status != expected) {
        throw new AssertionError("expected %d, got %d: %s".formatted(expected, status, body));
      }
      return this;
    }
  }

  Answer get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(project.resolve(path)).GET());
  }

  Answer post(String path, String body) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(project.resolve(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  Answer put(String path, String body) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(project.resolve(path))
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(body)));
  }

  private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
    return new Answer(answer.statusCode(), JSON.readTree(answer.body()));
  }

  /** The job once it is over. */
  JsonNode over(String jobId) {
    return Awaitility.await("the end of job " + jobId)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(15))
        .until(
            () -> get("jobs/" + jobId).expecting(200).body(),
            job -> OVER.contains(job.path("executionStatus").asText()));
  }

  @Override
  public void close() {
    http.close();
  }
}
