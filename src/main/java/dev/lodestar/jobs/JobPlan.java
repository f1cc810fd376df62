package dev.lodestar.jobs;

import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import dev.lodestar.data.Interval;
import dev.lodestar.engine.Compression;
import dev.lodestar.engine.IngestPlan;
import dev.lodestar.engine.InputFile;
import dev.lodestar.engine.InputFormat;
import dev.lodestar.engine.RecordCounting;
import dev.lodestar.sql.BoundQuery;
import dev.lodestar.tables.TableSnapshot;
import dev.lodestar.tables.TableSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What a job will do, in full.
 *
 * @param tableToCreate the table to make first, when it does not exist
 * @param input what to read, not opened yet
 * @param template the work of the engine; its files are filled in when the job runs
 * @param replaced times whose rows go in the same commit; none to append
 * @param failOnEmpty whether a job that stores no row fails
 * @param query the Druid SQL that does this, which the API shows
 */
record JobPlan(
    Optional<TableSpec> tableToCreate,
    Input input,
    IngestPlan template,
    List<Interval> replaced,
    boolean failOnEmpty,
    String query) {
  JobPlan {
    replaced = List.copyOf(replaced);
  }

  /** What the rows are made from. */
  sealed interface Input {
    /** Files, record by record. */
    record Files(List<Source> sources) implements Input {
      public Files {
        sources = List.copyOf(sources);
      }
    }

    /**
     * A query over tables and files.
     *
     * @param tables those that it reads, as they are when the job starts
     * @param externals the files that it reads, by the name that it knows them by
     * @param counting how records are counted when several become one row
     */
    record Query(
        BoundQuery query,
        Map<String, TableSnapshot> tables,
        Map<String, External> externals,
        RecordCounting counting)
        implements Input {
      public Query {
        tables = Map.copyOf(tables);
        externals = Map.copyOf(externals);
      }
    }
  }

  /** Files that a query reads as one table. */
  record External(List<Source> sources, InputFormat format, List<Column> fields) {
    External {
      sources = List.copyOf(sources);
      fields = List.copyOf(fields);
    }
  }

  /** Something to read. */
  sealed interface Source {
    /** An uploaded file, by the id that outlives its name. */
    record Uploaded(String name, UUID id, Compression compression) implements Source {}

    /** Records that travel within the job itself. */
    record Inline(String data) implements Source {}
  }

  /**
   * The same plan for a batch job that combines records.
   *
   * @param text the query to show
   */
  JobPlan ofRollup(String text, boolean countsRecords, boolean filters) {
    RecordCounting counting =
        countsRecords
            ? filters ? RecordCounting.MERGED_AND_FILTERED : RecordCounting.MERGED
            : RecordCounting.ROWS;
    Input counted =
        switch (input) {
          case Input.Files files -> files;
          case Input.Query found ->
              new Input.Query(found.query(), found.tables(), found.externals(), counting);
        };
    return new JobPlan(tableToCreate, counted, template, replaced, failOnEmpty, text);
  }

  /** The engine's work, over files that are open to be read. */
  IngestPlan ingestPlan(List<InputFile> files) {
    return template.over(files);
  }

  /** The columns of the segments to be, {@code __time} first. */
  List<Column> segmentColumns() {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column(Column.TIME, DataType.TIMESTAMP));
    template.projections().forEach(projection -> columns.add(projection.column()));
    return List.copyOf(columns);
  }
}
