package dev.lodestar.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lodestar.fuzz.ErrorLog;
import dev.lodestar.fuzz.Mutations;
import dev.lodestar.fuzz.RandomStatements;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Random and bent statements through HTTP: each gets rows or our refusal, in time, and leaves no
 * ERROR in the log.
 *
 * <p>{@code -Dlodestar.fuzz.seed} and {@code -Dlodestar.fuzz.requests} try others; {@code
 * ./lodestar test --long} sends many.
 */
@QuarkusTest
class QueryFuzzTest {
  private static final long SEED = Long.getLong("lodestar.fuzz.seed", 20_261_122L);
  private static final int REQUESTS =
      Integer.getInteger(
          "lodestar.fuzz.requests", Boolean.getBoolean("lodestar.long") ? 40_000 : 800);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration PATIENCE = TIMEOUT.plusSeconds(50);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ROWS =
      """
      {"ts": "2024-03-10T09:59:59.123Z", "id": 1, "tags": ["a", "b"], "author": "ann", "d": 1.5}
      {"ts": "2024-03-10T10:00:00Z", "id": 2, "tags": ["b", "c"], "author": "bob", "d": -2.5}
      {"ts": "2024-03-11T00:30:00Z", "id": 3, "tags": "d", "author": null, "d": null}
      {"ts": "2024-04-01T00:00:00Z", "id": null, "tags": [], "author": "", "d": 0.0}
      """;

  /** What no answer may hold: other libraries' words and what lies behind the server. */
  private static final Pattern FOREIGN =
      Pattern.compile(
          "(?:Binder|Catalog|Parser|Conversion|Invalid Input|INTERNAL|Out of Range) Error|Exception\\b"
              + "|org\\.apache|java\\.|[Dd]uck[Dd][Bb]|druid_|Was expecting|\\.parquet|\\R");

  private final HttpClient client = HttpClient.newHttpClient();
  private final SplittableRandom random = new SplittableRandom(SEED);
  private final List<String> faults = new ArrayList<>();
  private int answered;

  @Test
  void everyStatementIsAnsweredOrRefusedInOurWords() throws IOException, InterruptedException {
    String table = loaded();
    RandomStatements statements =
        new RandomStatements(
            random, '"' + table + '"', List.of("__time", "id", "tags", "author", "d"));
    Mutations mutations = new Mutations(random, scripts(table));
    List<String> logged;

    try (ErrorLog log = ErrorLog.open()) {
      for (String sql : statements.extremes()) {
        judge(sql);
      }
      for (int i = 0; i < REQUESTS; i++) {
        judge(i % 2 == 0 ? statements.next() : mutations.next());
      }
      logged = log.lines();
    }

    assertThat(faults).as("seed %d", SEED).isEmpty();
    assertThat(logged).as("ERROR lines of seed %d", SEED).isEmpty();
    assertThat(answered).as("statements that still mean something").isGreaterThan(REQUESTS / 20);
    assertThat(Api.rows("SELECT 1")).isEqualTo(List.of(List.of(1)));
  }

  private void judge(String sql) throws InterruptedException {
    String shown = sql.length() > 600 ? sql.substring(0, 600) + "..." : sql;
    try {
      HttpResponse<String> answer = send(sql);
      if (answer.statusCode() == 200) {
        answered++;
      } else {
        fault(answer).ifPresent(fault -> faults.add("%s%n  %s".formatted(shown, fault)));
      }
    } catch (java.net.http.HttpTimeoutException e) {
      faults.add(shown + "\n  no answer within " + PATIENCE);
    } catch (IOException e) {
      // A body that is cut off: the fault came after the first rows.
      answered++;
    }
  }

  private HttpResponse<String> send(String sql) throws IOException, InterruptedException {
    Map<String, Object> body =
        Map.of(
            "query",
            sql,
            "resultFormat",
            "array",
            "context",
            Map.of("timeout", TIMEOUT.toMillis()));
    return client.send(
        HttpRequest.newBuilder(
                URI.create("http://localhost:%d%s".formatted(RestAssured.port, Api.SQL)))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
            .build(),
        BodyHandlers.ofString());
  }

  private static Optional<String> fault(HttpResponse<String> answer) throws IOException {
    JsonNode body = JSON.readTree(answer.body());
    String message = body.path("errorMessage").asText();
    boolean ours =
        !body.path("errorCode").asText().isEmpty()
            && message.endsWith(".")
            && !FOREIGN.matcher(message).find();
    boolean known = answer.statusCode() < 500 || answer.statusCode() == 504;
    return ours && known
        ? Optional.empty()
        : Optional.of(answer.statusCode() + ": " + answer.body());
  }

  private static String loaded() {
    String table = Api.unique("fuzz");
    Api.completed(
        JobRequest.inline(table, ROWS)
            .time()
            .column("id", "long")
            .column("tags", "string")
            .column("author", "string")
            .column("d", "double"));
    return table;
  }

  /** The statements of the scripts, over our one table. */
  private static List<String> scripts(String table) throws IOException {
    List<String> statements = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/sql"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".test")).sorted().toList()) {
        for (String block : Files.readString(file).split("\\R\\R+")) {
          String sql = block.replaceAll("(?m)^#.*\\R?", "").split("(?m)^----$")[0].strip();
          if (!sql.isEmpty()) {
            statements.add(sql.replaceAll("\\b(?:events|posts|example)\\b", '"' + table + '"'));
          }
        }
      }
    }
    return statements;
  }
}
