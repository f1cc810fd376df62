package dev.lodestar.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a streaming job is said when it is submitted. */
@QuarkusTest
class StreamingRequestTest {
  private static String source(String settings) {
    return """
        {'type': 'connection', 'connectionName': '%s',
         'inputSchema': [{'name': 'ts', 'dataType': 'string'}]%s}"""
        .formatted(Streams.pushConnection(), settings);
  }

  private static String json(String text) {
    return text.replace("\"", "\\\"").replace('\'', '"');
  }

  private static void refused(String source, String members, String target, String word) {
    given()
        .contentType(ContentType.JSON)
        .body(
            json(
                """
                {'type': 'streaming', 'createTableIfNotExists': true,
                 'target': {'type': 'table', 'tableName': 'refused'},
                 'mappings': [{'columnName': '__time', 'expression': 'TIME_PARSE("ts")'}],
                 'source': %s%s}"""
                    .formatted(source, members)))
        .post(Api.JOBS)
        .then()
        .statusCode(400)
        .body("target", equalTo(target))
        .body("message", containsString(word));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'lateMessageRejectionPeriod': '30 days'|lateMessageRejectionPeriod|ISO 8601",
        "'earlyMessageRejectionPeriod': '-P1D'|earlyMessageRejectionPeriod|not negative",
        "'maxParseExceptions': -1|maxParseExceptions|negative",
        "'readFromPoint': 'middle'|readFromPoint|",
        "'upsertVersionColumn': 'v'|upsertVersionColumn|enableUpserts",
        "'enableUpserts': true|upsertKeyColumns|key",
        "'enableUpserts': true, 'upsertKeyColumns': ['k']|enableUpserts|Upserts",
        "'partitionedBy': 'week'|partitionedBy|week",
        "'filterExpression': 'LOOKUP(\"ts\", \\u0027names\\u0027) IS NULL'|mappings|lookup names",
        "'filterExpression': '\"missing\" > 0'|filterExpression|missing"
      })
  void refusesMembersThatBreakARule(String members, String target, String word) {
    refused(source(""), ", " + members, target, word == null ? "" : word);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'format': 'parquet'}|source.formatSettings.format|batch",
        "{'format': 'csv'}|source.formatSettings.columns|columns",
        "{'format': 'csv', 'columns': ['ts'], 'skipHeaderRows': 1}|source.formatSettings.skipHeaderRows|skipHeaderRows",
        "{'format': 'regex', 'columns': ['ts'], 'pattern': '(a)(b)'}|source.formatSettings.columns|captures 2 groups",
        "{'format': 'regex', 'columns': ['ts'], 'pattern': '('}|source.formatSettings.pattern|regular expression",
        "{'format': 'kafka'}|source.formatSettings.valueFormat|valueFormat",
        "{'format': 'kafka', 'valueFormat': {'format': 'nd-json'}}|source.formatSettings.format|kafka and confluent"
      })
  void refusesFormatsThatTheStreamCannotHave(String format, String target, String word) {
    refused(source(", 'formatSettings': " + format), "", target, word);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'type': 'connection', 'connectionName': 'no-such'}|source.connectionName|does not exist",
        "{'type': 'connection'}|source.connectionName|connectionName",
        "{'type': 'inline', 'data': '{}', 'inputSchema': [{'name': 'ts', 'dataType': 'string'}]}|source|connection"
      })
  void refusesSourcesThatAreNoStreams(String source, String target, String word) {
    refused(source, "", target, word);
  }
}
