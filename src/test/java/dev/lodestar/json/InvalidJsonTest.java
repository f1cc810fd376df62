package dev.lodestar.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.jobs.BatchSpec;
import dev.lodestar.tables.TableSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InvalidJsonTest {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(new DataModule())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"name\": \"t\", \"type\": \"shiny\"}|type|\"shiny\"; use one of detail, aggregate",
        "{\"name\": \"t\", \"type\": 7}|type|Member \"type\"",
        "{\"name\": [], \"type\": \"detail\"}|name|must be a string",
        "{\"name\": \"t\", \"type\": \"detail\", \"schema\": {}}|schema|must be an array",
        "{\"name\": \"t\", \"type\": \"detail\", \"schema\": [7]}|schema[0]|must be a JSON object",
        "{\"name\": \"t\", \"type\": \"detail\", \"schema\": [{\"name\": \"a\", \"dataType\": \"text\"}]}"
            + "|schema[0].dataType|\"text\" does not exist",
        "{\"name\": \"t\", \"type\": \"detail\", \"schema\": [{\"name\": \"a\", \"dataType\": 3}]}"
            + "|schema[0].dataType|the name of a data type",
        "{\"name\": \"t\", \"type\": \"detail\", \"partitioningGranularity\": \"fortnight\"}"
            + "|partitioningGranularity|\"fortnight\" does not exist",
        "{\"name\": \"t\", \"type\": \"detail\", \"storagePolicy\": {\"retain\": {\"type\": \"period\", \"period\": \"soon\"}}}"
            + "|storagePolicy.retain|not ISO 8601",
        "{\"type\": \"detail\"}|name|needs a name",
        "[]||must be a JSON object",
        "\"t\"||must be a JSON object",
      })
  void saysWhichMemberIsWrongAndWhatItMustBe(String json, String target, String sentence) {
    ServiceException fault = fault(json, TableSpec.class);

    assertThat(fault.target().orElse("")).startsWith(target == null ? "" : target);
    assertThat(fault.messageText()).contains(sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"source\": {\"type\": \"ftp\"}}|source.type|cannot be of the kind \"ftp\"",
        "{\"source\": {\"data\": \"\"}}|source.type|type or format is missing",
        "{\"source\": {\"type\": \"inline\", \"data\": \"\", \"inputSchema\": [{\"name\": \"a\", \"dataType\": \"string\"}],"
            + " \"formatSettings\": {\"format\": \"xml\"}}}"
            + "|source.formatSettings.format|cannot be of the kind \"xml\"",
        "{\"source\": {\"type\": \"inline\", \"data\": \"\", \"inputSchema\": []}}"
            + "|source.inputSchema|\"inputSchema\"",
        "{\"createTableIfNotExists\": \"perhaps\"}|createTableIfNotExists|true or false",
        "{\"maxParseExceptions\": \"few\"}|maxParseExceptions|a number",
        "{\"mappings\": [{\"expression\": \"1\"}]}|mappings[0].columnName|\"columnName\"",
        "{\"mappings\": [{\"columnName\": \"a\", \"expression\": \" \"}]}|mappings[0].expression|\"expression\"",
      })
  void findsFaultsDeepInAJob(String json, String target, String sentence) {
    ServiceException fault = fault(json, BatchSpec.class);

    assertThat(fault.target()).hasValue(target);
    assertThat(fault.messageText()).contains(sentence);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{\"a\": }", "{\"a\": 1,}", "nope", "{'a': 1}", "\u0001"})
  void pointsAtTheLineAndColumnOfBrokenJson(String json) {
    ServiceException fault = fault(json, TableSpec.class);

    assertThat(fault.messageText()).matches("The body is not valid JSON at line 1, column \\d+\\.");
  }

  @ParameterizedTest
  @ValueSource(ints = {1_001, 200_000})
  void saysThatADocumentIsNestedTooDeeply(int depth) {
    String deep = "[".repeat(depth) + "]".repeat(depth);

    assertThat(fault("{\"x\": " + deep + "}", TableSpec.class).messageText())
        .contains("nested too deeply");
  }

  @Test
  void neverRepeatsTheLibrarysWords() {
    assertThat(fault("{\"name\": {\"a\": 1}}", TableSpec.class).messageText())
        .doesNotContain("com.", "java.", "Cannot deserialize");
  }

  private static ServiceException fault(String json, Class<?> type) {
    JsonProcessingException e =
        catchThrowableOfType(JsonProcessingException.class, () -> JSON.readValue(json, type));
    ServiceException fault = InvalidJson.fault(e);
    assertThat(fault.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    return fault;
  }
}
