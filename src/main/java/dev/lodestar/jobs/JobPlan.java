package dev.lodestar.jobs;

import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import dev.lodestar.engine.Compression;
import dev.lodestar.engine.IngestPlan;
import dev.lodestar.engine.InputFile;
import dev.lodestar.tables.TableSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a job will do, in full.
 *
 * @param tableToCreate the table to make first, when it does not exist
 * @param sources what to read, not opened yet
 * @param template the work of the engine; its files are filled in when the job runs
 * @param query the equivalent Druid SQL, which the API shows
 */
record JobPlan(
    Optional<TableSpec> tableToCreate, List<Source> sources, IngestPlan template, String query) {
  JobPlan {
    sources = List.copyOf(sources);
  }

  /** Something to read. */
  sealed interface Source {
    /** An uploaded file, by the id that outlives its name. */
    record Uploaded(String name, UUID id, Compression compression) implements Source {}

    /** Records that travel within the job itself. */
    record Inline(String data) implements Source {}
  }

  /** The engine's work, over files that are open to be read. */
  IngestPlan ingestPlan(List<InputFile> files) {
    return new IngestPlan(
        files,
        template.format(),
        template.fields(),
        template.time(),
        template.projections(),
        template.filter(),
        template.partitioning(),
        template.clusteringColumns(),
        template.parseExceptionsMax());
  }

  /** The columns of the segments to be, {@code __time} first. */
  List<Column> segmentColumns() {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column(Column.TIME, DataType.TIMESTAMP));
    template.projections().forEach(projection -> columns.add(projection.column()));
    return List.copyOf(columns);
  }
}
