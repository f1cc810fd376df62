package dev.lodestar.metrics;

import java.util.Map;

/**
 * One value of now.
 *
 * @param name in words parted by dots, such as {@code lodestar.stream.lag}
 * @param description of the name; the same for all its values
 * @param labels the same names for all values of the name
 */
public record Measure(String name, String description, Map<String, String> labels, double value) {
  public Measure {
    labels = Map.copyOf(labels);
  }
}
