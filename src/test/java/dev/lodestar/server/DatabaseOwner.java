package dev.lodestar.server;

import dev.lodestar.storage.DataDirectory;
import java.io.IOException;
import java.nio.file.Path;

/** A process that owns a data directory and its database until it is killed. */
final class DatabaseOwner {
  private DatabaseOwner() {}

  /** Prints one line, {@code port password}, when the database answers. */
  public static void main(String[] args) throws IOException {
    var directory = new DataDirectory(Path.of(args[0]));
    try (var lock = DataDirectoryLock.acquire(directory)) {
      var address = EmbeddedDatabase.start(directory).address();
      System.out.println("ready " + address.url() + " " + address.password().orElseThrow());
      System.in.read();
      assert lock != null;
    }
  }

  /** Starts one in another JVM and waits until its database answers. */
  static Process spawn(Path root) throws IOException {
    var process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                DatabaseOwner.class.getName(),
                root.toString())
            .redirectErrorStream(true)
            .start();
    for (var line = ""; !line.startsWith("ready "); ) {
      line = process.inputReader().readLine();
      if (line == null) {
        throw new IllegalStateException("the database's owner ended early");
      }
    }
    return process;
  }
}
