package dev.lodestar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Looks for the secrets that tests use in all that the suite has printed and logged so far: the
 * reports of the unit tests hold their output.
 */
class ProducedSecretsIT {
  private static final Path TARGET = Path.of("target");

  /** Each is part of secrets of connections, or a key, somewhere in the suite. */
  private static final List<String> SECRETS =
      List.of("hush-", "hidden-secret", "s3cr3t", "pok_theKeyOfTheOperatorInAllTests");

  private static List<Path> produced() throws IOException {
    List<Path> found = new ArrayList<>();
    for (String folder : List.of("surefire-reports", "failsafe-reports")) {
      Path reports = TARGET.resolve(folder);
      if (Files.isDirectory(reports)) {
        try (Stream<Path> files = Files.list(reports)) {
          files.filter(Files::isRegularFile).forEach(found::add);
        }
      }
    }
    return found;
  }

  @Test
  void nothingThatTheSuiteProducedHoldsASecret() throws IOException {
    List<Path> produced = produced();

    assertThat(produced).as("reports of the unit tests").hasSizeGreaterThan(100);
    boolean hasLog = false;
    for (Path file : produced) {
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      hasLog |= text.contains("Authentication is switched off");
      for (String secret : SECRETS) {
        assertThat(text.contains(secret)).as("%s in %s", secret, file).isFalse();
      }
    }
    assertThat(hasLog).as("the servers' log is among it").isTrue();
  }
}
