package dev.lodestar.testing;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Formats a folder for one KRaft node and runs it there. By reflection, because the broker is on
 * this JVM's class path and not on that of the tests.
 */
public final class KafkaBrokerMain {
  private KafkaBrokerMain() {}

  /**
   * Formats and runs.
   *
   * @param arguments the cluster id, the file of properties, then users as {@code --add-scram}
   *     takes them
   */
  public static void main(String[] arguments) throws Exception {
    List<String> format =
        new ArrayList<>(List.of("format", "-t", arguments[0], "-c", arguments[1]));
    for (String user : Arrays.asList(arguments).subList(2, arguments.length)) {
      format.addAll(List.of("--add-scram", user));
    }
    int status =
        (int)
            Class.forName("kafka.tools.StorageTool")
                .getMethod("execute", String[].class, PrintStream.class)
                .invoke(
                    null,
                    format.toArray(String[]::new),
                    new PrintStream(System.out, true, StandardCharsets.UTF_8));
    if (status != 0) {
      throw new IllegalStateException("formatting failed with " + status);
    }
    Class.forName("kafka.Kafka")
        .getMethod("main", String[].class)
        .invoke(null, (Object) new String[] {arguments[1]});
  }
}
