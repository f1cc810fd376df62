package dev.lodestar.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;

/** One data directory and the servers that run on it, one after the other. */
final class CrashedServer {
  static final Duration JOB_LIMIT = Duration.ofMinutes(3);
  private static final Set<String> OVER = Set.of("completed", "failed", "canceled");

  private final Path root;
  private final Map<String, String> settings;
  private ServerProcess process;
  private ServerClient client;

  private CrashedServer(Path root, Map<String, String> settings) throws IOException {
    this.root = root;
    this.settings = settings;
    this.process = ServerProcess.start(root, settings);
    this.client = new ServerClient(process.address());
  }

  static CrashedServer start(Path root, Map<String, String> settings) throws IOException {
    return new CrashedServer(root, settings);
  }

  ServerProcess process() {
    return process;
  }

  ServerClient client() {
    return client;
  }

  /** After a kill or a stop. */
  void restart() throws IOException {
    client.close();
    process = ServerProcess.start(root, settings);
    client = new ServerClient(process.address());
  }

  void killAndRestart() throws IOException, InterruptedException {
    process.kill();
    restart();
  }

  /** Whatever a test did, the next one has a server. */
  void restartIfGone() throws IOException, InterruptedException {
    if (!process.survives(Duration.ZERO)) {
      restart();
    }
  }

  static ConditionFactory waiting() {
    return await().atMost(JOB_LIMIT).pollInterval(Duration.ofMillis(50));
  }

  /** Looks so often that a kill right after it comes at that moment. */
  static ConditionFactory watching() {
    return await().atMost(JOB_LIMIT).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1));
  }

  boolean isOver(String job) throws IOException, InterruptedException {
    return OVER.contains(client.status(job));
  }

  void awaitCompleted(String job) throws IOException, InterruptedException {
    waiting().until(() -> isOver(job));
    assertThat(client.status(job)).as(() -> logs(job)).isEqualTo("completed");
  }

  String logs(String job) {
    try {
      return client.logs(job).toString();
    } catch (IOException | InterruptedException e) {
      return e.toString();
    }
  }

  /** A file that goes meanwhile counts nothing. */
  long bytesIn(String folder) throws IOException {
    long bytes = 0;
    for (Path file : filesIn(folder)) {
      try {
        bytes += Files.size(file);
      } catch (NoSuchFileException gone) {
        // Its bytes went with it.
      }
    }
    return bytes;
  }

  /** All files below a folder of the data directory, whatever they are called. */
  List<Path> filesIn(String folder) throws IOException {
    List<Path> files = new ArrayList<>();
    collect(root.resolve(folder), files);
    return files;
  }

  private static void collect(Path folder, List<Path> files) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      for (Path child : children.toList()) {
        if (Files.isDirectory(child)) {
          collect(child, files);
        } else if (Files.isRegularFile(child)) {
          files.add(child);
        }
      }
    } catch (NoSuchFileException gone) {
      // A folder that went while it was looked into holds nothing.
    }
  }

  /** What must be empty whenever nothing runs. */
  void assertNoWorkIsLeft() throws IOException, InterruptedException {
    assertThat(filesIn("staging")).isEmpty();
    assertThat(filesIn("spill")).isEmpty();
    assertThat(filesIn("files")).hasSize(client.files().path("totalCount").asInt());
  }

  void close() throws IOException, InterruptedException {
    client.close();
    process.close();
  }
}
