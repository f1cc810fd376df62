package dev.lodestar.jobs;

import dev.lodestar.files.UploadedFile;
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
 */
record PlanInputs(Optional<Table> table, Map<String, UploadedFile> files, Instant now) {
  PlanInputs {
    files = Map.copyOf(files);
  }

  static PlanInputs of(Optional<Table> table, List<UploadedFile> files, Instant now) {
    return new PlanInputs(
        table,
        files.stream().collect(Collectors.toMap(UploadedFile::name, Function.identity())),
        now);
  }
}
