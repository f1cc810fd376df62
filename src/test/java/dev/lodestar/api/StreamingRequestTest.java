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
        "'enableUpserts': true, 'upsertKeyColumns': ['k']|upsertKeyColumns|filled by no mapping",
        "'enableUpserts': true, 'upsertKeyColumns': ['__time', '__time']|upsertKeyColumns|twice",
        "'enableUpserts': true, 'upsertKeyColumns': ['__time'], 'upsertVersionColumn': 'w'|upsertVersionColumn|filled by no mapping",
        "'partitionedBy': 'week'|partitionedBy|week",
        "'filterExpression': 'LOOKUP(\"ts\", \\u0027names\\u0027) IS NULL'|filterExpression|names",
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
        "{'format': 'kafka', 'valueFormat': {'format': 'nd-json'}}|source.formatSettings.format|kafka and confluent",
        "{'format': 'kinesis'}|source.formatSettings.valueFormat|valueFormat",
        "{'format': 'kinesis', 'valueFormat': {'format': 'kafka', 'valueFormat': {'format': 'nd-json'}}}|source.formatSettings.valueFormat|wraps",
        "{'format': 'kafka', 'valueFormat': {'format': 'kinesis', 'valueFormat': {'format': 'nd-json'}}}|source.formatSettings.valueFormat|wraps",
        "{'format': 'kinesis', 'valueFormat': {'format': 'nd-json'}}|source.formatSettings.format|type kinesis",
        "{'format': 'avro_stream', 'parseSchemaProvider': {'type': 'connection', 'connectionName': 'r'}}|source.formatSettings.format|not for pushed events",
        "{'format': 'protobuf', 'parseSchemaProvider': {'type': 'connection', 'connectionName': 'r'}}|source.formatSettings.format|not for pushed events"
      })
  void refusesFormatsThatTheStreamCannotHave(String format, String target, String word) {
    refused(source(", 'formatSettings': " + format), "", target, word);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "avro_stream|null||inline-avro",
        "protobuf|null||inline-protobuf",
        "avro_stream|{'type': 'inline-protobuf', 'descriptor': 'Cg4KB2EucHJvdG8iAwoBTQ=='}||inline-protobuf",
        "protobuf|{'type': 'inline-avro', 'schema': {'type': 'record', 'name': 'r', 'fields': []}}||inline-avro",
        "avro_stream|{'type': 'inline-avro'}|.schema|JSON object",
        "avro_stream|{'type': 'inline-avro', 'schema': 'text'}|.schema|JSON object",
        "avro_stream|{'type': 'inline-avro', 'schema': {'type': 'int'}}|.schema|schema of a record",
        "avro_stream|{'type': 'inline-avro', 'schema': {'type': 'record', 'name': 'r', 'fields': [{'name': 'a', 'type': 'unknown'}]}}|.schema|Avro schema",
        "protobuf|{'type': 'inline-protobuf'}|.descriptor|needs the descriptor",
        "protobuf|{'type': 'inline-protobuf', 'descriptor': '%%%'}|.descriptor|descriptor",
        "protobuf|{'type': 'inline-protobuf', 'descriptor': 'AAAA'}|.descriptor|descriptor file",
        "protobuf|{'type': 'inline-protobuf', 'descriptor': 'CgwKB2EucHJvdG8iAU0='}|.descriptor|descriptor",
        "protobuf|{'type': 'inline-protobuf', 'descriptor': 'Cg4KB2EucHJvdG8iAwoBTQ==', 'protoMessageType': 'N'}|.protoMessageType|it has M",
        "avro_stream|{'type': 'connection'}|.connectionName|connectionName",
        "avro_stream|{'type': 'connection', 'connectionName': 'no-such'}|.connectionName|does not exist",
        "protobuf|{'type': 'connection', 'connectionName': 'PUSH'}|.connectionName|confluent_schema_registry"
      })
  void refusesSchemasThatCannotBeUsed(String format, String provider, String member, String word) {
    String kafka = Api.unique("kafka");
    given()
        .contentType(ContentType.JSON)
        .body(
            json(
                """
                {'type': 'kafka', 'name': '%s', 'bootstrapServers': 'localhost:9092', 'topicName': 't',
                 'secrets': {'type': 'sasl_plain', 'username': 'u', 'password': 'p'}}"""
                    .formatted(kafka)))
        .post(Api.CONNECTIONS)
        .then()
        .statusCode(201);

    refused(
        """
        {'type': 'connection', 'connectionName': '%s',
         'inputSchema': [{'name': 'ts', 'dataType': 'string'}],
         'formatSettings': {'format': '%s', 'parseSchemaProvider': %s}}"""
            .formatted(kafka, format, provider.replace("PUSH", Streams.pushConnection())),
        "",
        "source.formatSettings.parseSchemaProvider" + (member == null ? "" : member),
        word);
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
