package dev.lodestar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lodestar.testing.PackagedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The walk-through of README.md, pasted into a shell beside a fresh server. */
class ReadmeIT {
  private static final Pattern BLOCK = Pattern.compile("```shell\n(.*?)```", Pattern.DOTALL);
  private static final Pattern ANNOUNCEMENT = Pattern.compile("Lodestar listens on (\\S+);.*");
  private static final int WALK_SECONDS_MAX = 120;

  @TempDir Path root;

  @Test
  void walkThroughEndsWithTheAnswerThatItShows() throws Exception {
    var readme = Files.readString(Path.of("README.md"));
    var server = server();
    try {
      var address = address(server);

      var printed = walk(readme, address);

      assertThat(printed).endsWith("country,total\nDE,120.5\nFR,7.25\n\n");
      assertThat(readme).contains("```\ncountry,total\nDE,120.5\nFR,7.25\n```");
    } finally {
      server.destroy();
      server.waitFor();
    }
  }

  private Process server() throws IOException {
    var builder = new ProcessBuilder(PackagedServer.command());
    builder.environment().keySet().removeIf(name -> name.startsWith("LODESTAR_"));
    builder.environment().put("LODESTAR_DATA_DIR", root.resolve("data").toString());
    builder.environment().put("QUARKUS_HTTP_PORT", "0");
    return builder.redirectErrorStream(true).start();
  }

  private static String address(Process server) throws IOException {
    for (var line = ""; line != null; line = server.inputReader().readLine()) {
      var announced = ANNOUNCEMENT.matcher(line);
      if (announced.matches()) {
        return announced.group(1);
      }
    }
    throw new AssertionError("the server ended before it listened");
  }

  /** Runs every shell block in turn, in one shell and an empty folder; returns what it printed. */
  private String walk(String readme, String address) throws Exception {
    var script = new StringBuilder("set -eu\n");
    BLOCK.matcher(readme).results().forEach(block -> script.append(block.group(1)));
    var folder = Files.createDirectory(root.resolve("folder"));
    var output = root.resolve("output").toFile();
    var shell =
        new ProcessBuilder(
                "bash", "-c", script.toString().replace("http://127.0.0.1:8888", address))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output);
    shell.environment().put("LODESTAR_DATA_DIR", root.resolve("data").toString());
    var running = shell.start();
    var ended = running.waitFor(WALK_SECONDS_MAX, TimeUnit.SECONDS);
    running.destroyForcibly();
    var printed = Files.readString(output.toPath());
    assertThat(ended).as("ended in time, having printed: %s", printed).isTrue();
    assertThat(running.waitFor()).as(printed).isZero();
    return printed;
  }
}
