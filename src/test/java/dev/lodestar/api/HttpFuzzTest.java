package dev.lodestar.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lodestar.fuzz.ApiDescription;
import dev.lodestar.fuzz.ErrorLog;
import dev.lodestar.fuzz.OddRequests;
import dev.lodestar.fuzz.RawAnswer;
import dev.lodestar.fuzz.RawHttp;
import dev.lodestar.fuzz.RawRequest;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Odd requests to every operation on every mount: each is answered in time and in our words, and
 * nothing of it is a fault of the server.
 *
 * <p>{@code -Dlodestar.fuzz.seed} and {@code -Dlodestar.fuzz.requests} try others; {@code
 * ./lodestar test --long} sends many.
 */
@QuarkusTest
@TestProfile(HttpFuzzTest.Fuzzed.class)
class HttpFuzzTest {
  private static final long SEED = Long.getLong("lodestar.fuzz.seed", 20_261_123L);
  private static final int REQUESTS =
      Integer.getInteger(
          "lodestar.fuzz.requests", Boolean.getBoolean("lodestar.long") ? 100_000 : 600);

  /** Long enough for a machine that is busy, and for a query to run into its own limit. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What lies behind the server. */
  private static final Pattern INNARDS =
      Pattern.compile(
          "\\b(?:org|com|java|javax|io|jakarta|dev)\\.[a-z]+\\.[a-zA-Z.]+|\\w+Exception\\b(?<!druidException)"
              + "|\\bat [a-z]+\\.[a-z]+\\.|[Dd]uck[Dd][Bb]|(?i:postgres)|(?i:select \\w+_\\w+ from)"
              + "|/tmp/|\\.parquet");

  /** What the protocol itself refuses, before there is a request: without a body. */
  private static final Set<Integer> PROTOCOL = Set.of(400, 413, 414, 431, 501);

  /** A server of its own, because wrong credentials slow addresses down. */
  public static final class Fuzzed extends WithKeys {}

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final List<String> faults = new ArrayList<>();
  private final TreeMap<Integer, Integer> answers = new TreeMap<>();

  @Test
  void everyRequestIsAnsweredOrRefusedInOurWords() throws IOException {
    JsonNode document = JSON.readTree(RestAssured.get("/q/openapi?format=json").asString());
    FuzzedThings things = new FuzzedThings();
    RawHttp http = new RawHttp(RestAssured.port, PATIENCE);
    List<String> logged;

    try (ErrorLog log = ErrorLog.open()) {
      int sent = 0;
      while (sent < REQUESTS) {
        things.furnish();
        ApiDescription api = new ApiDescription(document, random, things.known(), things.goods());
        OddRequests requests = new OddRequests(random, api, things.known(), CREDENTIALS);
        for (ApiDescription.Operation operation : api.operations()) {
          judge(http, requests.next(operation));
          sent++;
        }
        judge(http.send(requests.notHttp(), false), "no HTTP");
        assertStillServes(http);
      }
      logged = log.lines();
    } finally {
      things.tidy();
    }

    assertThat(faults).as("seed %d; %s", SEED, answers).isEmpty();
    assertThat(logged).as("ERROR lines of seed %d", SEED).isEmpty();
    assertThat(answers.keySet()).as("kinds of answers").contains(200, 201, 400, 401, 404, 405, 415);
  }

  private static final List<String> CREDENTIALS =
      List.of(
          "Authorization: Basic " + WithKeys.ADMIN,
          "Authorization: Basic " + WithKeys.WRONG,
          "Authorization: Basic",
          "Authorization: ",
          "Authorization: Basic \u00ff\u0001",
          "Authorization: Basic ====",
          "Authorization: Basic " + "A".repeat(5_000),
          "Authorization: Basic cG9r",
          "Authorization: Bearer a.b.c",
          "Authorization: Bearer eyJhbGciOiJub25lIn0.e30.",
          "Authorization: Digest username=\"x\"",
          "Authorization: \"");

  private void judge(RawHttp http, RawRequest request) throws IOException {
    RawAnswer answer = http.send(request);
    Optional<String> fault =
        answer.status() == 0 && request.isWhole()
            ? Optional.of("no answer: " + answer.body())
            : fault(request, answer);
    fault.ifPresent(text -> faults.add("%s%n  %s".formatted(request, text)));
  }

  private void judge(RawAnswer answer, String request) {
    fault(RawRequest.of("GET", "/"), answer)
        .ifPresent(text -> faults.add("%s%n  %s".formatted(request, text)));
  }

  private Optional<String> fault(RawRequest request, RawAnswer answer) {
    answers.merge(answer.status(), 1, Integer::sum);
    String shown = answer.status() + ": " + answer.body();
    if (answer.isLate()) {
      return Optional.of("no end within " + PATIENCE + "; " + shown);
    }
    if (answer.status() == 0) {
      return Optional.empty();
    }
    if (answer.status() >= 500
        && !(answer.status() == 501 && answer.body().isEmpty())
        && !(answer.status() == 504 && QueryPaths.isQuery(request.target()))) {
      return Optional.of(shown);
    }
    if (answer.status() >= 400 && !isError(answer) && !request.method().equals("HEAD")) {
      return Optional.of("not the shape of an error: " + answer.headers() + shown);
    }
    return answer.status() >= 400
            && INNARDS.matcher(answer.body().replace("druidException", "")).find()
        ? Optional.of("tells too much: " + shown)
        : Optional.empty();
  }

  private static boolean isError(RawAnswer answer) {
    if (answer.body().isEmpty()) {
      return PROTOCOL.contains(answer.status());
    }
    JsonNode body;
    try {
      body = JSON.readTree(answer.body());
    } catch (JsonProcessingException e) {
      return false;
    }
    boolean isJson =
        answer.headers().getOrDefault("content-type", "").startsWith("application/json");
    JsonNode wrapped = body.path("error");
    return isJson
        && (has(body, "code", "message")
            || has(wrapped, "code", "message")
            || has(body, "errorCode", "errorMessage")
            || has(wrapped, "errorCode", "errorMessage")
            // The token endpoint, as RFC 6749 has it.
            || has(body, "error", "error_description"));
  }

  private static boolean has(JsonNode body, String code, String message) {
    return !body.path(code).asText().isEmpty() && !body.path(message).asText().isEmpty();
  }

  private static void assertStillServes(RawHttp http) throws IOException {
    RawAnswer answer =
        http.send(
            RawRequest.of("POST", Api.SQL)
                .withHeader(CREDENTIALS.getFirst())
                .withBody("application/json", "{\"query\": \"SELECT 1 AS x\"}"));

    assertThat(answer.body()).as("seed %d", SEED).contains("{\"x\":1}");
  }
}
