package dev.lodestar.api;

import static dev.lodestar.api.Api.JOBS;
import static dev.lodestar.api.Api.completed;
import static dev.lodestar.api.Api.count;
import static dev.lodestar.api.Api.over;
import static dev.lodestar.api.Api.rows;
import static dev.lodestar.api.Api.submit;
import static dev.lodestar.api.Api.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The life of a batch job, as its submitter sees it. */
@QuarkusTest
class BatchJobTest {
  private static final String LINE = "{\"ts\": \"2026-01-05T10:00:00Z\", \"n\": 1}\n";

  @Test
  void makesATableThatClustersByAColumnOfTheJob() {
    String table = unique("clustered");
    JobRequest job =
        JobRequest.inline(
                table, "{\"ts\": \"2026-01-01\", \"n\": 2}\n{\"ts\": \"2026-01-01\", \"n\": 1}")
            .time()
            .column("n", "long")
            .map("big", "\"n\" > 1")
            .with("clusteringColumns", List.of("n"));

    completed(job);

    assertThat(Api.get(Api.TABLES + "/" + table).getList("clusteringColumns"))
        .isEqualTo(List.of("n"));
    assertThat(
            Api.get(Api.TABLES + "/" + table)
                .getString("queryableSchema.find { it.name == 'big' }.dataType"))
        .isEqualTo("long");
  }

  @Test
  void answersTheWholeJobAtOnce() {
    String table = unique("whole");
    JobRequest job = numbers(table).with("filterExpression", "\"n\" > 0");

    submit(job)
        .statusCode(201)
        .header("Location", containsString("/v1/projects/default/jobs/"))
        .body("type", equalTo("batch"))
        .body("executionStatus", equalTo("pending"))
        .body("desiredExecutionStatus", equalTo("running"))
        .body("health.status", equalTo("ok"))
        .body("target.tableName", equalTo(table))
        .body("source.type", equalTo("inline"))
        .body("ingestionMode", equalTo("append"))
        .body("maxParseExceptions", equalTo(2147483647))
        .body("filterExpression", equalTo("\"n\" > 0"))
        .body("mappings.size()", equalTo(2))
        .body("query", containsString("INSERT INTO \"%s\"".formatted(table)))
        .body("createdBy.username", equalTo("anonymous"));
  }

  @Test
  void keepsTheSpecAsItCameAndAppliesDefaultsAtTopLevel() {
    JobRequest job =
        numbers(unique("spec")).with("desiredExecutionStatus", "x").with("note", "kept");

    String id = Api.accepted(job);

    given()
        .get(JOBS + "/" + id)
        .then()
        .body("spec", equalTo(job.body()))
        .body("spec", not(hasKey("ingestionMode")))
        .body("ingestionMode", equalTo("append"));
    over(id);
  }

  @Test
  void tellsHowItEnded() {
    String table = unique("end");
    String id = completed(numbers(table));

    JsonPath job = Api.get(JOBS + "/" + id);
    assertThat(job.getString("startedTimestamp")).isNotNull();
    assertThat(job.getString("completedTimestamp"))
        .isGreaterThanOrEqualTo(job.getString("startedTimestamp"));
    assertThat(Api.get(JOBS + "/" + id + "/status").getString("executionStatus"))
        .isEqualTo("completed");
    assertThat(Api.get(JOBS + "/" + id + "/progress").getDouble("overallProgress")).isEqualTo(1.0);
    assertThat(Api.totals(id))
        .containsEntry("numRowsProcessed", 1)
        .containsEntry("numRowsPersisted", 1)
        .containsEntry("numBytesProcessed", LINE.length());
    assertThat(Api.get(JOBS + "/" + id + "/logs").<String>getList("logs.code"))
        .containsExactly("job_submitted", "job_running", "job_completed");
  }

  @Test
  void makesTheFiguresOfTheTableTrue() {
    String table = unique("figures");

    completed(
        JobRequest.inline(table, LINE + LINE.replace("01-05", "01-06")).time().column("n", "long"));

    JsonPath described = Api.get(Api.TABLES + "/" + table);
    assertThat(described.getInt("totalRows")).isEqualTo(2);
    assertThat(described.getInt("segmentCount")).isEqualTo(2);
    assertThat(described.getInt("totalDataSizeBytes")).isPositive();
    assertThat(described.getInt("segmentTotalBytes"))
        .isEqualTo(described.getInt("totalDataSizeBytes"));
    assertThat(described.<String>getList("queryableSchema.name")).containsExactly("__time", "n");
    assertThat(described.<Boolean>getList("queryableSchema.isDiscovered"))
        .containsExactly(false, true);
    assertThat(described.getInt("version")).isZero();
  }

  @Test
  void addsRowsWithEachJob() {
    String table = unique("append");

    completed(numbers(table));
    completed(numbers(table).with("createTableIfNotExists", false));

    assertThat(count(table)).isEqualTo(2);
  }

  @Test
  void letsTwoJobsMakeTheSameTable() {
    String table = unique("race");

    List<String> ids =
        IntStream.range(0, 4).parallel().mapToObj(i -> Api.accepted(numbers(table))).toList();

    assertThat(ids)
        .allSatisfy(id -> assertThat(over(id).getString("executionStatus")).isEqualTo("completed"));
    assertThat(count(table)).isEqualTo(4);
  }

  @Test
  void widensAColumnWhenALaterJobBringsOtherValues() {
    String table = unique("widen");

    completed(numbers(table));
    completed(JobRequest.inline(table, LINE.replace("1}", "2.5}")).time().column("n", "double"));
    assertThat(rows("SELECT \"n\" FROM \"%s\" ORDER BY 1".formatted(table)))
        .containsExactly(List.of(1.0f), List.of(2.5f));
    completed(JobRequest.inline(table, LINE.replace("1}", "\"x\"}")).time().column("n", "string"));

    assertThat(Api.get(Api.TABLES + "/" + table).<String>getList("queryableSchema.dataType"))
        .containsExactly("timestamp", "string");
    assertThat(rows("SELECT COUNT(*) FROM \"%s\" WHERE \"n\" = 'x'".formatted(table)))
        .containsExactly(List.of(1));
  }

  @Test
  void takesWhatTheCommandLineClientSendsOnTheOlderMount() {
    String table = unique("cli");
    JobRequest job =
        numbers(table)
            .format(Map.of("format", "nd-json"))
            .with("target", Map.of("type", "table", "tableName", table, "intervals", List.of()))
            .with("desiredExecutionStatus", "running");

    String id =
        given()
            .contentType("application/json; charset=UTF-8")
            .body(job.body())
            .post("/v2/jobs")
            .then()
            .statusCode(201)
            .header("Location", containsString("/v2/jobs/"))
            .extract()
            .path("id");

    assertThat(over(id).getString("executionStatus")).isEqualTo("completed");
    given().get("/v2/jobs/" + id).then().statusCode(200).body("id", equalTo(id));
  }

  @Test
  void leavesTheTableOfAFailedJob() {
    String table = unique("stays");

    Api.failed(JobRequest.inline(table, "{}\n").time());

    assertThat(count(table)).isZero();
  }

  @Test
  void makesNoTableForARefusedJob() {
    String table = unique("refused");

    submit(JobRequest.inline(table, LINE).time().map("a", "\"nope\"")).statusCode(400);

    given().get(Api.TABLES + "/" + table).then().statusCode(404);
  }

  @Test
  void reportsAllProblemsOfAJobAtOnce() {
    JobRequest job =
        JobRequest.inline(unique("many"), LINE)
            .time()
            .map("a", "\"nope\"")
            .map("a", "SUBSTR(")
            .with("filterExpression", "\"no\" = 1");

    submit(job)
        .statusCode(400)
        .body("details.target", hasItem("mappings[1].expression"))
        .body("details.target", hasItem("mappings[2].columnName"))
        .body("details.target", hasItem("mappings[2].expression"))
        .body("details.target", hasItem("filterExpression"));
  }

  @Test
  void completesWithAWarningWhenNothingIsStored() {
    JobRequest job = numbers(unique("nothing")).with("filterExpression", "\"n\" > 5");

    JsonPath end = over(Api.accepted(job));

    assertThat(end.getString("executionStatus")).isEqualTo("completed");
    assertThat(end.getString("health.status")).isEqualTo("warn");
    assertThat(end.getString("health.code")).isEqualTo("no_rows_found");
    assertThat(end.getString("health.log.message")).contains("the filter left out 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{}|query|INSERT or REPLACE",
        "{\"type\": \"shiny\"}|type|\"shiny\"",
        "{\"type\": 7}|type|",
        "{\"type\": null}|type|",
        "{\"type\": \"batch\"}|source|\"source\"",
        "{\"type\": \"batch\", \"source\": {\"type\": \"hdfs\"}}|source|\"hdfs\"",
        "{\"type\": \"batch\", \"source\": {\"type\": \"s3\"}}|source.connectionName|connectionName",
        "{\"type\": \"batch\", \"source\": {\"type\": \"uploaded\", \"fileList\": []}}|source.fileList|file names",
        "{\"type\": \"batch\", \"source\": {\"type\": \"uploaded\", \"fileList\": [\"nope\"], \"inputSchema\": [{\"name\": \"a\", \"dataType\": \"long\"}]}, \"target\": {\"type\": \"table\", \"tableName\": \"t\"}, \"createTableIfNotExists\": true, \"mappings\": [{\"columnName\": \"__time\", \"expression\": \"MILLIS_TO_TIMESTAMP(a)\"}]}|source.fileList[0]|File nope does not exist",
        "{\"type\": \"batch\", \"source\": {\"type\": \"uploaded\", \"fileList\": [\"a\\u0000b\"], \"inputSchema\": [{\"name\": \"a\", \"dataType\": \"long\"}]}, \"target\": {\"type\": \"table\", \"tableName\": \"t\"}, \"createTableIfNotExists\": true, \"mappings\": [{\"columnName\": \"__time\", \"expression\": \"MILLIS_TO_TIMESTAMP(a)\"}]}|source.fileList|does not exist",
        "[]||JSON object",
        "7||JSON object",
        "null||JSON object",
      })
  void saysWhatIsWrongWithARequest(String body, String target, String sentence) {
    given()
        .contentType(ContentType.JSON)
        .body(body)
        .post(JOBS)
        .then()
        .statusCode(400)
        .body("code", equalTo("BadArgument"))
        .body(target == null ? "code" : "target", containsString(target == null ? "" : target))
        .body("message", containsString(sentence == null ? "" : sentence));
  }

  @ParameterizedTest
  @CsvSource({"replaceAll, true", "partitionedBy, week", "maxParseExceptions, -1"})
  void refusesWhatAnAppendCannotMean(String member, String value) {
    Object typed =
        switch (value) {
          case "true" -> true;
          case "-1" -> -1;
          default -> value;
        };

    submit(numbers(unique("mode")).with(member, typed))
        .statusCode(400)
        .body("message", not(equalTo("")))
        .body("target", endsWith(member));
  }

  @Test
  void refusesIntervalsWhenAppending() {
    String table = unique("intervals");
    JobRequest job =
        numbers(table)
            .with(
                "target",
                Map.of(
                    "type", "table", "tableName", table, "intervals", List.of("2026-01-01/P1D")));

    submit(job).statusCode(400).body("target", equalTo("target.intervals"));
  }

  private static JobRequest numbers(String table) {
    return JobRequest.inline(table, LINE).time().column("n", "long");
  }
}
