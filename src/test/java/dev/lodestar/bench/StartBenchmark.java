package dev.lodestar.bench;

import dev.lodestar.crash.ServerProcess;
import dev.lodestar.server.EmbeddedDatabase;
import dev.lodestar.storage.DataDirectory;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code ./lodestar bench start}: how long a start takes until the server is ready, and what it
 * then holds in memory, of the layout that {@code deploy/Dockerfile.jvm} makes, with and without
 * the AOT cache, with a PostgreSQL of its own and with an external one.
 *
 * <p>The data directory and the database are there already. The variants take turns.
 */
public final class StartBenchmark {
  private static final Path SCRATCH = Path.of("target/bench").toAbsolutePath();
  private static final Duration IDLE = Duration.ofSeconds(15);

  private final PrintStream out = System.out;
  private final Path root;
  private final int rounds;
  private final Map<String, Variant> variants = new LinkedHashMap<>();

  private StartBenchmark(Path root, int rounds) {
    this.root = root;
    this.rounds = rounds;
  }

  /** A way to start, and what was measured of it. */
  private record Variant(
      Path layout, Map<String, String> settings, List<Long> nanos, List<Long> cpu) {
    Variant(Path layout, Map<String, String> settings) {
      this(layout, settings, new ArrayList<>(), new ArrayList<>());
    }
  }

  /** Argument: how many starts of each variant, 5 if absent. */
  public static void main(String[] arguments) throws Exception {
    Files.createDirectories(SCRATCH);
    Path root = Files.createTempDirectory(SCRATCH, "start");
    new StartBenchmark(root, arguments.length == 0 ? 5 : Integer.parseInt(arguments[0])).run();
  }

  private void run() throws Exception {
    Path plain = root.resolve("plain");
    Path trained = root.resolve("trained");
    script(
        "build-layout.sh",
        Path.of("target/quarkus-app").toAbsolutePath().toString(),
        plain.toString());
    script(
        "build-layout.sh",
        Path.of("target/quarkus-app").toAbsolutePath().toString(),
        trained.toString());
    script("train.sh", trained.toString());
    try (EmbeddedDatabase database =
        EmbeddedDatabase.start(new DataDirectory(root.resolve("database")))) {
      Map<String, String> external = Map.of("LODESTAR_DATABASE_URL", url(database));
      variants.put("embedded database, no cache", new Variant(plain, Map.of()));
      variants.put("embedded database, AOT cache", new Variant(trained, Map.of()));
      variants.put("external database, no cache", new Variant(plain, external));
      variants.put("external database, AOT cache", new Variant(trained, external));
      for (Variant variant : variants.values()) {
        start(variant).stop(); // makes the database and its tables
      }
      for (int round = 0; round < rounds; round++) {
        for (Variant variant : variants.values()) {
          measure(variant);
        }
      }
      tell();
    }
  }

  private void script(String name, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("deploy/image/" + name));
    command.addAll(List.of(arguments));
    int code = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (code != 0) {
      throw new IllegalStateException(name + " ended with " + code);
    }
  }

  private static String url(EmbeddedDatabase database) {
    URI url = URI.create(database.address().url());
    return "postgresql://%s:%s@127.0.0.1:%d%s"
        .formatted(
            database.address().user().orElseThrow(),
            URLEncoder.encode(database.address().password().orElseThrow(), StandardCharsets.UTF_8),
            url.getPort(),
            url.getRawPath());
  }

  private ServerProcess start(Variant variant) throws IOException {
    return ServerProcess.start(
        List.of(variant.layout().resolve("bin/lodestar-server").toString()),
        root.resolve(variant.settings().isEmpty() ? "embedded" : "external"),
        variant.settings());
  }

  private void measure(Variant variant) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    ServerProcess server = start(variant);
    variant.nanos().add(System.nanoTime() - begun);
    variant.cpu().add(ProcessFigures.cpu(server).toNanos());
    server.stop();
  }

  private void tell() throws IOException, InterruptedException {
    for (Map.Entry<String, Variant> each : variants.entrySet()) {
      Variant variant = each.getValue();
      ServerProcess server = start(variant);
      if (!server.survives(IDLE)) {
        throw new IllegalStateException("the server ended");
      }
      out.printf(
          "start: %-29s ready after %.2f s (%.2f to %.2f), %.2f s of CPU; idle %d MiB, with PostgreSQL %d MiB%n",
          each.getKey() + ":",
          Timing.percentile(variant.nanos(), 0.5) / 1e9,
          Timing.percentile(variant.nanos(), 0) / 1e9,
          Timing.percentile(variant.nanos(), 1) / 1e9,
          Timing.percentile(variant.cpu(), 0.5) / 1e9,
          ProcessFigures.residentMebibytes(server.pid()),
          ProcessFigures.treeMebibytes(ProcessHandle.of(server.pid()).orElseThrow()));
      server.stop();
    }
  }
}
