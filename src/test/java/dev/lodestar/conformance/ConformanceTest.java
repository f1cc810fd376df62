package dev.lodestar.conformance;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The statements of a folder of {@code .iq} files, through HTTP.
 *
 * <p>{@code ./lodestar test -Dconformance.dir=FOLDER} runs those of any folder (see {@link
 * Fixtures} for its tables) and prints one line per file and its first differences; {@code
 * -Dconformance.differences=N} prints more of them.
 */
@QuarkusTest
class ConformanceTest {
  private static final Path OWN = Path.of("src/test/resources/conformance");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PrintStream report = System.out;
  private int passed;
  private int run;

  @Test
  void givesTheExpectedAnswers() throws IOException {
    Path folder = Path.of(System.getProperty("conformance.dir", OWN.toString()));
    Fixtures.load(folder);
    List<String> different = new ArrayList<>();
    for (Path file : scripts(folder)) {
      different.addAll(run(Script.read(folder, file)));
    }
    report.printf("conformance: %d of %d statements passed%n", passed, run);
    assertThat(run).as("statements in %s", folder).isPositive();
    assertThat(different).isEmpty();
  }

  private static List<Path> scripts(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".iq")).sorted().toList();
    }
  }

  private List<String> run(Script script) {
    List<String> different = new ArrayList<>();
    for (Script.Case statement : script.cases()) {
      difference(statement)
          .ifPresent(
              words ->
                  different.add(
                      "%s:%d %s%n    %s"
                          .formatted(
                              script.name(),
                              statement.line(),
                              statement.sql().replaceAll("\\s+", " "),
                              words)));
    }
    int good = script.cases().size() - different.size();
    report.printf("%-48s %4d of %4d passed%n", script.name(), good, script.cases().size());
    different.stream()
        .limit(Integer.getInteger("conformance.differences", 3))
        .forEach(d -> report.println("  " + d));
    passed += good;
    run += script.cases().size();
    return different;
  }

  private static Optional<String> difference(Script.Case statement) {
    Response answer =
        given()
            .contentType(ContentType.JSON)
            .body(
                Map.of(
                    "query", statement.sql(),
                    "resultFormat", "array",
                    "context", statement.context()))
            .post("/v1/projects/default/query/sql");
    if (statement.fails()) {
      return refusal(statement, answer);
    }
    if (answer.statusCode() != 200) {
      return Optional.of("%d: %s".formatted(answer.statusCode(), message(answer)));
    }
    List<List<String>> rows = rows(answer);
    return ExpectedResult.parse(statement.expected())
        .flatMap(expected -> Comparison.difference(statement.sql(), expected, rows));
  }

  // The words of a message are ours; what counts is that the statement is refused as the user's
  // fault, and, where a file gives one line of text, that this text is in it.
  private static Optional<String> refusal(Script.Case statement, Response answer) {
    if (answer.statusCode() == 200) {
      return Optional.of(
          "is answered but has to be refused: " + answer.asString().lines().findFirst().orElse(""));
    }
    if (answer.statusCode() >= 500 && !answer.asString().contains("RUNTIME_FAILURE")) {
      return Optional.of("fails with %d: %s".formatted(answer.statusCode(), message(answer)));
    }
    List<String> words = statement.expected().stream().filter(line -> !line.isBlank()).toList();
    return words.size() == 1
            && Boolean.getBoolean("conformance.messages")
            && !message(answer).contains(words.getFirst().strip())
        ? Optional.of("fails with other words: " + message(answer))
        : Optional.empty();
  }

  private static String message(Response answer) {
    try {
      return JSON.readTree(answer.asString()).path("errorMessage").asText(answer.asString());
    } catch (IOException e) {
      return answer.asString();
    }
  }

  private static List<List<String>> rows(Response answer) {
    try {
      List<List<String>> rows = new ArrayList<>();
      for (JsonNode row : JSON.readTree(answer.asByteArray())) {
        List<String> cells = new ArrayList<>();
        row.forEach(cell -> cells.add(cell.isNull() ? "" : cell.asText()));
        rows.add(cells);
      }
      return rows;
    } catch (IOException e) {
      throw new AssertionError(new String(answer.asByteArray(), StandardCharsets.UTF_8), e);
    }
  }
}
