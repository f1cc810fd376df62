package dev.lodestar.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lodestar.traces.LogContext;
import java.io.IOException;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.junit.jupiter.api.Test;

/** Lines of the log as JSON. */
class JsonLogTest {
  private static JsonNode parsed(String line) throws IOException {
    assertThat(line.strip()).doesNotContain("\n");
    return new ObjectMapper().readTree(line);
  }

  private static ExtLogRecord record(String message) {
    return new ExtLogRecord(Level.ERROR, message, "somewhere");
  }

  @Test
  void isOneLineWithWhatWasThrown() throws IOException {
    ExtLogRecord record = record("It \"broke\"\nin two \u0000 places.");
    record.setThrown(new IllegalStateException("first\nsecond"));

    JsonNode line = parsed(JsonLog.formatter().format(record));

    assertThat(line.path("message").asText()).isEqualTo("It \"broke\"\nin two \u0000 places.");
    assertThat(line.path("level").asText()).isEqualTo("ERROR");
    assertThat(line.path("timestamp").asText()).isNotBlank();
    assertThat(line.path("stackTrace").asText()).contains("IllegalStateException: first\nsecond");
  }

  @Test
  void namesTheJobWhileThereIsOne() throws IOException {
    JsonNode during =
        parsed(
            LogContext.JOB.during(
                "job 7",
                () -> {
                  ExtLogRecord record = record("x");
                  record.copyAll();
                  return JsonLog.formatter().format(record);
                }));
    JsonNode after = parsed(JsonLog.formatter().format(record("x")));

    assertThat(during.at("/mdc/jobId").asText()).isEqualTo("job 7");
    assertThat(after.at("/mdc/jobId").isMissingNode()).isTrue();
  }

  @Test
  void hasALineForWhenThereIsNoLog() throws IOException {
    assertThat(parsed(JsonLog.line("It \"ends\".")).path("message").asText())
        .isEqualTo("It \"ends\".");
  }
}
