package dev.lodestar.crash;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** A broker without credentials in a process of its own, which can be killed and started again. */
public final class KafkaProcess {
  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Path CLASS_PATH = Path.of("target/test-servers.classpath");

  private final Path folder;
  private final int port;
  private Process process;

  private KafkaProcess(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  public static KafkaProcess start(Path folder) throws IOException {
    KafkaProcess broker = new KafkaProcess(Files.createDirectories(folder), freePort());
    Files.writeString(broker.properties(), broker.settings(freePort()));
    broker.launch(
        "dev.lodestar.testing.KafkaBrokerMain",
        "bG9kZXN0YXItdGVzdHMtMQ",
        broker.properties().toString());
    return broker;
  }

  private Path properties() {
    return folder.resolve("server.properties");
  }

  private String settings(int controller) {
    return """
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:%1$d
        controller.listener.names=CONTROLLER
        listeners=PLAINTEXT://127.0.0.1:%2$d,CONTROLLER://127.0.0.1:%1$d
        advertised.listeners=PLAINTEXT://127.0.0.1:%2$d
        listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
        log.dirs=%3$s/data
        offsets.topic.replication.factor=1
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        group.initial.rebalance.delay.ms=0
        auto.create.topics.enable=false
        """
        .formatted(controller, port, folder);
  }

  private void launch(String mainClass, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-cp"));
    command.add(
        Path.of("target/test-classes").toAbsolutePath()
            + System.getProperty("path.separator")
            + Files.readString(CLASS_PATH).strip());
    command.add(mainClass);
    command.addAll(List.of(arguments));
    process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
            .start();
    Awaitility.await().atMost(START_LIMIT).until(this::answers);
  }

  private boolean answers() {
    if (!process.isAlive()) {
      throw new IllegalStateException("the broker ended; see " + folder.resolve("log"));
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false; // It is still starting.
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  public String address() {
    return "127.0.0.1:" + port;
  }

  /** SIGKILL. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** The same broker with its data, after a kill. */
  public void restart() throws IOException {
    launch("kafka.Kafka", properties().toString());
  }
}
