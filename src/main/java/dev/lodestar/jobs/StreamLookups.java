package dev.lodestar.jobs;

import dev.lodestar.sql.LookupSource;
import dev.lodestar.tables.TableSnapshot;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The lookups that a streaming job names, as they were at one moment. Two of them are equal as long
 * as nothing of them has changed.
 *
 * @param names all that the job names
 * @param named what they stood for; without those that did not exist
 * @param tables their tables, with the rows that were visible
 */
public record StreamLookups(
    Set<String> names, Map<String, LookupSource> named, Map<String, TableSnapshot> tables) {
  static final StreamLookups NONE = new StreamLookups(Set.of(), Map.of(), Map.of());

  static StreamLookups of(Set<String> names, KnownRelations found) {
    return names.isEmpty() ? NONE : new StreamLookups(names, found.named(), found.tables());
  }

  public StreamLookups {
    names = Set.copyOf(names);
    named = Map.copyOf(named);
    tables = Map.copyOf(tables);
  }

  public boolean isEmpty() {
    return names.isEmpty();
  }

  /** The names that stood for nothing. */
  public List<String> missing() {
    return names.stream()
        .filter(name -> !named.containsKey(name) || !tables.containsKey(named.get(name).table()))
        .sorted()
        .toList();
  }
}
