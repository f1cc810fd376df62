package dev.lodestar.deploy;

/** Sizes as Kubernetes ({@code 3Gi}) and Lodestar ({@code 1G}, {@code 512M}) write them. */
final class Memory {
  private Memory() {}

  static long mebibytes(String text) {
    long number = Long.parseLong(text.replaceAll("\\D", ""));
    return switch (text.replaceAll("\\d", "")) {
      case "Gi", "G" -> number * 1024;
      case "Mi", "M" -> number;
      default -> throw new IllegalStateException("a size that is not known: " + text);
    };
  }
}
