package dev.lodestar.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lodestar.server.DatabaseAddress;
import dev.lodestar.server.EmbeddedDatabase;
import dev.lodestar.storage.DataDirectory;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a server of the last release left, killed in the middle of its work, under this build.
 *
 * <p>The resources were made by that release: a table with a day that was deleted softly, one that
 * an SQL job filled, a job that failed, and a stream of five pushed events, of which three were
 * published when the process was killed.
 */
class UpgradeIT {
  private static final Path RELEASE = Path.of("src/test/resources/releases/schema-20");
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir Path root;
  private EmbeddedDatabase database;
  private ServerProcess server;
  private ServerClient client;

  @BeforeEach
  void start() throws Exception {
    database = EmbeddedDatabase.start(new DataDirectory(root.resolve("database")));
    DatabaseAddress address = database.address();
    String user = address.user().orElseThrow();
    String password = address.password().orElseThrow();
    CopiedDatabase.restore(
        RELEASE.resolve("database"),
        MigrationVersion.fromVersion("20"),
        "jdbc:" + address.url(),
        user,
        password);
    copy(RELEASE.resolve("data"), root.resolve("data"));
    URI url = URI.create(address.url());
    server =
        ServerProcess.start(
            root.resolve("data"),
            Map.of(
                "LODESTAR_DATABASE_URL",
                "postgresql://%s:%s@127.0.0.1:%d%s"
                    .formatted(
                        user,
                        URLEncoder.encode(password, StandardCharsets.UTF_8),
                        url.getPort(),
                        url.getRawPath())));
    client = new ServerClient(server.address());
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }

  @AfterEach
  void close() throws Exception {
    if (server != null) {
      client.close();
      server.close();
    }
    database.close();
  }

  @Test
  void isReadAndGoesOn() throws Exception {
    assertThat(client.query("SELECT \"page\", \"n\" FROM \"edits\" ORDER BY 2"))
        .hasToString("[[\"Ada\",1],[\"Cléo\",3]]");
    assertThat(client.query("SELECT \"total\" FROM \"totals\"")).hasToString("[[4]]");
    await().atMost(LIMIT).ignoreExceptions().until(() -> numbers().equals("[[1],[2],[3],[4],[5]]"));

    assertThat(push(6)).isEqualTo(200);
    await().atMost(LIMIT).until(() -> numbers().equals("[[1],[2],[3],[4],[5],[6]]"));
    String restore = client.submit(restoration());
    await().atMost(LIMIT).until(() -> client.status(restore).equals("completed"));
    assertThat(client.query("SELECT SUM(\"n\") FROM \"edits\"")).hasToString("[[6]]");
  }

  @Test
  void keepsTheHistoryOfJobsAndTheUploads() throws Exception {
    assertThat(client.files().path("totalCount").asInt()).isEqualTo(1);
    int failed = 0;
    for (JsonNode job : client.jobs()) {
      if (job.path("executionStatus").asText().equals("failed")) {
        failed++;
        assertThat(client.logs(job.path("id").asText()).path("logs")).isNotEmpty();
      }
    }
    assertThat(failed).isEqualTo(1);
  }

  private String numbers() throws IOException, InterruptedException {
    return client.query("SELECT \"n\" FROM \"clicks\" ORDER BY 1").toString();
  }

  private static ObjectNode restoration() {
    ObjectNode job =
        JsonNodeFactory.instance
            .objectNode()
            .put("type", "restore_data")
            .put("interval", "2026-01-02/P1D");
    job.putObject("target").put("type", "table").put("tableName", "edits");
    return job;
  }

  private int push(int number) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(server.address().resolve("/v1/projects/default/events/clicks"))
                  .POST(
                      BodyPublishers.ofString("{\"ts\":1767225600006,\"n\":%d}".formatted(number)))
                  .build(),
              BodyHandlers.discarding())
          .statusCode();
    }
  }
}
