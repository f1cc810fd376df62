package dev.lodestar.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Permissions that depend on what a request asks for. */
@QuarkusTest
@TestProfile(WithKeys.class)
class RequestPermissionsTest {
  private static final String STATEMENTS = "/v1/projects/default/query/sql/statements";

  private String table;
  private WithKeys.Made jobs;
  private WithKeys.Made tables;

  @BeforeEach
  void prepare() {
    table = Api.unique("guarded");
    jobs = WithKeys.make("ManageIngestionJobs", "AccessQueries");
    tables = WithKeys.make("ManageIngestionJobs", "ManageTables", "AccessQueries");
    WithKeys.admin()
        .contentType(ContentType.JSON)
        .body(Map.of("type", "detail", "name", table, "partitioningGranularity", "day"))
        .post("/v1/projects/default/tables")
        .then()
        .statusCode(201);
  }

  @AfterEach
  void deleteKeys() {
    jobs.delete();
    tables.delete();
  }

  private static Response submit(RequestSpecification caller, String body) {
    return caller.contentType(ContentType.JSON).body(body).post("/v1/projects/default/jobs");
  }

  private static void assertDenied(Response answer, String member) {
    answer.then().statusCode(403).body(member, containsString("ManageTables"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type': 'sql', 'query': 'REPLACE INTO \"@\" OVERWRITE ALL SELECT MILLIS_TO_TIMESTAMP(0) AS __time, 1 AS n PARTITIONED BY DAY'}",
        "{'type': 'sql', 'createTableIfNotExists': true, 'query': 'INSERT INTO \"@-new\" SELECT MILLIS_TO_TIMESTAMP(0) AS __time, 1 AS n PARTITIONED BY DAY'}",
        "{'type': 'delete_data', 'target': {'type': 'table', 'tableName': '@'}, 'deleteAll': true}",
        "{'type': 'restore_data', 'target': {'type': 'table', 'tableName': '@'}, 'interval': '2026-01-01/P1D'}",
        "{'type': 'drop_table', 'target': {'type': 'table', 'tableName': '@'}}"
      })
  void changingTablesNeedsThePermissionForTables(String form) {
    String body = form.replace("\"", "\\\"").replace('\'', '"').replace("@", table);

    assertDenied(submit(jobs.calls(), body), "message");
    assertThat(submit(tables.calls(), body).statusCode()).isNotIn(401, 403);
  }

  @Test
  void appendingDoesNot() {
    submit(
            jobs.calls(),
            "{\"type\": \"sql\", \"query\": \"INSERT INTO \\\"%s\\\" SELECT MILLIS_TO_TIMESTAMP(0) AS __time, 1 AS n PARTITIONED BY DAY\"}"
                .formatted(table))
        .then()
        .statusCode(201)
        .body("createdBy.userId", equalTo(jobs.id()));
  }

  private Response statement(RequestSpecification caller, String sql) {
    return caller.contentType(ContentType.JSON).body(Map.of("query", sql)).post(STATEMENTS);
  }

  @Test
  void ingestingStatementsFollowTheSameRules() {
    assertDenied(
        statement(
            jobs.calls(),
            "INSERT INTO \"%s-x\" SELECT MILLIS_TO_TIMESTAMP(0) AS __time, 1 AS n PARTITIONED BY DAY"
                .formatted(table)),
        "errorMessage");
    assertDenied(
        statement(
            jobs.calls(),
            "REPLACE INTO \"%s\" OVERWRITE ALL SELECT MILLIS_TO_TIMESTAMP(0) AS __time, 1 AS n PARTITIONED BY DAY"
                .formatted(table)),
        "errorMessage");
    statement(
            jobs.calls(),
            "INSERT INTO \"%s\" SELECT MILLIS_TO_TIMESTAMP(0) AS __time, 1 AS n PARTITIONED BY DAY"
                .formatted(table))
        .then()
        .statusCode(200);
  }

  @Test
  void nobodyReadsTheResultsOfOthers() {
    WithKeys.Made administrator =
        WithKeys.make("ManageIngestionJobs", "AccessQueries", "AdministerProjects");
    String id = statement(jobs.calls(), "SELECT 7 AS n").path("queryId");
    String path = STATEMENTS + "/" + id;
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> jobs.calls().get(path).path("state").equals("SUCCESS"));

    assertThat(jobs.calls().get(path + "/results").asString()).contains("7");
    for (Response denied :
        List.of(
            tables.calls().get(path),
            tables.calls().get(path + "/results"),
            tables.calls().delete(path),
            administrator.calls().get(path + "/results"),
            WithKeys.admin().get(path + "/results"))) {
      denied.then().statusCode(403).body("category", equalTo("FORBIDDEN"));
    }
    administrator.calls().get(path).then().statusCode(200);
    administrator.calls().delete(path).then().statusCode(200);
    administrator.delete();
  }

  /** PostgreSQL's files are there, too. */
  @Test
  void keysAreInNoFileOfTheDataDirectory() throws IOException {
    List<Path> looked = new ArrayList<>();
    Files.walkFileTree(
        Api.dataDirectory(),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!file.endsWith("admin-api-key") && attributes.size() < 1 << 24) {
              assertThat(contains(file, jobs.text())).as(file.toString()).isFalse();
              assertThat(contains(file, WithKeys.ADMIN)).as(file.toString()).isFalse();
              looked.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            return goneOr(failure);
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
              throws IOException {
            return failure == null ? FileVisitResult.CONTINUE : goneOr(failure);
          }
        });
    assertThat(looked).hasSizeGreaterThan(100);
  }

  /** The server works meanwhile: files and folders of jobs come and go. */
  private static FileVisitResult goneOr(IOException failure) throws IOException {
    if (failure instanceof NoSuchFileException) {
      return FileVisitResult.CONTINUE;
    }
    throw failure;
  }

  private static boolean contains(Path file, String text) throws IOException {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
    } catch (NoSuchFileException gone) {
      return false;
    }
  }
}
