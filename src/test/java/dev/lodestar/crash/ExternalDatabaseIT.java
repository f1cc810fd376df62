package dev.lodestar.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lodestar.bench.StreamJob;
import dev.lodestar.server.DatabaseAddress;
import dev.lodestar.server.EmbeddedDatabase;
import dev.lodestar.storage.DataDirectory;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers on a PostgreSQL that is not theirs: copied while they run, gone for a while, shared. */
class ExternalDatabaseIT {
  private static final boolean IS_LONG = Boolean.getBoolean("lodestar.long");
  private static final Duration AWAY = IS_LONG ? Duration.ofMinutes(1) : Duration.ofSeconds(4);
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
  private static final String NAME = "numbers";
  private static final int REPLACED_ROWS = 7;

  @TempDir Path root;
  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicLong acknowledged = new AtomicLong();
  private final List<ServerProcess> servers = new ArrayList<>();
  private final List<EmbeddedDatabase> databases = new ArrayList<>();
  private CutProxy proxy;

  @BeforeEach
  void start() throws IOException {
    proxy = new CutProxy(URI.create(database("database").address().url()).getPort());
  }

  private EmbeddedDatabase database(String folder) {
    EmbeddedDatabase made = EmbeddedDatabase.start(new DataDirectory(root.resolve(folder)));
    databases.add(made);
    return made;
  }

  @AfterEach
  void close() throws Exception {
    http.shutdownNow();
    for (ServerProcess server : servers) {
      server.close();
    }
    proxy.close();
    databases.forEach(EmbeddedDatabase::close);
  }

  private ServerProcess server(String data, String url) throws IOException {
    Map<String, String> settings =
        Map.of(
            "LODESTAR_DATABASE_URL",
            url,
            "LODESTAR_STREAMS_PUBLISH_INTERVAL",
            "PT0.3S",
            "LODESTAR_UPKEEP_COMPACT_EVERY",
            "PT1S",
            "LODESTAR_UPKEEP_SMALL_SEGMENTS_MAX",
            "4");
    ServerProcess server = ServerProcess.start(root.resolve(data), settings);
    servers.add(server);
    return server;
  }

  private static String url(DatabaseAddress address, int port) {
    return "postgresql://%s:%s@127.0.0.1:%d%s"
        .formatted(
            address.user().orElseThrow(),
            URLEncoder.encode(address.password().orElseThrow(), StandardCharsets.UTF_8),
            port,
            URI.create(address.url()).getRawPath());
  }

  private String url() {
    return url(databases.getFirst().address(), proxy.port());
  }

  @Test
  void copyOfARunningServerHasAFileForEachRow() throws Exception {
    ServerProcess server = server("data", url());
    AtomicBoolean over = new AtomicBoolean();
    try (ServerClient client = new ServerClient(server.address())) {
      client.connect(StreamJob.push(NAME));
      client.submit(StreamJob.numbers(NAME, NAME));
      completed(client, replacement(0));
      Thread pushing = Thread.ofPlatform().start(() -> push(server.address(), over));
      Thread replacing = Thread.ofPlatform().start(() -> replace(client, over));
      await().atMost(LIMIT).until(() -> acknowledged.get() > 50);
      long before = acknowledged.get();

      backup(server);

      await().atMost(LIMIT).until(() -> acknowledged.get() > before + 50);
      over.set(true);
      pushing.join();
      replacing.join();
      server.kill();
      assertThat(root.resolve("data/backup.hold")).doesNotExist();
      assertThatTheCopyHolds(before);
    }
  }

  private void backup(ServerProcess server) throws IOException, InterruptedException {
    assertThat(server.pid()).isPositive();
    ProcessBuilder script =
        new ProcessBuilder("deploy/backup.sh", root.resolve("copy").toString())
            .redirectErrorStream(true);
    script.environment().put("LODESTAR_DATA_DIR", root.resolve("data").toString());
    script.environment().put("LODESTAR_DATABASE_URL", url());
    script.environment().put("PG_DUMP", CopiedDatabase.command(root).toString());
    Process process = script.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private void assertThatTheCopyHolds(long pushedBefore) throws Exception {
    DatabaseAddress address = database("restored-database").address();
    CopiedDatabase.restore(
        root.resolve("copy/database.dump"),
        "jdbc:" + address.url(),
        address.user().orElseThrow(),
        address.password().orElseThrow());
    Files.move(root.resolve("copy"), root.resolve("restored"));
    ServerProcess restored = server("restored", url(address, URI.create(address.url()).getPort()));
    try (ServerClient client = new ServerClient(restored.address())) {
      await()
          .atMost(LIMIT)
          .ignoreExceptions()
          .until(() -> number(client, "COUNT(DISTINCT \"n\")") >= pushedBefore);
      // In one query: the restored server still reads what was pushed later.
      String exactlyOnce = "COUNT(*) = COUNT(DISTINCT \"n\") AND COUNT(*) = MAX(\"n\") + 1";
      assertThat(number(client, "CASE WHEN " + exactlyOnce + " THEN 1 ELSE 0 END")).isOne();
      JsonNode replaced = client.query("SELECT \"__time\" FROM \"replaced\"");
      assertThat(replaced.size()).isIn(0, REPLACED_ROWS);
    }
    restored.stop();
    assertThat(restored.said()).noneMatch(line -> line.contains("have no file"));
  }

  private static long number(ServerClient client, String what)
      throws IOException, InterruptedException {
    return client.query("SELECT %s FROM \"%s\"".formatted(what, NAME)).path(0).path(0).asLong();
  }

  /** Deletes for good what was there, and loads anew: files come and go. */
  private static void replace(ServerClient client, AtomicBoolean over) {
    try {
      for (int load = 1; !over.get(); load++) {
        completed(client, replacement(load));
        completed(client, deletion());
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void completed(ServerClient client, ObjectNode job)
      throws IOException, InterruptedException {
    String id = client.submit(job);
    await().atMost(LIMIT).until(() -> client.status(id).equals("completed"));
  }

  private static ObjectNode replacement(int load) {
    String rows =
        "SELECT TIME_PARSE('2026-01-01') AS \"__time\", \"i\" AS \"i\", %d AS \"load\" FROM UNNEST(ARRAY[1, 2, 3, 4, 5, 6, 7]) AS \"u\"(\"i\")"
            .formatted(load);
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", "sql")
        .put("createTableIfNotExists", true)
        .put(
            "query",
            "REPLACE INTO \"replaced\" OVERWRITE ALL %s PARTITIONED BY DAY".formatted(rows));
  }

  private static ObjectNode deletion() {
    ObjectNode job =
        JsonNodeFactory.instance
            .objectNode()
            .put("type", "delete_data")
            .put("deleteAll", true)
            .put("softDelete", false);
    job.putObject("target").put("type", "table").put("tableName", "replaced");
    return job;
  }

  private void push(URI address, AtomicBoolean over) {
    try {
      for (long n = 0; !over.get(); n++) {
        String event = "{\"ts\":%d,\"n\":%d}".formatted(System.currentTimeMillis(), n);
        HttpResponse<String> answer = send(address, "events/" + NAME, event);
        assertThat(answer.statusCode()).isEqualTo(200);
        acknowledged.incrementAndGet();
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpResponse<String> send(URI address, String path, String body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(address.resolve("/v1/projects/default/" + path))
            .header("Content-Type", "application/json")
            .timeout(ANSWER_LIMIT)
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private int ready(URI address) throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(address.resolve("/q/health/ready"))
                .timeout(ANSWER_LIMIT)
                .build(),
            BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  void serverOutlivesADatabaseThatIsAwayAndSaysSoMeanwhile() throws Exception {
    ServerProcess server = server("data", url());
    URI address = server.address();
    try (ServerClient client = new ServerClient(address)) {
      completed(client, replacement(1));

      proxy.cut();

      await().atMost(LIMIT).until(() -> ready(address) == 503);
      Map<String, String> requests =
          Map.of(
              "jobs",
              replacement(2).toString(),
              "tables",
              "{\"type\": \"detail\", \"name\": \"t\"}",
              "query/sql",
              "{\"query\": \"SELECT COUNT(*) FROM unheard_of\"}");
      for (Map.Entry<String, String> request : requests.entrySet()) {
        HttpResponse<String> refused = send(address, request.getKey(), request.getValue());
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
        assertThat(refused.body()).contains("The database cannot be reached");
      }
      assertThat(server.survives(AWAY)).as("the server is alive").isTrue();
      proxy.mend();

      await().atMost(LIMIT).until(() -> ready(address) == 200);
      completed(client, replacement(3));
      assertThat(client.query("SELECT MAX(\"load\") FROM \"replaced\"").path(0).path(0).asInt())
          .isEqualTo(3);
    }
    server.stop();
    assertThat(server.said()).as("a line each time, and no trace").noneMatch(this::isOfATrace);
  }

  private boolean isOfATrace(String line) {
    return line.startsWith("\tat ");
  }

  @Test
  void secondServerWaitsAndTakesOverWhenTheFirstIsKilled() throws Exception {
    ServerProcess first = server("data", url());
    try (ServerClient client = new ServerClient(first.address())) {
      completed(client, replacement(1));
    }
    Thread killing =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    assertThat(first.survives(Duration.ofSeconds(3))).isTrue();
                    first.kill();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });

    ServerProcess second = server("other-data", url());

    killing.join();
    assertThat(ready(second.address())).isEqualTo(200);
    try (ServerClient client = new ServerClient(second.address())) {
      assertThat(client.tables().size()).isEqualTo(1);
    }
  }
}
