package dev.lodestar.api;

import static dev.lodestar.api.WithKeys.admin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.http.ContentType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One thing of each kind for requests to name, good requests about them, and the tidying up. */
final class FuzzedThings {
  private static final String OVER = "completed,failed,canceled";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String suffix = Api.unique("fuzz");
  private final String table = "fuzzed-" + suffix;
  private final String connection = "push-" + suffix;
  private final String lookup = "lookup-" + suffix;
  private final String file = "file-" + suffix + ".json";
  private final Set<String> keysBefore = new HashSet<>(ids());
  private String job = "";
  private String key = "";
  private String statement = "";

  /** Makes what is not there, or not any more. */
  void furnish() {
    post(Api.CONNECTIONS, "{'type': 'push_streaming', 'name': '%s'}".formatted(connection));
    admin().multiPart("file", file, Api.bytes("{\"ts\": 1, \"a\": \"b\"}")).post(Api.FILES);
    job = post(Api.JOBS, goods().get("jobs").getFirst()).path("id");
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                OVER.contains(
                    admin().get(Api.JOBS + "/" + job).jsonPath().getString("executionStatus")));
    post(Api.LOOKUPS, goods().get("lookups").getFirst());
    ids().stream().filter(id -> !keysBefore.contains(id)).forEach(FuzzedThings::deleteKey);
    key = post(WithKeys.KEYS, goods().get("apikeys").getFirst()).path("id");
    statement =
        post(
                Api.SQL + "/statements",
                "{'query': 'SELECT 1', 'context': {'executionMode': 'ASYNC'}}")
            .path("queryId");
  }

  /** Values that mean something, by the names of members and parameters. */
  Map<String, List<String>> known() {
    return Map.ofEntries(
        Map.entry("projectId", List.of("default")),
        Map.entry("org", List.of("any")),
        Map.entry("tableName", List.of(table)),
        Map.entry("dataSource", List.of(table)),
        Map.entry("connectionName", List.of(connection)),
        Map.entry("lookupName", List.of(lookup)),
        Map.entry("fileName", List.of(file)),
        Map.entry("fileList", List.of(file)),
        Map.entry("jobId", List.of(job)),
        Map.entry("id", List.of(key)),
        Map.entry("queryId", List.of(statement)),
        Map.entry("sqlQueryId", List.of("x")),
        Map.entry("query", List.of("SELECT * FROM \"%s\"".formatted(table), "SELECT ?")),
        Map.entry("expression", List.of("\"a\"", "TIME_PARSE(\"ts\")", "COUNT(*)")));
  }

  /** Good requests by the last fixed step of their paths; names are new where they have to be. */
  Map<String, List<JsonNode>> goods() {
    String batch =
        "'target': {'type': 'table', 'tableName': '%s'}, 'createTableIfNotExists': true, 'mappings': [{'columnName': '__time', 'expression': 'TIME_PARSE(\\\"ts\\\")'}, {'columnName': 'a', 'expression': '\\\"a\\\"'}]"
            .formatted(table);
    String schema =
        "'inputSchema': [{'name': 'ts', 'dataType': 'string'}, {'name': 'a', 'dataType': 'string'}]";
    return Map.of(
        "jobs",
            json(
                "{'type': 'batch', 'source': {'type': 'inline', 'data': '{\\\"ts\\\": \\\"2024-01-01\\\", \\\"a\\\": \\\"b\\\"}', %s, 'formatSettings': {'format': 'nd-json'}}, %s}"
                    .formatted(schema, batch),
                "{'type': 'batch', 'source': {'type': 'uploaded', 'fileList': ['%s'], %s, 'formatSettings': {'format': 'csv', 'delimiter': ';', 'skipHeaderRows': 1}}, %s, 'filterExpression': '\\\"a\\\" > 1'}"
                    .formatted(file, schema, batch),
                "{'type': 'streaming', 'source': {'type': 'connection', 'connectionName': '%s', %s, 'formatSettings': {'format': 'nd-json'}}, %s, 'readFromPoint': 'earliest', 'lateMessageRejectionPeriod': 'P30D'}"
                    .formatted(connection, schema, batch),
                "{'type': 'sql', 'query': 'INSERT INTO \\\"%s\\\" SELECT __time, a FROM \\\"%s\\\" PARTITIONED BY DAY CLUSTERED BY a', 'context': {'maxNumTasks': 2}}"
                    .formatted(table, table),
                "{'type': 'delete_data', 'target': {'type': 'table', 'tableName': '%s', 'intervals': ['2020-01-01/2020-01-02']}}"
                    .formatted(table),
                "{'type': 'drop_table', 'target': {'type': 'table', 'tableName': 'other-%s'}}"
                    .formatted(suffix)),
        "tables",
            json(
                "{'type': 'detail', 'name': 'other-%s', 'schema': [{'name': 'a', 'dataType': 'string'}, {'name': 'b', 'dataType': 'long'}], 'partitioningGranularity': 'day', 'clusteringColumns': ['a'], 'schemaMode': 'flexible', 'storagePolicy': {'name': 'x', 'period': 'P1D'}}"
                    .formatted(suffix),
                "{'type': 'aggregate', 'name': 'sums-%s', 'queryGranularity': 'hour', 'schema': [{'type': 'dimension', 'name': 'a', 'dataType': 'string'}, {'type': 'measure', 'name': 'b', 'dataType': 'longSum'}]}"
                    .formatted(suffix)),
        "connections",
            json(
                "{'type': 'kafka', 'name': 'kafka-%s', 'bootstrapServers': '127.0.0.1:1', 'topicName': 't', 'secrets': {'type': 'sasl_plain', 'username': 'u', 'password': 'p'}}"
                    .formatted(suffix),
                "{'type': 's3', 'name': 's3-%s', 'bucket': 'b', 'prefix': 'p', 'endpoint': 'http://127.0.0.1:1', 'secrets': {'type': 'access_key', 'accessKeyId': 'a', 'secretAccessKey': 's'}}"
                    .formatted(suffix),
                "{'type': 'push_streaming', 'name': 'other-%s'}".formatted(suffix)),
        "lookups",
            json(
                "{'name': '%s', 'source': {'type': 'table', 'tableName': '%s'}, 'primaryKeyColumn': 'a'}"
                    .formatted(lookup, table)),
        "apikeys",
            json(
                "{'name': 'key-%s', 'permissions': [{'name': 'ManageTables', 'resources': ['projects/default']}, 'ManageFiles']}"
                    .formatted(suffix)),
        "sql",
            json(
                "{'query': 'SELECT a, COUNT(*) FROM \\\"%s\\\" WHERE a = ? GROUP BY 1', 'parameters': [{'type': 'VARCHAR', 'value': 'b'}], 'resultFormat': 'arrayLines', 'header': true, 'typesHeader': true, 'sqlTypesHeader': true, 'context': {'sqlQueryId': 'x', 'timeout': 5000, 'sqlTimeZone': 'UTC', 'sqlOuterLimit': 10}}"
                    .formatted(table)),
        "statements",
            json(
                "{'query': 'SELECT a, COUNT(*) FROM \\\"%s\\\" GROUP BY 1', 'resultFormat': 'csv', 'context': {'executionMode': 'ASYNC', 'rowsPerPage': 10, 'sqlQueryId': 'q'}}"
                    .formatted(table)),
        "status", json("{'desiredExecutionStatus': 'canceled'}"),
        "aliases",
            json(
                "{'values': [{'value': 'x', 'keyColumn': 'a', 'valueColumn': 'a', 'injective': true}]}"));
  }

  /** Ends what still runs and takes away what is limited in number. */
  void tidy() {
    List<String> running = new ArrayList<>();
    for (String status : List.of("pending", "running", "suspended")) {
      running.addAll(
          admin()
              .get(Api.JOBS + "?executionStatus=" + status)
              .jsonPath()
              .getList("values.id", String.class));
    }
    for (String id : running) {
      admin()
          .contentType(ContentType.JSON)
          .body("{\"desiredExecutionStatus\": \"canceled\"}")
          .put(Api.JOBS + "/" + id);
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(running)
                    .allSatisfy(
                        id ->
                            assertThat(OVER)
                                .contains(
                                    admin()
                                        .get(Api.JOBS + "/" + id)
                                        .jsonPath()
                                        .getString("executionStatus"))));
    ids().stream().filter(id -> !keysBefore.contains(id)).forEach(FuzzedThings::deleteKey);
  }

  private static io.restassured.response.Response post(String path, Object body) {
    return admin()
        .contentType(ContentType.JSON)
        .body(body.toString().replace('\'', '"'))
        .post(path);
  }

  private static void deleteKey(String id) {
    admin().delete(WithKeys.KEYS + "/" + id);
  }

  private static List<String> ids() {
    return admin().get(WithKeys.KEYS).jsonPath().getList("items.id", String.class);
  }

  private static List<JsonNode> json(String... texts) {
    List<JsonNode> all = new ArrayList<>();
    for (String text : texts) {
      try {
        all.add(new ObjectMapper().readTree(text.replace('\'', '"')));
      } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
        throw new IllegalArgumentException(text, e);
      }
    }
    return all;
  }
}
