package dev.lodestar.sql;

import java.util.Optional;
import java.util.Set;

/**
 * What the outermost SELECT of a statement combines.
 *
 * @param measures the names of its columns that hold aggregates
 * @param flooredTo the ISO period that its {@code __time} is floored to, if it plainly is
 */
public record Aggregation(Set<String> measures, Optional<String> flooredTo) {
  public Aggregation {
    measures = Set.copyOf(measures);
  }
}
