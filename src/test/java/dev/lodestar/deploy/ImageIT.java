package dev.lodestar.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

/** The steps of the images, without a container engine; only with {@code lodestar.long}. */
class ImageIT {
  /**
   * Lays out, trains, and starts the server as an unprivileged user on a tree that it cannot write.
   */
  @Test
  void jvmImageRunsUnprivilegedWithItsOwnDatabaseAndWithAnother() throws Exception {
    assumeTrue(LongScript.wanted(), "only with -Dlodestar.long=true");
    assumeTrue(Runtime.version().feature() >= 25, "an AOT cache needs a JDK 25");
    assumeTrue(System.getProperty("os.name").equals("Linux"), "images are of Linux");

    assertThat(LongScript.run("deploy/image/check.sh", "target/quarkus-app"))
        .anyMatch(line -> line.contains("database: embedded PostgreSQL"))
        .anyMatch(line -> line.contains("database: postgresql://127.0.0.1"))
        .contains("check: all steps hold.");
  }
}
