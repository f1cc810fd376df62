package dev.lodestar.deploy;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Which files are sent to a builder; the last line that fits a path, or a folder above it, decides.
 */
record DockerIgnore(List<String> lines) {
  static DockerIgnore read(Path file) throws IOException {
    try (var lines = Files.lines(file)) {
      return new DockerIgnore(
          lines
              .map(String::strip)
              .filter(line -> !line.isEmpty() && !line.startsWith("#"))
              .toList());
    }
  }

  boolean lets(String path) {
    boolean kept = true;
    for (String line : lines) {
      boolean exception = line.startsWith("!");
      if (fits(exception ? line.substring(1) : line, Path.of(path))) {
        kept = exception;
      }
    }
    return kept;
  }

  private static boolean fits(String pattern, Path path) {
    var matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    for (Path each = path; each != null; each = each.getParent()) {
      if (matcher.matches(each)) {
        return true;
      }
    }
    return false;
  }
}
