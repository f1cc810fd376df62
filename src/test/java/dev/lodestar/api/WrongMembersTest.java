package dev.lodestar.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Members of tables and jobs with values of the wrong kind are refused, field by field. */
@QuarkusTest
class WrongMembersTest {
  private static final List<String> TABLES =
      List.of(
          "'name': 5",
          "'name': null",
          "'name': ['x']",
          "'name': {'a': 'b'}",
          "'name': ' x'",
          "'name': 'x\\u0007'",
          "'name': 'x\\uD83D\\uDE00'",
          "'name': 'x\\u2764\\uFE0F'",
          "'name': '1\\u20E3'",
          "'name': 'x\\uD800'",
          "'name': 'x\\uFFF5'",
          "'name': 'a\\u00a0b'",
          "'name': '" + "x".repeat(256) + "'",
          "'type': 5",
          "'type': null",
          "'type': 'Detail'",
          "'type': ['detail']",
          "'description': 5",
          "'description': ['x']",
          "'description': {}",
          "'schemaMode': 5",
          "'schemaMode': 'STRICT'",
          "'schemaMode': ['strict']",
          "'partitioningGranularity': 5",
          "'partitioningGranularity': ''",
          "'partitioningGranularity': 'DAY'",
          "'partitioningGranularity': 'decade'",
          "'clusteringColumns': 'a'",
          "'clusteringColumns': {}",
          "'clusteringColumns': [null]",
          "'clusteringColumns': [5]",
          "'clusteringColumns': [['a']]",
          "'schema': {}",
          "'schema': 'a'",
          "'schema': [null]",
          "'schema': [5]",
          "'schema': ['a']",
          "'schema': [{'name': 'a'}]",
          "'schema': [{'dataType': 'string'}]",
          "'schema': [{'name': 'a', 'dataType': 5}]",
          "'schema': [{'name': 5, 'dataType': 'string'}]",
          "'schema': [{'name': null, 'dataType': 'string'}]",
          "'schema': [{'name': '', 'dataType': 'string'}]",
          "'schema': [{'name': ' a', 'dataType': 'string'}]",
          "'schema': [{'name': '__a', 'dataType': 'string'}]",
          "'schema': [{'name': 'a', 'dataType': 'String'}]",
          "'schema': [{'name': 'a', 'dataType': 'timestamp'}]",
          "'schema': [{'name': 'a', 'dataType': 'string'}, {'name': 'a', 'dataType': 'long'}]",
          "'storagePolicy': []",
          "'storagePolicy': 'x'",
          "'storagePolicy': {'retain': 5}",
          "'storagePolicy': {'retain': {}}",
          "'storagePolicy': {'retain': {'type': 'period'}}",
          "'storagePolicy': {'retain': {'type': 'period', 'period': 5}}",
          "'storagePolicy': {'retain': {'type': 'period', 'period': 'x'}}",
          "'storagePolicy': {'retain': {'type': 'period', 'period': '-P1D'}}",
          "'storagePolicy': {'retain': {'type': 'other', 'period': 'P1D'}}",
          "'storagePolicy': {'retain': {'type': 'intervals'}}",
          "'storagePolicy': {'retain': {'type': 'intervals', 'intervals': '2020/2021'}}",
          "'storagePolicy': {'retain': {'type': 'intervals', 'intervals': ['2021/2020']}}",
          "'storagePolicy': {'retain': {'type': 'intervals', 'intervals': [null]}}",
          "'storagePolicy': {'cached': 'all'}",
          "'timeResolution': 'hour'",
          "'timeResolution': 5",
          "'queryGranularity': 5",
          "'queryGranularity': {'type': 'simple', 'granularity': 'hour'}");

  private static final List<String> BATCH =
      List.of(
          "'type': 5",
          "'type': null",
          "'type': 'Batch'",
          "'type': ['batch']",
          "'source': null",
          "'source': 5",
          "'source': []",
          "'source': {}",
          "'source': {'type': null}",
          "'source': {'type': 'nothing'}",
          "'source': {'type': 'inline', 'data': 5, 'inputSchema': []}",
          "'source': {'type': 'inline', 'data': ['x'], 'inputSchema': []}",
          "'source': {'type': 'inline', 'data': null, 'inputSchema': []}",
          "'source': {'type': 'inline', 'data': 'x'}",
          "'source': {'type': 'inline', 'data': 'x', 'inputSchema': null}",
          "'source': {'type': 'inline', 'data': 'x', 'inputSchema': {}}",
          "'source': {'type': 'inline', 'data': 'x', 'inputSchema': [null]}",
          "'source': {'type': 'inline', 'data': 'x', 'inputSchema': [{'name': 5, 'dataType': 'long'}]}",
          "'source': {'type': 'inline', 'data': 'x', 'inputSchema': [{'name': 'a', 'dataType': 'LONG'}]}",
          "'source': {'type': 'inline', 'data': 'x', 'inputSchema': [], 'formatSettings': 5}",
          "'source': {'type': 'inline', 'data': 'x', 'inputSchema': [], 'formatSettings': {}}",
          "'source': {'type': 'inline', 'data': 'x', 'inputSchema': [], 'formatSettings': {'format': 'nope'}}",
          "'source': {'type': 'inline', 'data': 'x', 'inputSchema': [], 'formatSettings': {'format': 'csv', 'columns': 'a'}}",
          "'source': {'type': 'inline', 'data': 'x', 'inputSchema': [], 'formatSettings': {'format': 'csv', 'columns': [5]}}",
          "'source': {'type': 'inline', 'data': 'x', 'inputSchema': [], 'formatSettings': {'format': 'csv', 'delimiter': ''}}",
          "'source': {'type': 'inline', 'data': 'x', 'inputSchema': [], 'formatSettings': {'format': 'csv', 'skipHeaderRows': -1}}",
          "'source': {'type': 'inline', 'data': 'x', 'inputSchema': [], 'formatSettings': {'format': 'csv', 'skipHeaderRows': '1'}}",
          "'source': {'type': 'inline', 'data': 'x', 'inputSchema': [], 'formatSettings': {'format': 'csv', 'skipHeaderRows': 1.5}}",
          "'source': {'type': 'uploaded', 'fileList': 'x', 'inputSchema': []}",
          "'source': {'type': 'uploaded', 'fileList': [], 'inputSchema': []}",
          "'source': {'type': 'uploaded', 'fileList': [5], 'inputSchema': []}",
          "'source': {'type': 'uploaded', 'fileList': [null], 'inputSchema': []}",
          "'source': {'type': 'uploaded', 'fileList': ['no such file'], 'inputSchema': []}",
          "'source': {'type': 'table'}",
          "'source': {'type': 'table', 'tableName': 5}",
          "'source': {'type': 'table', 'tableName': 'no such table'}",
          "'source': {'type': 'table', 'tableName': 'x', 'interval': 'x'}",
          "'source': {'type': 'table', 'tableName': 'x', 'interval': 5}",
          "'target': null",
          "'target': 5",
          "'target': {}",
          "'target': {'type': 'table'}",
          "'target': {'type': 'table', 'tableName': null}",
          "'target': {'type': 'table', 'tableName': 5}",
          "'target': {'type': 'table', 'tableName': ''}",
          "'target': {'type': 'table', 'tableName': 'a/b'}",
          "'target': {'type': 'file', 'tableName': 'x'}",
          "'target': {'tableName': 'x'}",
          "'target': {'type': 'table', 'tableName': 'x', 'intervals': '2020/2021'}",
          "'target': {'type': 'table', 'tableName': 'x', 'intervals': [5]}",
          "'target': {'type': 'table', 'tableName': 'x', 'intervals': [null]}",
          "'mappings': {}",
          "'mappings': 'x'",
          "'mappings': [null]",
          "'mappings': [5]",
          "'mappings': [{}]",
          "'mappings': [{'columnName': '__time'}]",
          "'mappings': [{'expression': '1'}]",
          "'mappings': [{'columnName': 5, 'expression': '1'}]",
          "'mappings': [{'columnName': '__time', 'expression': 5}]",
          "'mappings': [{'columnName': '__time', 'expression': ''}]",
          "'mappings': [{'columnName': '__time', 'expression': null}]",
          "'mappings': [{'columnName': '__time', 'expression': 'MILLIS_TO_TIMESTAMP(0)', 'isAggregation': 'no'}]",
          "'mappings': [{'columnName': '__time', 'expression': 'MILLIS_TO_TIMESTAMP(0)', 'isAggregation': 1}]",
          "'filterExpression': 5",
          "'filterExpression': []",
          "'filterExpression': '1 +'",
          "'ingestionMode': 5",
          "'ingestionMode': 'APPEND'",
          "'ingestionMode': ['append']",
          "'replaceAll': 'true'",
          "'replaceAll': 1",
          "'replaceAll': []",
          "'createTableIfNotExists': 'true'",
          "'createTableIfNotExists': 1",
          "'createTableIfNotExists': []",
          "'maxParseExceptions': '5'",
          "'maxParseExceptions': 1.5",
          "'maxParseExceptions': -1",
          "'maxParseExceptions': 9223372036854775808",
          "'maxParseExceptions': true",
          "'maxParseExceptions': []",
          "'partitionedBy': 5",
          "'partitionedBy': 'week'",
          "'partitionedBy': 'DAY'",
          "'clusteringColumns': 'a'",
          "'clusteringColumns': [5]",
          "'clusteringColumns': [null]",
          "'clusteringColumns': ['nope']",
          "'context': 5",
          "'context': 'x'",
          "'context': []");

  private static final List<String> OTHERS =
      List.of(
          "{'type': 'sql'}",
          "{'type': 'sql', 'query': null}",
          "{'type': 'sql', 'query': 5}",
          "{'type': 'sql', 'query': ''}",
          "{'type': 'sql', 'query': ['SELECT 1']}",
          "{'type': 'sql', 'query': 'SELECT 1'}",
          "{'type': 'sql', 'query': 'INSERT'}",
          "{'type': 'sql', 'query': 'INSERT INTO nope SELECT 1 AS a PARTITIONED BY ALL'}",
          "{'type': 'sql', 'query': 'INSERT INTO t SELECT 1 AS a PARTITIONED BY ALL', 'context': []}",
          "{'type': 'sql', 'query': 'INSERT INTO t SELECT 1 AS a PARTITIONED BY ALL', 'context': 'x'}",
          "{'type': 'sql', 'query': 'INSERT INTO t SELECT ? AS a PARTITIONED BY ALL', 'parameters': {}}",
          "{'type': 'sql', 'query': 'INSERT INTO t SELECT ? AS a PARTITIONED BY ALL', 'parameters': [null]}",
          "{'type': 'sql', 'query': 'INSERT INTO t SELECT ? AS a PARTITIONED BY ALL', 'parameters': [{'value': 1}]}",
          "{'type': 'sql', 'query': 'INSERT INTO t SELECT ? AS a PARTITIONED BY ALL', 'parameters': [{'type': 5, 'value': 1}]}",
          "{'type': 'sql', 'createTableIfNotExists': true, 'query': 'INSERT INTO t SELECT ? AS a PARTITIONED BY ALL', 'parameters': [{'type': 'BIGINT'}]}",
          "{'type': 'delete_data'}",
          "{'type': 'delete_data', 'target': {'type': 'table', 'tableName': 't'}}",
          "{'type': 'delete_data', 'deleteAll': 'true', 'target': {'type': 'table', 'tableName': 't'}}",
          "{'type': 'delete_data', 'deleteAll': 1, 'target': {'type': 'table', 'tableName': 't'}}",
          "{'type': 'delete_data', 'deleteAll': true, 'softDelete': 'no', 'target': {'type': 'table', 'tableName': 't'}}",
          "{'type': 'delete_data', 'deleteAll': true, 'versions': 'x', 'target': {'type': 'table', 'tableName': 't'}}",
          "{'type': 'delete_data', 'deleteAll': true, 'versions': [5], 'target': {'type': 'table', 'tableName': 't'}}",
          "{'type': 'delete_data', 'deleteAll': true, 'versions': [null], 'target': {'type': 'table', 'tableName': 't'}}",
          "{'type': 'delete_data', 'deleteAll': true, 'target': {'type': 'table', 'tableName': 't', 'intervals': ['2020/2021']}}",
          "{'type': 'drop_table'}",
          "{'type': 'drop_table', 'target': {'type': 'table', 'tableName': 'no such table'}}",
          "{'type': 'drop_table', 'target': {'type': 'table', 'tableName': 'no such table', 'intervals': ['2020/2021']}}",
          "{'type': 'restore_data', 'target': {'type': 'table', 'tableName': 't'}}",
          "{'type': 'restore_data', 'interval': 5, 'target': {'type': 'table', 'tableName': 't'}}",
          "{'type': 'restore_data', 'interval': ['2020/2021'], 'target': {'type': 'table', 'tableName': 't'}}",
          "{'type': 'restore_data', 'interval': '2020', 'target': {'type': 'table', 'tableName': 't'}}",
          "{'type': 'streaming', 'target': {'type': 'table', 'tableName': 't'}}",
          "{'type': 'nothing'}",
          "[]",
          "'x'",
          "5",
          "null",
          "true");

  private static final String BATCH_JOB =
      """
      'type': 'batch', 'createTableIfNotExists': true, 'target': {'type': 'table', 'tableName': 'wrong'},
      'source': {'type': 'inline', 'data': '{}', 'inputSchema': [{'name': 'a', 'dataType': 'long'}]},
      'mappings': [{'columnName': '__time', 'expression': 'MILLIS_TO_TIMESTAMP(0)'}]""";

  static Stream<String> tables() {
    return TABLES.stream()
        .map(member -> "{" + without("'name': 'wrong', 'type': 'detail'", member) + member + "}");
  }

  static Stream<String> jobs() {
    return Stream.concat(
        BATCH.stream().map(member -> "{" + without(BATCH_JOB, member) + member + "}"),
        OTHERS.stream());
  }

  /** The members of an object without the one that comes after them. */
  private static String without(String members, String member) {
    String name = member.substring(0, member.indexOf(':') + 1);
    return Stream.of(members.split(",\\s+(?='(?:name|type|source|target|mappings|createTable))"))
        .filter(other -> !other.startsWith(name))
        .map(other -> other + ", ")
        .reduce("", String::concat);
  }

  @ParameterizedTest
  @MethodSource("tables")
  void refusesTables(String body) {
    refused(Api.TABLES, body);
    refused("/v2/tables", body);
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void refusesJobs(String body) {
    refused(Api.JOBS, body);
    refused("/v2/jobs", body);
  }

  /** Otherwise each of the jobs could be refused for something else. */
  @Test
  void takesTheJobThatTheOthersAreMadeOf() {
    given()
        .contentType(ContentType.JSON)
        .body("{" + BATCH_JOB.replace('\'', '"') + "}")
        .post(Api.JOBS)
        .then()
        .statusCode(201);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'partitionedBy': 'x'                                | partitionedBy
          'context': 'x'                                      | context
          'source': {'type': 'nothing'}                       | source.type
          'source': {}                                        | source.type
          'source': {'type': 'inline', 'data': 'x', 'inputSchema': [], 'formatSettings': {'format': 'x'}} | source.formatSettings.format
          """,
      quoteCharacter = '^')
  void namesTheMemberThatIsWrong(String member, String target) {
    String body = "{" + without(BATCH_JOB, member) + member + "}";

    refused(Api.JOBS, body);
    given()
        .contentType(ContentType.JSON)
        .body(body.replace('\'', '"'))
        .post(Api.JOBS)
        .then()
        .body("target", equalTo(target));
  }

  private static void refused(String path, String body) {
    Response answer =
        given().contentType(ContentType.JSON).body(body.replace('\'', '"')).post(path);

    assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(400);
    assertThat(answer.jsonPath().getString("code")).isNotBlank();
    assertThat(answer.jsonPath().getString("message")).isNotBlank().doesNotContain("dev.lodestar");
  }
}
