package dev.lodestar.api;

import static dev.lodestar.api.Api.CONNECTIONS;
import static dev.lodestar.api.Api.accepted;
import static dev.lodestar.api.Api.completed;
import static dev.lodestar.api.Api.count;
import static dev.lodestar.api.Api.failed;
import static dev.lodestar.api.Api.over;
import static dev.lodestar.api.Api.rows;
import static dev.lodestar.api.Api.submit;
import static dev.lodestar.api.Api.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.lodestar.testing.S3Store;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Batch jobs over objects of a real S3 store. */
@QuarkusTest
class S3SourceTest {
  private static final String BUCKET = unique("lake");
  private static S3Store store;

  @BeforeAll
  static void fill() throws IOException {
    store = S3Store.get();
    try (S3Client client = store.client()) {
      client.createBucket(create -> create.bucket(BUCKET));
      put(client, "in/a.json", row("a").getBytes(StandardCharsets.UTF_8));
      put(client, "in/deep/b.json.gz", packed(row("b") + row("c")));
      put(client, "in/empty.json", new byte[0]);
      put(client, "in/rows.csv", "ts,name\n2026-01-01,d\n".getBytes(StandardCharsets.UTF_8));
      put(client, "out/e.json", row("e").getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void put(S3Client client, String key, byte[] bytes) {
    client.putObject(put -> put.bucket(BUCKET).key(key), RequestBody.fromBytes(bytes));
  }

  private static String row(String name) {
    return "{\"ts\":\"2026-01-01\",\"name\":\"%s\"}%n".formatted(name);
  }

  private static byte[] packed(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static String connection(String endpoint, String bucket, String secret) {
    String name = unique("s3");
    given()
        .contentType(ContentType.JSON)
        .body(
            Map.of(
                "type",
                "s3",
                "name",
                name,
                "awsEndpoint",
                endpoint,
                "bucket",
                bucket,
                "prefix",
                "in/",
                "secrets",
                Map.of(
                    "type",
                    "access_key",
                    "accessKeyId",
                    S3Store.ACCESS_KEY_ID,
                    "accessKeySecret",
                    secret)))
        .post(CONNECTIONS)
        .then()
        .statusCode(201);
    return name;
  }

  private static String connection() {
    return connection(store.endpoint(), BUCKET, S3Store.ACCESS_KEY_SECRET);
  }

  private static JobRequest job(String table, String connection, String selector, Object chosen) {
    return JobRequest.objects(table, "s3", connection, selector, chosen)
        .time()
        .column("name", "string");
  }

  private static List<String> names(String table) {
    return rows("SELECT \"name\" FROM \"%s\" ORDER BY 1".formatted(table)).stream()
        .map(row -> String.valueOf(row.getFirst()))
        .toList();
  }

  @Test
  void readsObjectsByEverySelector() {
    String connection = connection();
    Map<String, Object> selectors =
        Map.of(
            "uris",
                List.of(
                    "s3://%s/in/a.json".formatted(BUCKET),
                    "s3://%s/in/deep/b.json.gz".formatted(BUCKET)),
            "objects", List.of("in/a.json", "in/deep/b.json.gz", "in/a.json"),
            "prefixes", List.of("in/a", "in/deep/", "in/empty"),
            "pattern", "in/**{a,b}.json*");
    Map<String, List<String>> found = new HashMap<>();

    selectors.forEach(
        (selector, chosen) -> {
          String table = unique("objects");
          completed(job(table, connection, selector, chosen));
          found.put(selector, names(table));
        });

    assertThat(found.values()).containsOnly(List.of("a", "b", "c"));
  }

  @Test
  void tellsTheFormatByTheNamesThatItFinds() {
    String table = unique("objects");

    completed(job(table, connection(), "pattern", "in/*.csv"));

    assertThat(names(table)).containsExactly("d");
  }

  @Test
  void failsOverObjectsOfSeveralFormats() {
    JsonPath job = failed(job(unique("objects"), connection(), "prefixes", List.of("in/")));

    assertThat(job.getString("health.code")).isEqualTo("cannot_parse_source");
    assertThat(job.getString("health.message")).contains("(csv, nd-json)");
  }

  @Test
  void storesNothingWhereNothingIsFound() {
    String table = unique("objects");

    String id = completed(job(table, connection(), "prefixes", List.of("in/none/")));

    assertThat(Api.get(Api.JOBS + "/" + id).getString("health.code")).isEqualTo("no_rows_found");
    assertThat(count(table)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "objects, out/e.json, lies outside of its prefix",
    "prefixes, out/, lies outside of its prefix",
    "objects, in/none.json, in/none.json does not exist",
    "uris, s3://elsewhere/in/a.json, is no object of s3://",
  })
  void failsOverObjectsThatItCannotRead(String selector, String chosen, String sentence) {
    String connection = connection();

    JsonPath job = failed(job(unique("objects"), connection, selector, List.of(chosen)));

    assertThat(job.getString("health.code")).isEqualTo("could_not_connect_to_source");
    assertThat(job.getString("health.message"))
        .startsWith("Connection " + connection + " does not work: ")
        .contains(sentence);
  }

  @Test
  void failsWithASentenceWhenTheStoreRefuses() {
    String wrongKey = connection(store.endpoint(), BUCKET, "wrong");
    String noBucket = connection(store.endpoint(), "no-such-bucket", S3Store.ACCESS_KEY_SECRET);

    assertThat(
            failed(job(unique("objects"), wrongKey, "objects", List.of("in/a.json")))
                .getString("health.message"))
        .contains("the credentials are refused");
    assertThat(
            failed(job(unique("objects"), noBucket, "prefixes", List.of("in/")))
                .getString("health.message"))
        .contains("bucket no-such-bucket does not exist");
  }

  @Test
  void refusesSourcesThatCannotBeRightAtOnce() {
    String push = unique("push");
    given()
        .contentType(ContentType.JSON)
        .body(Map.of("type", "push_streaming", "name", push))
        .post(CONNECTIONS)
        .then()
        .statusCode(201);
    List<String> keys = List.of("in/a.json");

    submit(job(unique("objects"), "nowhere", "objects", keys))
        .statusCode(400)
        .body("target", equalTo("source.connectionName"));
    submit(job(unique("objects"), push, "objects", keys))
        .statusCode(400)
        .body("message", containsString("is of type push_streaming"));
    submit(job(unique("objects"), connection(), "objects", List.of()))
        .statusCode(400)
        .body("message", containsString("exactly one of"));
    submit(job(unique("objects"), connection(), "pattern", "in/[a"))
        .statusCode(400)
        .body("target", equalTo("source.pattern"));
    submit(job(unique("objects"), connection(), "uris", List.of("gs://x/y")))
        .statusCode(400)
        .body("target", equalTo("source.uris"));
    submit(job(unique("objects"), connection(), "objects", List.of("in/a.json", "in/rows.csv")))
        .statusCode(400)
        .body("message", containsString("different formats"));
  }

  @Test
  void readsObjectsInSqlJobsToo() {
    String table = unique("objects");
    String query =
        """
        INSERT INTO "%s" SELECT TIME_PARSE("ts") AS __time, "name" FROM TABLE(POLARIS_SOURCE(
          '{"type":"s3","connectionName":"%s","pattern":"in/*.csv"}'))
          EXTEND ("ts" VARCHAR, "name" VARCHAR) PARTITIONED BY DAY"""
            .formatted(table, connection());

    String id =
        given()
            .contentType(ContentType.JSON)
            .body(Map.of("type", "sql", "query", query, "createTableIfNotExists", true))
            .post(Api.JOBS)
            .then()
            .statusCode(201)
            .extract()
            .path("id");

    assertThat(over(id).getString("executionStatus")).isEqualTo("completed");
    assertThat(names(table)).containsExactly("d");
  }

  @Test
  void readsObjectsIntoRolledUpTables() {
    String table = unique("objects");
    given()
        .contentType(ContentType.JSON)
        .body(Map.of("type", "aggregate", "name", table))
        .post(Api.TABLES)
        .then()
        .statusCode(201);

    completed(job(table, connection(), "pattern", "in/*.csv"));

    assertThat(names(table)).containsExactly("d");
  }

  @Test
  void stopsAtOnceWhenItIsCanceledWhileTheStoreIsSilent() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    long before = stagingFolders();
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread listener =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (Socket socket = silent.accept();
                        InputStream in = socket.getInputStream()) {
                      in.read();
                      asked.countDown();
                      in.transferTo(OutputStream.nullOutputStream());
                    } catch (IOException ended) {
                      // The test is over.
                    }
                  });
      String connection =
          connection(
              "http://127.0.0.1:" + silent.getLocalPort(), BUCKET, S3Store.ACCESS_KEY_SECRET);
      String id = accepted(job(unique("objects"), connection, "objects", List.of("in/a.json")));
      asked.await();

      given()
          .delete(CONNECTIONS + "/" + connection)
          .then()
          .statusCode(400)
          .body("message", containsString(id));
      given()
          .contentType(ContentType.JSON)
          .body(Map.of("desiredExecutionStatus", "canceled"))
          .post(Api.JOBS + "/" + id + "/status")
          .then()
          .statusCode(200);

      // A slot is free again, and nothing is left on the disk, long before the call times out.
      await().atMost(Duration.ofSeconds(45)).until(() -> stagingFolders() <= before);
      given().delete(CONNECTIONS + "/" + connection).then().statusCode(200);
      listener.interrupt();
    }
  }

  private static long stagingFolders() throws IOException {
    try (Stream<Path> folders = Files.list(Api.dataDirectory().resolve("staging"))) {
      return folders.count();
    }
  }
}
