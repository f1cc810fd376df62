package dev.lodestar.testing;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The command that starts the packaged server with the options that the launcher gives it, and
 * those of {@code lodestar.test.server-options}.
 *
 * <p>The first to ask trains an archive of the server's classes, which saves later starts half of
 * what they compute; other processes of a test run wait for it.
 */
public final class PackagedServer {
  private static final Path APPLICATION = Path.of("target/quarkus-app/quarkus-run.jar");
  private static final Path ARCHIVE = Path.of("target/test-server.jsa");

  private PackagedServer() {}

  /** Errors: {@link IllegalStateException} when the server cannot be started at all. */
  public static List<String> command() {
    try {
      train();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return command("-XX:SharedArchiveFile=" + ARCHIVE);
  }

  private static List<String> command(String... options) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(
        List.of("-Xms48m", "-Xmx320m", "-XX:+UseSerialGC", "-Xlog:cds*=off", "-Xlog:aot*=off"));
    command.addAll(Arrays.asList(options));
    String more = System.getProperty("lodestar.test.server-options", "");
    command.addAll(Arrays.stream(more.split(" ")).filter(option -> !option.isEmpty()).toList());
    command.addAll(List.of("-jar", APPLICATION.toString()));
    return command;
  }

  private static synchronized void train() throws IOException {
    try (FileChannel lock =
        FileChannel.open(
            Path.of("target/test-server.lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE)) {
      lock.lock();
      if (!isCurrent()) {
        Path unfinished = Path.of(ARCHIVE + ".unfinished");
        run(command("-XX:ArchiveClassesAtExit=" + unfinished));
        Files.move(unfinished, ARCHIVE, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static boolean isCurrent() throws IOException {
    return Files.exists(ARCHIVE)
        && Files.getLastModifiedTime(ARCHIVE).compareTo(Files.getLastModifiedTime(APPLICATION)) > 0;
  }

  /** Starts a server and stops it once it listens. */
  private static void run(List<String> command) throws IOException {
    Path data = Files.createTempDirectory(Path.of("target"), "trained-server");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LODESTAR_DATA_DIR", data.toAbsolutePath().toString());
    builder.environment().put("QUARKUS_HTTP_PORT", "0");
    Process server = builder.start();
    List<String> said = new ArrayList<>();
    for (String line = ""; line != null; line = server.inputReader().readLine()) {
      said.add(line);
      if (line.startsWith("Lodestar listens on ")) {
        // Through the handle, which leaves the output open.
        server.toHandle().destroy();
      }
    }
    server.onExit().join();
    MoreFiles.deleteRecursively(data, RecursiveDeleteOption.ALLOW_INSECURE);
    if (said.stream().noneMatch(line -> line.startsWith("Lodestar listens on "))) {
      throw new IllegalStateException("the server ended: " + said);
    }
  }
}
