package dev.lodestar.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
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

  private Process start(Map<String, String> environment) throws IOException {
    var builder =
        new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-jar",
            "target/quarkus-app/quarkus-run.jar");
    builder.redirectErrorStream(true);
    builder.environment().put("LODESTAR_DATA_DIR", root.toString());
    builder.environment().put("QUARKUS_HTTP_PORT", "0");
    builder.environment().putAll(environment);
    var process = builder.start();
    started.add(process);
    return process;
  }

  /** The server's address, from the line that it prints when it is up. */
  private static String announced(Process server) throws IOException {
    var seen = new ArrayList<String>();
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
    try (var client = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create(address)).build();
      return client.send(request, BodyHandlers.discarding()).statusCode();
    }
  }
}
