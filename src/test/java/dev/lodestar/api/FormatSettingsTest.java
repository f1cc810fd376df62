package dev.lodestar.api;

import static dev.lodestar.api.Api.bytes;
import static dev.lodestar.api.Api.completed;
import static dev.lodestar.api.Api.failed;
import static dev.lodestar.api.Api.rows;
import static dev.lodestar.api.Api.submit;
import static dev.lodestar.api.Api.unique;
import static dev.lodestar.api.Api.upload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a job may say of its format, beyond nd-json and csv. */
@QuarkusTest
class FormatSettingsTest {
  private static JobRequest inline(Map<String, Object> format) {
    return JobRequest.inline(unique("formats"), "2026-01-01 a")
        .time()
        .column("name", "string")
        .format(format);
  }

  @Test
  void readsLinesByARegularExpression() {
    String table = unique("formats");
    String file = upload(unique("a") + ".log", bytes("2026-01-01 a\n2026-01-02 b\n"));

    completed(
        JobRequest.uploaded(table, file)
            .time()
            .column("name", "string")
            .format(
                Map.of(
                    "format",
                    "regex",
                    "columns",
                    List.of("ts", "name"),
                    "pattern",
                    "(\\S+) (.*)")));

    assertThat(rows("SELECT \"name\" FROM \"%s\" ORDER BY 1".formatted(table)).toString())
        .isEqualTo("[[a], [b]]");
  }

  @ParameterizedTest
  @CsvSource({
    "(a, ts, no regular expression",
    "(\\S+) (.*), ts, captures 2 groups",
    "(\\S+) (.*), ts|ts, names a group twice",
    "'', ts, needs its",
  })
  void refusesRegularExpressionsThatCannotBeRight(String pattern, String columns, String reason) {
    submit(
            inline(
                Map.of(
                    "format",
                    "regex",
                    "columns",
                    List.of(columns.split("\\|")),
                    "pattern",
                    pattern)))
        .statusCode(400)
        .body("message", containsString(reason));
  }

  @Test
  void tellsAvroByItsNameAndFailsOverOtherBytes() {
    String file = upload(unique("a") + ".avro", bytes("{\"ts\":\"2026-01-01\"}\n"));

    assertThat(
            failed(JobRequest.uploaded(unique("formats"), file).time()).getString("health.message"))
        .contains("is not a whole Avro container file");
  }

  @Test
  void refusesAReadersSchemaThatIsNone() {
    submit(inline(Map.of("format", "avro_ocf", "schema", Map.of("type", "int"))))
        .statusCode(400)
        .body("message", containsString("Avro schema of a record"));
    submit(inline(Map.of("format", "avro_ocf")))
        .statusCode(400)
        .body("message", containsString("Inline data is text"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"avro_stream", "protobuf", "kafka", "kinesis"})
  void refusesFormatsOfStreams(String format) {
    submit(inline(Map.of("format", format))).statusCode(400);
  }
}
