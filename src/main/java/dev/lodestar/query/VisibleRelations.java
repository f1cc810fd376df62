package dev.lodestar.query;

import dev.lodestar.query.metadata.SystemRelations;
import dev.lodestar.sql.LookupSource;
import dev.lodestar.sql.Relation;
import dev.lodestar.sql.RelationName;
import dev.lodestar.sql.Relations;
import java.util.Map;
import java.util.Optional;

/**
 * What a statement may read at one moment: tables, lookups, and all system tables.
 *
 * @param tables those of the named tables that exist
 * @param lookups what the named lookups stand for
 */
record VisibleRelations(Map<String, Relation> tables, Map<String, LookupSource> lookups)
    implements Relations {
  VisibleRelations {
    tables = Map.copyOf(tables);
    lookups = Map.copyOf(lookups);
  }

  @Override
  public Optional<Relation> table(String name) {
    return Optional.ofNullable(tables.get(name));
  }

  @Override
  public Optional<LookupSource> lookup(String name) {
    return Optional.ofNullable(lookups.get(name));
  }

  @Override
  public Optional<Relation> system(RelationName name) {
    return SystemRelations.find(name);
  }
}
