package dev.lodestar.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lodestar.server.EmbeddedDatabase;
import dev.lodestar.storage.DataDirectory;
import dev.lodestar.testing.PackagedServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose disk, a small file system in memory, runs full in the middle of work. */
class DiskFullIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int DISK_MEBIBYTES = 64;
  private static final int HUGE_MEBIBYTES = 200;
  private static final List<String> OWN_MOUNTS =
      List.of("unshare", "--user", "--map-root-user", "--mount");

  @TempDir Path root;
  private EmbeddedDatabase database;
  private ServerProcess server;
  private ServerClient client;

  @BeforeEach
  void start() throws Exception {
    Path disk = Files.createDirectory(root.resolve("disk"));
    String mount = "mount -t tmpfs -o size=%dm tmpfs '%s'".formatted(DISK_MEBIBYTES, disk);
    assumeTrue(runs(mount), "this machine lets nobody mount a file system of his own");
    database = EmbeddedDatabase.start(new DataDirectory(root.resolve("database")));
    List<String> command = new ArrayList<>(OWN_MOUNTS);
    command.addAll(List.of("sh", "-c", mount + " && exec \"$@\"", "sh"));
    command.addAll(PackagedServer.command());
    URI url = URI.create(database.address().url());
    String password =
        URLEncoder.encode(database.address().password().orElseThrow(), StandardCharsets.UTF_8);
    server =
        ServerProcess.start(
            command,
            disk,
            Map.of(
                "LODESTAR_DATABASE_URL",
                "postgresql://%s:%s@127.0.0.1:%d%s"
                    .formatted(
                        database.address().user().orElseThrow(),
                        password,
                        url.getPort(),
                        url.getRawPath()),
                "LODESTAR_HEALTH_FREE_SPACE",
                "1M"));
    client = new ServerClient(server.address());
  }

  private static boolean runs(String mount) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(OWN_MOUNTS);
    command.addAll(List.of("sh", "-c", mount));
    return new ProcessBuilder(command).start().waitFor() == 0;
  }

  @AfterEach
  void close() throws Exception {
    if (server != null) {
      client.close();
      server.close();
      database.close();
    }
  }

  @Test
  void workThatDoesNotFitFailsWithTheReasonAndTheRestGoesOn() throws Exception {
    client.upload("few.json", rows("few.json", 10, false));
    assertThat(end(job("few.json", "few"))).isEqualTo("completed");

    String upload =
        refusal(() -> client.upload("huge.json", rows("huge.json", HUGE_MEBIBYTES << 10, false)));
    assertThat(upload).contains("503", "free space");

    // A small file that is huge once it is unpacked.
    client.upload("packed.json.gz", rows("packed.json.gz", HUGE_MEBIBYTES << 10, true));
    String packed = client.submit(job("packed.json.gz", "packed"));
    await().atMost(LIMIT).until(() -> over(packed));
    assertThat(client.status(packed)).isEqualTo("failed");
    assertThat(client.job(packed).path("health").toString()).contains("free space");

    assertThat(client.query("SELECT COUNT(*) FROM \"few\"").path(0).path(0).asInt()).isEqualTo(10);
    assertThat(end(job("few.json", "again"))).as("room is free again").isEqualTo("completed");
    assertThat(server.survives(Duration.ZERO)).isTrue();
  }

  /** A kibibyte for each row. */
  private Path rows(String name, int count, boolean isPacked) throws IOException {
    Path file = root.resolve(name);
    byte[] row =
        "{\"ts\": \"2026-01-01T00:00:00Z\", \"pad\": \"%s\"}\n"
            .formatted("x".repeat(980))
            .getBytes(StandardCharsets.UTF_8);
    try (OutputStream plain = Files.newOutputStream(file);
        OutputStream out = isPacked ? new GZIPOutputStream(plain) : plain) {
      for (int i = 0; i < count; i++) {
        out.write(row);
      }
    }
    return file;
  }

  private static ObjectNode job(String file, String table) {
    ObjectNode job = JsonNodeFactory.instance.objectNode();
    job.put("type", "batch").put("createTableIfNotExists", true);
    job.putObject("target").put("type", "table").put("tableName", table);
    ObjectNode source = job.putObject("source").put("type", "uploaded");
    source.putArray("fileList").add(file);
    source.putObject("formatSettings").put("format", "nd-json");
    for (String name : List.of("ts", "pad")) {
      source.withArray("inputSchema").addObject().put("name", name).put("dataType", "string");
    }
    job.putArray("mappings")
        .addObject()
        .put("columnName", "__time")
        .put("expression", "TIME_PARSE(\"ts\")");
    job.withArray("mappings").addObject().put("columnName", "pad").put("expression", "\"pad\"");
    return job;
  }

  private String end(JsonNode job) throws IOException, InterruptedException {
    String id = client.submit(job);
    await().atMost(LIMIT).until(() -> over(id));
    return client.status(id);
  }

  private boolean over(String id) throws IOException, InterruptedException {
    return List.of("completed", "failed").contains(client.status(id));
  }

  /** What must be refused. */
  private interface Request {
    void send() throws IOException, InterruptedException;
  }

  private static String refusal(Request request) throws IOException, InterruptedException {
    try {
      request.send();
      return "";
    } catch (IllegalStateException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
