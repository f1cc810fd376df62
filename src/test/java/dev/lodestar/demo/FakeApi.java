package dev.lodestar.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The part of the REST API that the demo meets, with one job whose course a test sets. */
final class FakeApi implements AutoCloseable {
  private static final String PROJECT = "/v1/projects/p-1";

  final List<JsonNode> jobs = new ArrayList<>();
  final List<byte[]> uploads = new ArrayList<>();
  final Deque<String> states = new ArrayDeque<>(List.of("pending", "running", "completed"));
  String queryAnswer = "[[\"channel\", \"edits\"], [\"#en\", 11549], [\"#vi\", 7]]";
  boolean jobUnfinished;
  int ready = 2;
  private long rows;
  private final HttpServer server;

  FakeApi() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    var request = exchange.getRequestBody().readAllBytes();
    var path = exchange.getRequestURI().getPath();
    var call = exchange.getRequestMethod() + " " + path.replace(PROJECT, "");
    var body = body(call, request).getBytes(StandardCharsets.UTF_8);
    var missing = body.length == 0;
    exchange.sendResponseHeaders(missing ? 404 : 200, missing ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** Empty: not found. */
  private String body(String call, byte[] request) {
    return switch (call) {
      case "GET /q/health/ready" -> ready-- > 0 ? "" : "{}";
      case "GET /v1/projects" -> "[{'metadata': {'uid': 'p-1'}}]".replace('\'', '"');
      case "GET /jobs" -> "{\"values\": [" + (jobUnfinished ? "{\"id\": \"j-1\"}" : "") + "]}";
      case "GET /tables/wikipedia" -> rows == 0 ? "" : "{\"totalRows\": " + rows + "}";
      case "GET /files/" + WikipediaLoad.FILE -> uploads.isEmpty() ? "" : "{}";
      case "POST /files" -> {
        uploads.add(request);
        yield "{}";
      }
      case "POST /jobs" -> {
        jobs.add(tree(request));
        yield "{\"id\": \"j-1\"}";
      }
      case "GET /jobs/j-1/status" -> "{\"executionStatus\": \"" + nextState() + "\"}";
      case "GET /jobs/j-1/progress" -> "{\"overallProgress\": 0.5}";
      case "GET /jobs/j-1/logs" -> "{\"logs\": [{\"message\": \"Row 7 has no timestamp.\"}]}";
      case "POST /query/sql" -> queryAnswer;
      default -> "";
    };
  }

  private String nextState() {
    var state = states.size() > 1 ? states.pop() : states.peek();
    if ("completed".equals(state)) {
      rows = 39_244;
      jobUnfinished = false;
    }
    return String.valueOf(state);
  }

  private static JsonNode tree(byte[] json) {
    try {
      return new ObjectMapper().readTree(new String(json, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the demo sent no JSON", e);
    }
  }
}
