package dev.lodestar.vitals;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether files can be written, and how many more. */
@Readiness
@ApplicationScoped
class DataDirectoryCheck implements HealthCheck {
  private final Path directory;
  private final HealthConfig config;

  DataDirectoryCheck(
      @ConfigProperty(name = "lodestar.data-dir") Path directory, HealthConfig config) {
    this.directory = directory;
    this.config = config;
  }

  @Override
  public HealthCheckResponse call() {
    return finding(directory, config.freeSpace().asLongValue()).as("data directory");
  }

  /** Writes a file of one byte there, and deletes it again. */
  static Finding finding(Path directory, long floorBytes) {
    long free;
    try {
      free = Files.getFileStore(directory).getUsableSpace();
      Path written = Files.createTempFile(directory, "health", ".partial");
      try {
        Files.write(written, new byte[] {1});
      } finally {
        Files.deleteIfExists(written);
      }
    } catch (IOException e) {
      return Finding.down(
          "The data directory cannot be written to (%s); see to its disk, its mount and its rights."
              .formatted(e.getClass().getSimpleName()));
    }
    return room(free, floorBytes);
  }

  static Finding room(long freeBytes, long floorBytes) {
    Finding found =
        freeBytes < floorBytes
            ? Finding.down(
                "The data directory has %d MiB left, less than the %d that are asked for; make room."
                    .formatted(freeBytes >> 20, floorBytes >> 20))
            : Finding.up("The data directory can be written to.");
    return found.with("freeBytes", freeBytes).with("floorBytes", floorBytes);
  }
}
