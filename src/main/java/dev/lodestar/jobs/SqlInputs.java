package dev.lodestar.jobs;

import dev.lodestar.sql.LookupSource;
import dev.lodestar.sql.Statement;
import dev.lodestar.tables.TableSnapshot;
import java.util.Map;
import java.util.Set;

/**
 * What the planner of SQL jobs needs to know of the world, and what the text says by itself.
 *
 * @param sources what each table function reads, by the name in its place
 * @param world target, files and time
 * @param tables those of the named tables that exist, all of one moment
 * @param lookups what the names of lookups stand for
 * @param lists text fields of external data of which a record holds several
 */
record SqlInputs(
    Statement.Ingest statement,
    Map<String, JobSource> sources,
    PlanInputs world,
    Map<String, TableSnapshot> tables,
    Map<String, LookupSource> lookups,
    Set<String> lists) {
  SqlInputs {
    sources = Map.copyOf(sources);
    tables = Map.copyOf(tables);
    lookups = Map.copyOf(lookups);
    lists = Set.copyOf(lists);
  }

  SqlInputs holding(Set<String> found) {
    return new SqlInputs(statement, sources, world, tables, lookups, found);
  }
}
