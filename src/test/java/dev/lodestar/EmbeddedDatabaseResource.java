package dev.lodestar;

import dev.lodestar.server.EmbeddedDatabase;
import dev.lodestar.storage.DataDirectory;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Gives every {@code @QuarkusTest} the database that {@code main} would have started, and a data
 * directory of its own. It is a registered service, so tests need not name it.
 *
 * <p>One database serves the whole test JVM. Quarkus loads this class once per test profile; so the
 * system properties, not a static field, remember that it runs.
 */
public class EmbeddedDatabaseResource implements QuarkusTestResourceLifecycleManager {
  private static final String PREFIX = "lodestar.test.";

  @Override
  public synchronized Map<String, String> start() {
    var running = new HashMap<String, String>();
    for (var name : System.getProperties().stringPropertyNames()) {
      if (name.startsWith(PREFIX)) {
        running.put(name.substring(PREFIX.length()), System.getProperty(name));
      }
    }
    if (running.isEmpty()) {
      running.putAll(launch());
      running.forEach((name, value) -> System.setProperty(PREFIX + name, value));
    }
    return running;
  }

  /** The database ends with the JVM. */
  @Override
  public void stop() {}

  private static Map<String, String> launch() {
    try {
      var root = Files.createTempDirectory("lodestar-test");
      var database = EmbeddedDatabase.start(new DataDirectory(root));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(database, root)));
      var properties = new HashMap<>(database.address().properties());
      properties.put("lodestar.data-dir", root.toString());
      return properties;
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary directory for the tests", e);
    }
  }

  private static void remove(EmbeddedDatabase database, Path root) {
    database.close();
    try (var paths = Files.walk(root)) {
      paths.sorted((a, b) -> b.compareTo(a)).forEach(path -> path.toFile().delete());
    } catch (IOException | UncheckedIOException e) {
      System.err.println("left behind by the tests: " + root);
    }
  }
}
