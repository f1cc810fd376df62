package dev.lodestar.jobs;

import dev.lodestar.data.Granularity;
import dev.lodestar.data.Interval;
import dev.lodestar.files.UploadedFile;
import dev.lodestar.tables.LookupTableRules;
import dev.lodestar.tables.Table;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the planner needs to know of the world.
 *
 * @param table the target, when it exists
 * @param files those of the named files that exist, by name
 * @param now the start of the job: what CURRENT_TIMESTAMP means in it
 * @param readers the lookups that read the target
 * @param lookups those that the job reads
 * @param connections those that it reads through
 */
record PlanInputs(
    Optional<Table> table,
    Map<String, UploadedFile> files,
    Instant now,
    List<String> readers,
    KnownRelations lookups,
    KnownConnections connections) {
  PlanInputs {
    readers = List.copyOf(readers);
    files = Map.copyOf(files);
  }

  static PlanInputs of(Optional<Table> table, List<UploadedFile> files, Instant now) {
    return new PlanInputs(
        table,
        files.stream().collect(Collectors.toMap(UploadedFile::name, Function.identity())),
        now,
        List.of(),
        KnownRelations.NONE,
        KnownConnections.NONE);
  }

  PlanInputs readBy(List<String> names) {
    return new PlanInputs(table, files, now, names, lookups, connections);
  }

  PlanInputs with(KnownRelations known) {
    return new PlanInputs(table, files, now, readers, known, connections);
  }

  PlanInputs reaching(KnownConnections known) {
    return new PlanInputs(table, files, now, readers, lookups, known);
  }

  /** What keeps a job from the target because lookups read it, if anything does. */
  Optional<String> lookupObstacle(Granularity partitioning, List<Interval> replaced) {
    return table.flatMap(
        target ->
            LookupTableRules.obstacle(
                target, readers, partitioning, replaced.contains(Granularity.ETERNITY)));
  }
}
