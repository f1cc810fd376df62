package dev.lodestar.jobs;

import dev.lodestar.connections.ConnectionSpec;
import dev.lodestar.connectors.ClientSettings;
import dev.lodestar.connectors.ObjectSelection;
import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import dev.lodestar.data.Interval;
import dev.lodestar.engine.Compression;
import dev.lodestar.engine.IngestPlan;
import dev.lodestar.engine.InputFormat;
import dev.lodestar.engine.RecordCounting;
import dev.lodestar.sql.BoundQuery;
import dev.lodestar.sql.LookupSource;
import dev.lodestar.tables.TableSnapshot;
import dev.lodestar.tables.TableSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What a job will do, in full.
 *
 * @param tableToCreate the table to make first, when it does not exist
 * @param input what to read, not opened yet
 * @param template the work of the engine; its files are filled in when the job runs
 * @param replaced times whose rows go in the same commit; none to append
 * @param limits how many segments it may make
 * @param failOnEmpty whether a job that stores no row fails
 * @param query the Druid SQL that does this, which the API shows
 */
record JobPlan(
    Optional<TableSpec> tableToCreate,
    Input input,
    IngestPlan template,
    List<Interval> replaced,
    SegmentLimits limits,
    boolean failOnEmpty,
    String query) {
  JobPlan {
    replaced = List.copyOf(replaced);
  }

  /** What the rows are made from. */
  sealed interface Input {
    /**
     * Files, record by record.
     *
     * @param lookups what the expressions look values up in, by the engine's name
     */
    record Files(List<Source> sources, Map<String, LookupRead> lookups) implements Input {
      public Files {
        sources = List.copyOf(sources);
        lookups = Map.copyOf(lookups);
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

  /** Two columns of a table, as they are when the job starts. */
  record LookupRead(TableSnapshot table, LookupSource source) {}

  /**
   * Files that a query reads as one table.
   *
   * @param records how each record is judged by itself, where the job says so
   */
  record External(
      List<Source> sources, InputFormat format, List<Column> fields, Optional<IngestPlan> records) {
    External {
      sources = List.copyOf(sources);
      fields = List.copyOf(fields);
    }
  }

  /** Something to read. */
  sealed interface Source {
    /** An uploaded file, by the id that outlives its name. */
    record Uploaded(String name, UUID id, Compression compression) implements Source {}

    /**
     * Objects of a store outside, which are found when the job runs.
     *
     * @param detectsFormat whether their names tell the format
     */
    record Objects(
        ConnectionSpec.Objects connection,
        ClientSettings settings,
        ObjectSelection selection,
        boolean detectsFormat)
        implements Source {}

    /** Records that travel within the job itself. */
    record Inline(String data) implements Source {}
  }

  /**
   * The same plan for a batch job that combines records.
   *
   * @param text the query to show
   * @param records how each record is judged by itself
   */
  JobPlan ofRollup(String text, boolean countsRecords, boolean filters, IngestPlan records) {
    RecordCounting counting =
        countsRecords
            ? filters ? RecordCounting.MERGED_AND_FILTERED : RecordCounting.MERGED
            : RecordCounting.ROWS;
    Input counted =
        switch (input) {
          case Input.Files files -> files;
          case Input.Query found ->
              new Input.Query(
                  found.query(), found.tables(), judged(found.externals(), records), counting);
        };
    return new JobPlan(tableToCreate, counted, template, replaced, limits, failOnEmpty, text);
  }

  private static Map<String, External> judged(Map<String, External> externals, IngestPlan records) {
    return externals.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                external ->
                    new External(
                        external.getValue().sources(),
                        external.getValue().format(),
                        external.getValue().fields(),
                        Optional.of(records.reading(external.getValue().format())))));
  }

  /** The columns of the segments to be, {@code __time} first. */
  List<Column> segmentColumns() {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column(Column.TIME, DataType.TIMESTAMP));
    template.projections().forEach(projection -> columns.add(projection.column()));
    return List.copyOf(columns);
  }
}
