package dev.lodestar.jobs;

import dev.lodestar.data.Column;
import dev.lodestar.sql.ExternalTable;
import dev.lodestar.sql.LookupSource;
import dev.lodestar.sql.Relation;
import dev.lodestar.sql.Relations;
import dev.lodestar.tables.TableSnapshot;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the expressions and the query of a job may read.
 *
 * @param named what the names of lookups stand for
 * @param tables those tables that exist, all of one moment
 * @param lists text fields of external data of which a record holds several
 */
record KnownRelations(
    Map<String, LookupSource> named, Map<String, TableSnapshot> tables, Set<String> lists)
    implements Relations {
  static final KnownRelations NONE = new KnownRelations(Map.of(), Map.of());

  KnownRelations {
    named = Map.copyOf(named);
    tables = Map.copyOf(tables);
    lists = Set.copyOf(lists);
  }

  /** The same, before anything is known of the external data. */
  KnownRelations(Map<String, LookupSource> named, Map<String, TableSnapshot> tables) {
    this(named, tables, Set.of());
  }

  @Override
  public Set<String> severalTexts(ExternalTable external) {
    return external.columns().stream()
        .map(Column::name)
        .filter(lists::contains)
        .collect(Collectors.toSet());
  }

  @Override
  public Optional<Relation> table(String name) {
    return Optional.ofNullable(tables.get(name))
        .map(found -> new Relation(name, found.table().columns(), found.multiValues()));
  }

  @Override
  public Optional<LookupSource> lookup(String name) {
    return Optional.ofNullable(named.get(name));
  }

  /** The tables behind lookups that were bound. */
  Map<String, JobPlan.LookupRead> read(Map<String, LookupSource> bound) {
    return bound.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                lookup ->
                    new JobPlan.LookupRead(
                        tables.get(lookup.getValue().table()), lookup.getValue())));
  }
}
