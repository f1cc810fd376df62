package dev.lodestar.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DemoTest {
  private static final DemoKey KEY = new DemoKey("pok_secret", "$(cat '/data/admin-api-key')");

  private FakeApi api;

  @BeforeEach
  void start() throws IOException {
    api = new FakeApi();
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void uploadsLoadsAndAsks() {
    var output = run();

    var upload = new String(api.uploads.getFirst(), StandardCharsets.ISO_8859_1);
    assertThat(upload)
        .startsWith("--lodestar-demo")
        .contains("filename=\"" + WikipediaLoad.FILE + "\"")
        .contains(new String(WikipediaLoad.content(), StandardCharsets.ISO_8859_1));
    assertThat(api.jobs).hasSize(1);
    assertThat(output)
        .containsSubsequence(
            "Uploading wikiticker",
            "[########################################] 100 %",
            "SELECT COUNT(*)",
            "  channel   edits\n  -------  ------\n  #en      11,549\n  #vi           7\n",
            "FROM \"wikipedia\"\nGROUP BY 1 ORDER BY 2 DESC LIMIT 5",
            "TIME_FLOOR",
            "curl -s -u \"$(cat '/data/admin-api-key'):\" "
                + api.address()
                + "/v1/projects/default/query/sql");
    assertThat(output).doesNotContain("\r").doesNotContain(KEY.text());
  }

  @Test
  void loadsNothingTwice() {
    run();

    assertThat(run()).contains("The table wikipedia is loaded: 39,244 rows.").contains("#en");
    assertThat(api.uploads).hasSize(1);
    assertThat(api.jobs).hasSize(1);
  }

  @Test
  void waitsForTheJobOfAnInterruptedDemo() {
    api.jobUnfinished = true;

    assertThat(run()).contains("still running").contains("100 %").contains("#en");
    assertThat(api.jobs).isEmpty();
    assertThat(api.uploads).isEmpty();
  }

  @Test
  void printsTheLogsOfAFailedJob() {
    api.states.clear();
    api.states.addAll(List.of("running", "failed"));

    assertThat(run())
        .contains("The job j-1 has failed:\n  Row 7 has no timestamp.\nThe server keeps serving.")
        .doesNotContain("SELECT");
  }

  @Test
  void saysWhatTheServerAnswered() {
    api.queryAnswer = "";

    assertThat(run())
        .contains("POST /v1/projects/p-1/query/sql was answered with 404")
        .contains("The server keeps serving.");
  }

  @Test
  void mapsEveryFieldOfTheSample() throws IOException {
    var job = WikipediaLoad.job();

    var fields = job.at("/source/inputSchema").findValuesAsText("name");
    var mapped = job.path("mappings").findValuesAsText("columnName");
    assertThat(firstLine()).contains(fields.stream().map(name -> '"' + name + "\":").toList());
    assertThat(fields).hasSize(20).doesNotHaveDuplicates();
    assertThat(mapped).hasSize(20).contains("__time", "channel", "added").doesNotContain("time");
  }

  private static String firstLine() throws IOException {
    try (var lines = new GZIPInputStream(new ByteArrayInputStream(WikipediaLoad.content()))) {
      return new String(lines.readNBytes(600), StandardCharsets.UTF_8).lines().toList().getFirst();
    }
  }

  private String run() {
    var output = new ByteArrayOutputStream();
    demo(output).run();
    return output.toString(StandardCharsets.UTF_8);
  }

  private Demo demo(ByteArrayOutputStream output) {
    var stream = new PrintStream(output, true, StandardCharsets.UTF_8);
    return new Demo(api.address(), Optional.of(KEY), stream, false, Duration.ofMillis(1));
  }
}
