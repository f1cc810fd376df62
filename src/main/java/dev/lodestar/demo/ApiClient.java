package dev.lodestar.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The few calls of the REST API that the demo needs, as JSON trees. Errors: {@code
 * SERVICE_UNAVAILABLE} with what the server answered.
 */
final class ApiClient implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BOUNDARY = "lodestar-demo-8c1f0a52d7";

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final URI server;
  private final Optional<String> key;

  /**
   * @param key that each request shows, if the server asks for one
   */
  ApiClient(URI server, Optional<String> key) {
    this.server = server;
    this.key = key;
  }

  boolean isReady() {
    try {
      return send(request("/q/health/ready").GET().build()).status() == 200;
    } catch (ServiceException e) {
      return false;
    }
  }

  JsonNode get(String path) {
    var request = request(path).GET().build();
    return send(request).body(request);
  }

  /** Empty when the answer is 404. */
  Optional<JsonNode> find(String path) {
    var request = request(path).GET().build();
    var answer = send(request);
    return answer.status() == 404 ? Optional.empty() : Optional.of(answer.body(request));
  }

  JsonNode post(String path, JsonNode body) {
    var request =
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString()))
            .build();
    return send(request).body(request);
  }

  /** Sends one file as {@code multipart/form-data}. */
  JsonNode upload(String path, String name, byte[] content) {
    var head =
        "--"
            + BOUNDARY
            + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
            + name
            + "\"\r\nContent-Type: application/octet-stream\r\n\r\n";
    BodyPublisher body =
        BodyPublishers.concat(
            BodyPublishers.ofString(head),
            BodyPublishers.ofByteArray(content),
            BodyPublishers.ofString("\r\n--" + BOUNDARY + "--\r\n"));
    var request =
        request(path)
            .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
            .POST(body)
            .build();
    return send(request).body(request);
  }

  @Override
  public void close() {
    http.close();
  }

  private HttpRequest.Builder request(String path) {
    var request = HttpRequest.newBuilder(server.resolve(path)).timeout(LIMIT);
    key.ifPresent(text -> request.header("Authorization", "Basic " + text));
    return request;
  }

  private Answer send(HttpRequest request) {
    try {
      var response = http.send(request, BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (IOException e) {
      throw failure(request, "was not answered (" + e.getMessage() + ")");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure(request, "was interrupted");
    }
  }

  private static ServiceException failure(HttpRequest request, String what) {
    var target = request.method() + " " + request.uri().getPath();
    return new ServiceException(
        ErrorCode.SERVICE_UNAVAILABLE, target, "The request " + target + " " + what + ".");
  }

  private record Answer(int status, String text) {
    JsonNode body(HttpRequest request) {
      try {
        var tree = JSON.readTree(text);
        if (status / 100 == 2) {
          return tree;
        }
        var message =
            List.of("message", "errorMessage").stream()
                .map(member -> tree.path(member).asText(""))
                .filter(member -> !member.isEmpty())
                .findFirst()
                .orElse("no message");
        throw failure(request, "was answered with " + status + ": " + message);
      } catch (JsonProcessingException e) {
        throw failure(request, "was answered with " + status + " and no JSON");
      }
    }
  }
}
