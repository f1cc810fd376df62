package dev.lodestar.engine;

import dev.lodestar.data.Column;
import dev.lodestar.sql.BoundQuery;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything an engine needs to know to turn the rows of a query into segments.
 *
 * @param query its {@code relations} are exactly the keys of the two maps
 * @param tables the rows of tables, by name
 * @param externals files, by the name that the query knows them by
 * @param rows what becomes of the rows; it has no files, and its fields are the query's columns
 * @param counting how records are counted when several become one row
 */
public record QueryIngestPlan(
    BoundQuery query,
    Map<String, SegmentScan> tables,
    Map<String, External> externals,
    IngestPlan rows,
    RecordCounting counting) {
  public QueryIngestPlan {
    tables = Map.copyOf(tables);
    externals = Map.copyOf(externals);
  }

  /** A plan whose rows are its records. */
  public QueryIngestPlan(
      BoundQuery query,
      Map<String, SegmentScan> tables,
      Map<String, External> externals,
      IngestPlan rows) {
    this(query, tables, externals, rows, RecordCounting.ROWS);
  }

  /**
   * Files of one format that are read as one table.
   *
   * @param fields the declared input fields; undeclared ones are ignored
   * @param records how each record is judged by itself; without it only unreadable ones are found
   */
  public record External(
      List<InputFile> files,
      InputFormat format,
      List<Column> fields,
      Optional<IngestPlan> records) {
    public External {
      files = List.copyOf(files);
      fields = List.copyOf(fields);
    }
  }
}
