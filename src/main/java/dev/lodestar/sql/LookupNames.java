package dev.lodestar.sql;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The lookups that a statement names.
 *
 * @param written in its text
 * @param parameters the places of {@code ?} that stand for others, from 0
 */
public record LookupNames(Set<String> written, Set<Integer> parameters) {
  public LookupNames {
    written = Set.copyOf(written);
    parameters = Set.copyOf(parameters);
  }

  public boolean isEmpty() {
    return written.isEmpty() && parameters.isEmpty();
  }

  /** All of them, once the values of the parameters are known. */
  public Set<String> with(List<SqlParameter> values) {
    Set<String> names = new HashSet<>(written);
    for (int parameter : parameters) {
      if (parameter < values.size() && values.get(parameter).value() instanceof String name) {
        names.add(name);
      }
    }
    return names;
  }
}
