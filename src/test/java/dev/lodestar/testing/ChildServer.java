package dev.lodestar.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A server in a JVM of its own that ends with this one and takes its folder along. */
final class ChildServer {
  private static final Path CLASS_PATH = Path.of("target/test-servers.classpath");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private ChildServer() {}

  /**
   * Starts a server and waits until its port takes connections.
   *
   * @param folder its working directory; holds {@code server.log}
   */
  static void start(Path folder, String mainClass, List<String> arguments, int port) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    // s3proxy sends what is printed to its log, and the log must not be printed.
    command.add("-Dorg.slf4j.simpleLogger.logFile=" + folder.resolve("log"));
    command.addAll(List.of("-cp", classPath(), mainClass));
    command.addAll(arguments);
    Path log = folder.resolve("server.log");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process, folder)));
      await("a server on port " + port + ", see " + log)
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(50))
          .until(() -> answers(process, port, log));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String classPath() {
    try {
      return Path.of("target/test-classes").toAbsolutePath()
          + System.getProperty("path.separator")
          + Files.readString(CLASS_PATH).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("run mvn generate-test-resources first", e);
    }
  }

  private static boolean answers(Process process, int port, Path log) throws IOException {
    if (!process.isAlive()) {
      Path more = log.resolveSibling("log");
      throw new IllegalStateException(
          "the server ended:\n%s\n%s"
              .formatted(Files.readString(log), Files.exists(more) ? Files.readString(more) : ""));
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static void end(Process process, Path folder) {
    process.destroyForcibly();
    try (Stream<Path> paths = Files.walk(folder)) {
      process.waitFor();
      paths.sorted((a, b) -> b.compareTo(a)).forEach(path -> path.toFile().delete());
    } catch (IOException | UncheckedIOException e) {
      System.err.println("left behind by the tests: " + folder);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static Path folder(String name) {
    try {
      return Files.createTempDirectory("lodestar-" + name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ports that nobody listens on. */
  static List<Integer> freePorts(int count) {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      List<Integer> ports = sockets.stream().map(ServerSocket::getLocalPort).toList();
      for (ServerSocket socket : sockets) {
        socket.close();
      }
      return ports;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
