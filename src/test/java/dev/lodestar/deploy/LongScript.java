package dev.lodestar.deploy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program that takes minutes and says what it does meanwhile. */
final class LongScript {
  private LongScript() {}

  /** Whether such programs run; they do not with every build. */
  static boolean wanted() {
    return Boolean.getBoolean("lodestar.long");
  }

  /**
   * Runs a program from the top of the repository, with this JVM's JDK, to its end.
   *
   * @return what it printed, if it ended well. Errors: {@code IllegalStateException} otherwise
   */
  static List<String> run(String... command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // The settings of whoever runs this are not what is tested.
    builder.environment().keySet().removeIf(name -> name.matches("(LODESTAR|QUARKUS)_.*"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    List<String> lines = new ArrayList<>();
    try (var output = process.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        System.out.println("  " + Path.of(command[0]).getFileName() + ": " + line);
        lines.add(line);
      }
    }
    if (process.waitFor() != 0) {
      throw new IllegalStateException(command[0] + " ended with " + process.exitValue());
    }
    return lines;
  }
}
