package dev.lodestar.crash;

import dev.lodestar.testing.PackagedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, on a free port. Not safe for threads. */
public final class ServerProcess {
  private static final String ANNOUNCEMENT = "Lodestar listens on ";
  private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

  private final Process process;
  private final Path dataDirectory;
  private final URI address;

  /** What it said after it began to listen. */
  private final List<String> said = Collections.synchronizedList(new ArrayList<>());

  private final Thread reader;

  private ServerProcess(Process process, Path dataDirectory, URI address) {
    this.process = process;
    this.dataDirectory = dataDirectory;
    this.address = address;
    this.reader = Thread.ofVirtual().start(this::follow);
  }

  /** Starts the packaged server with the memory that the launcher gives it. */
  public static ServerProcess start(Path dataDirectory, Map<String, String> settings)
      throws IOException {
    return start(PackagedServer.command(), dataDirectory, settings);
  }

  /**
   * Starts a server and waits until it listens.
   *
   * @param command what becomes the server; it must not fork
   * @param settings environment variables
   */
  public static ServerProcess start(
      List<String> command, Path dataDirectory, Map<String, String> settings) throws IOException {
    Process process = launch(command, dataDirectory, settings);
    List<String> seen = new ArrayList<>();
    for (String line = ""; line != null; line = process.inputReader().readLine()) {
      seen.add(line);
      if (line.startsWith(ANNOUNCEMENT)) {
        String address = line.substring(ANNOUNCEMENT.length(), line.indexOf(';'));
        return new ServerProcess(process, dataDirectory, URI.create(address));
      }
      echo(line);
    }
    throw new IllegalStateException("the server ended: " + seen);
  }

  /** What a server says that must refuse to start. */
  static List<String> refusal(Path dataDirectory) throws IOException, InterruptedException {
    Process process = launch(PackagedServer.command(), dataDirectory, Map.of());
    List<String> lines = process.inputReader().lines().toList();
    if (process.waitFor() != 1) {
      throw new IllegalStateException("the server ended with " + process.exitValue());
    }
    return lines;
  }

  private static Process launch(
      List<String> command, Path dataDirectory, Map<String, String> settings) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // The settings of whoever runs this are not what is tested.
    builder.environment().keySet().removeIf(name -> name.startsWith("LODESTAR_"));
    builder.environment().put("LODESTAR_DATA_DIR", dataDirectory.toString());
    builder.environment().put("QUARKUS_HTTP_PORT", "0");
    builder.environment().put("LODESTAR_AUTH_ENABLED", "false");
    builder.environment().putAll(settings);
    return builder.start();
  }

  /** The rest of the output must be read, or the server would wait for a reader. */
  private void follow() {
    try {
      process
          .inputReader()
          .lines()
          .forEach(
              line -> {
                said.add(line);
                echo(line);
              });
    } catch (UncheckedIOException e) {
      // Killing a process closes its output under the reader.
      System.out.println("  server: (ended)");
    }
  }

  private static void echo(String line) {
    if (!line.isEmpty()) {
      System.out.println("  server: " + line);
    }
  }

  public URI address() {
    return address;
  }

  public long pid() {
    return process.pid();
  }

  /** All that a server said that has ended. */
  List<String> said() throws InterruptedException {
    reader.join();
    return List.copyOf(said);
  }

  /** Waits, and says whether the server is still there. */
  public boolean survives(Duration time) throws InterruptedException {
    return !process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** SIGKILL; PostgreSQL lives on. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /**
   * SIGTERM.
   *
   * @return the exit code
   */
  public int stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("the server did not stop within " + STOP_LIMIT);
    }
    return process.exitValue();
  }

  /** The PostgreSQL of this data directory, while it runs. */
  public Optional<ProcessHandle> database() throws IOException {
    Path pidFile = dataDirectory.resolve("postgres/data/postmaster.pid");
    if (!Files.exists(pidFile)) {
      return Optional.empty();
    }
    // Ids are used again; only a process that was started from this directory is meant.
    return ProcessHandle.of(Long.parseLong(Files.readAllLines(pidFile).getFirst().strip()))
        .filter(
            found -> found.info().commandLine().filter(line -> line.contains(home())).isPresent());
  }

  private String home() {
    return dataDirectory.toString();
  }

  /** Leaves no process behind, however the server ended. */
  public void close() throws IOException, InterruptedException {
    if (process.isAlive()) {
      stop();
    }
    database().ifPresent(ProcessHandle::destroyForcibly);
  }
}
