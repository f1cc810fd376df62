package dev.lodestar.sql;

import java.util.List;

/**
 * A function as metadata describes it.
 *
 * @param signatures how it may be called, optional parts in square brackets
 */
public record Routine(String name, boolean aggregate, List<String> signatures) {
  public Routine {
    signatures = List.copyOf(signatures);
  }
}
