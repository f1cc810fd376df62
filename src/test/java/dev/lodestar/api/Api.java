package dev.lodestar.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;

/** Short words for what tests ask of the wired server. */
final class Api {
  static final String PROJECT = "/v1/projects/default";
  static final String TABLES = PROJECT + "/tables";
  static final String FILES = PROJECT + "/files";
  static final String JOBS = PROJECT + "/jobs";
  static final String LOOKUPS = PROJECT + "/lookups";
  static final String CONNECTIONS = PROJECT + "/connections";
  static final String SQL = PROJECT + "/query/sql";

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Set<String> OVER = Set.of("completed", "failed", "canceled");

  private Api() {}

  /** A name that no other test uses: all tests share one server. */
  static String unique(String name) {
    return name + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Uploads under this very name and answers it. */
  static String upload(String name, byte[] content) {
    given().multiPart("file", name, content).post(FILES).then().statusCode(201);
    return name;
  }

  static ValidatableResponse submit(JobRequest job) {
    return given().contentType(ContentType.JSON).body(job.body()).post(JOBS).then();
  }

  /** The id of a job that was accepted. */
  static String accepted(JobRequest job) {
    return submit(job).statusCode(201).extract().path("id");
  }

  static JsonPath get(String path) {
    return given().get(path).then().statusCode(200).extract().jsonPath();
  }

  static JsonPath over(String jobId) {
    return await("the end of job " + jobId)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> get(JOBS + "/" + jobId), job -> OVER.contains(job.getString("executionStatus")));
  }

  /** Runs a job that must complete; answers its id. */
  static String completed(JobRequest job) {
    String id = accepted(job);
    JsonPath end = over(id);
    assertThat(end.getString("executionStatus")).as(end.getString("health")).isEqualTo("completed");
    return id;
  }

  /** Runs a job that must fail; answers it. */
  static JsonPath failed(JobRequest job) {
    JsonPath end = over(accepted(job));
    assertThat(end.getString("executionStatus")).isEqualTo("failed");
    return end;
  }

  static Map<String, Integer> totals(String jobId) {
    return get(JOBS + "/" + jobId + "/metrics").getMap("totals");
  }

  static List<String> logMessages(String jobId) {
    return get(JOBS + "/" + jobId + "/logs").getList("logs.message");
  }

  static Response query(Map<String, ?> body) {
    return given().contentType(ContentType.JSON).body(body).post(SQL);
  }

  /** The rows of a query that must succeed, as arrays. */
  static List<List<Object>> rows(String sql) {
    return query(Map.of("query", sql, "resultFormat", "array"))
        .then()
        .statusCode(200)
        .extract()
        .jsonPath()
        .getList("$");
  }

  static long count(String table) {
    return ((Number) rows("SELECT COUNT(*) FROM \"%s\"".formatted(table)).getFirst().getFirst())
        .longValue();
  }

  static Path dataDirectory() {
    return Path.of(ConfigProvider.getConfig().getValue("lodestar.data-dir", String.class));
  }
}
