package dev.lodestar.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/**
 * What native-image would be given, which Quarkus writes without it; only with {@code
 * lodestar.long}.
 */
class NativeSourcesIT {
  private static final Path SOURCES = Path.of("target/native-sources");

  @Test
  void quarkusWritesWhatNativeImageNeeds() throws Exception {
    assumeTrue(LongScript.wanted(), "only with -Dlodestar.long=true");

    LongScript.run(
        System.getProperty("maven.home") + "/bin/mvn",
        "-B",
        "-o",
        "-q",
        "-ntp",
        "jar:jar",
        "quarkus:build",
        "-Dnative",
        "-Dquarkus.native.sources-only=true");

    assertThat(Files.readString(SOURCES.resolve("native-image.args")))
        .contains("--no-fallback", "--enable-native-access=ALL-UNNAMED", "-H:+AddAllCharsets")
        .contains("--initialize-at-run-time=org.duckdb,com.github.luben.zstd")
        .contains("-jar lodestar-runner.jar");
    try (JarFile jar = new JarFile(SOURCES.resolve("lodestar-runner.jar").toFile())) {
      for (Path metadata : new Path[] {NativeMetadata.LIBRARIES, NativeMetadata.VALUES}) {
        String entry = Path.of("src/main/resources").relativize(metadata).toString();
        assertThat(jar.getEntry(entry)).as(entry).isNotNull();
      }
    }
  }
}
