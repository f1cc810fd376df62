package dev.lodestar.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lodestar.testing.PackagedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged server as a process: how it starts, refuses to start, and stops. */
class LodestarIT {
  private static final String ANNOUNCEMENT = "Lodestar listens on ";

  @TempDir Path root;
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void stop() throws InterruptedException {
    for (var process : started) {
      process.destroy();
      process.waitFor();
    }
  }

  @Test
  void servesUntilItIsToldToStopAndTakesItsDatabaseAlong() throws Exception {
    var server = start(Map.of());
    var address = announced(server);
    var postmaster = root.resolve("postgres/data/postmaster.pid");

    assertThat(status(address + "/q/health/ready")).isEqualTo(200);
    assertThat(postmaster).exists();
    server.destroy();

    assertThat(server.waitFor()).as("killed by SIGTERM").isEqualTo(128 + 15);
    assertThat(postmaster).doesNotExist();
    assertThat(Files.readAllLines(root.resolve("postgres/postgres.log")).getLast())
        .contains("database system is shut down");
  }

  @Test
  void refusesSecondServerOnItsDirectoryAndSurvivesBeingKilled() throws Exception {
    var first = start(Map.of());
    announced(first);

    var second = start(Map.of());
    assertThat(output(second))
        .singleElement()
        .asString()
        .contains("in use by another Lodestar (process " + first.pid() + ")");
    assertThat(second.exitValue()).isEqualTo(1);

    first.destroyForcibly().waitFor();
    assertThat(status(announced(start(Map.of())) + "/q/health/ready")).isEqualTo(200);
  }

  @Test
  void namesThePortThatIsTaken() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var port = String.valueOf(taken.getLocalPort());

      var server = start(Map.of("QUARKUS_HTTP_PORT", port));

      assertThat(output(server)).singleElement().asString().contains("127.0.0.1:" + port);
      assertThat(server.exitValue()).isEqualTo(1);
    }
  }

  @Test
  void saysThatItsDatabaseCannotBeReached() throws Exception {
    var server =
        start(Map.of("LODESTAR_DATABASE_URL", "postgresql://ada:hunter2@127.0.0.1:1/lodestar"));

    assertThat(output(server))
        .singleElement()
        .asString()
        .contains("The database cannot be reached")
        .contains("LODESTAR_DATABASE_URL")
        .doesNotContain("hunter2");
    assertThat(server.exitValue()).isEqualTo(1);
  }

  @Test
  void makesAKeyForItsOperatorAndKeepsItToItself() throws Exception {
    var server = start(Map.of("QUARKUS_LOG_LEVEL", "DEBUG"));
    var said = new ArrayList<String>();
    var address = announced(server, said);
    var file = root.resolve("admin-api-key");
    var key = Files.readString(file).strip();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(status(address + "/v1/projects")).isEqualTo(401);
    assertThat(status(address + "/v1/projects", key)).isEqualTo(200);
    var made = post(address + "/v1/apikeys", key, "{\"name\": \"bot\"}");
    var other = made.substring(made.indexOf("pok_"), made.indexOf("pok_") + 44);
    assertThat(status(address + "/v1/apikeyinfo", other)).isEqualTo(200);
    assertThat(status(address + "/v1/apikeyinfo", other + "x")).isEqualTo(401);
    // Through the handle, which leaves the output open.
    server.toHandle().destroy();
    server.inputReader().lines().forEach(said::add);
    server.waitFor();

    assertThat(said).anySatisfy(line -> assertThat(line).contains("all permissions", file + "."));
    assertThat(said).hasSizeGreaterThan(100).noneMatch(line -> line.contains(key));
    assertThat(said).noneMatch(line -> line.contains(other));
    var again = announced(start(Map.of()));
    assertThat(status(again + "/v1/projects", key)).as("after a restart").isEqualTo(200);
    assertThat(status(again + "/v1/apikeyinfo", other)).as("after a restart").isEqualTo(200);
  }

  @Test
  void takesTheKeyOfTheEnvironment() throws Exception {
    var key = "pok_theKeyThatTheEnvironmentSays00";
    var address = announced(start(Map.of("LODESTAR_ADMIN_API_KEY", key)));

    assertThat(status(address + "/v1/projects", key)).isEqualTo(200);
    assertThat(root.resolve("admin-api-key")).doesNotExist();
  }

  @Test
  void letsEverybodyInOnTheLoopbackInterfaceOnly() throws Exception {
    var open = start(Map.of("LODESTAR_AUTH_ENABLED", "false", "QUARKUS_HTTP_HOST", "0.0.0.0"));

    assertThat(output(open))
        .anySatisfy(
            line ->
                assertThat(line).contains("QUARKUS_HTTP_HOST is 0.0.0.0", "LODESTAR_AUTH_ENABLED"));
    assertThat(open.exitValue()).isEqualTo(1);
    var said = new ArrayList<String>();
    var address = announced(start(Map.of("LODESTAR_AUTH_ENABLED", "false")), said);
    assertThat(status(address + "/v1/projects")).isEqualTo(200);
    assertThat(said).anySatisfy(line -> assertThat(line).contains("everybody"));
  }

  private Process start(Map<String, String> environment) throws IOException {
    var builder = new ProcessBuilder(PackagedServer.command());
    builder.redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("LODESTAR_"));
    builder.environment().put("LODESTAR_DATA_DIR", root.toString());
    builder.environment().put("QUARKUS_HTTP_PORT", "0");
    builder.environment().putAll(environment);
    var process = builder.start();
    started.add(process);
    return process;
  }

  /** The server's address, from the line that it prints when it is up. */
  private static String announced(Process server) throws IOException {
    return announced(server, new ArrayList<>());
  }

  /** The same, keeping all that it says before. */
  private static String announced(Process server, List<String> seen) throws IOException {
    for (var line = ""; line != null; line = server.inputReader().readLine()) {
      seen.add(line);
      if (line.startsWith(ANNOUNCEMENT)) {
        return line.substring(ANNOUNCEMENT.length(), line.indexOf(';'));
      }
    }
    throw new AssertionError("the server ended: " + seen);
  }

  private static List<String> output(Process server) throws InterruptedException {
    var lines = server.inputReader().lines().toList();
    server.waitFor();
    return lines;
  }

  private static int status(String address) throws Exception {
    return status(HttpRequest.newBuilder(URI.create(address)).build());
  }

  private static int status(String address, String key) throws Exception {
    return status(authorized(address, key).build());
  }

  private static int status(HttpRequest request) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.discarding()).statusCode();
    }
  }

  private static String post(String address, String key, String body) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      var request =
          authorized(address, key)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      return client.send(request, BodyHandlers.ofString()).body();
    }
  }

  private static HttpRequest.Builder authorized(String address, String key) {
    return HttpRequest.newBuilder(URI.create(address)).header("Authorization", "Basic " + key);
  }
}
