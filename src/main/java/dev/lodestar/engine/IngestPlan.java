package dev.lodestar.engine;

import dev.lodestar.data.Column;
import dev.lodestar.data.Granularity;
import dev.lodestar.data.Interval;
import java.util.List;
import java.util.Optional;

/**
 * Everything an engine needs to know to turn files into segments.
 *
 * @param files what to read; all of one format
 * @param fields the declared input fields; undeclared ones are ignored
 * @param time the expression of {@code __time}, of type TIMESTAMP
 * @param projections the other columns, in table order
 * @param within times outside of which rows are skipped; all times when empty
 * @param filter rows for which this is not true are skipped; engine SQL of type BOOLEAN
 * @param partitioning the unit of the time chunks
 * @param clusteringColumns the order of rows within a chunk; may be empty
 * @param parseExceptionsMax unreadable records above this number fail the job
 * @param lookups what the expressions look values up in
 * @param stream what is different for records of a stream, if they come from one
 */
public record IngestPlan(
    List<InputFile> files,
    InputFormat format,
    List<Column> fields,
    String time,
    List<Projection> projections,
    List<Interval> within,
    Optional<String> filter,
    Granularity partitioning,
    List<String> clusteringColumns,
    long parseExceptionsMax,
    List<LookupTable> lookups,
    Optional<StreamRules> stream) {
  public IngestPlan {
    lookups = List.copyOf(lookups);
    files = List.copyOf(files);
    fields = List.copyOf(fields);
    projections = List.copyOf(projections);
    within = List.copyOf(within);
    clusteringColumns = List.copyOf(clusteringColumns);
  }

  /** A plan that takes rows of every time. */
  public IngestPlan(
      List<InputFile> files,
      InputFormat format,
      List<Column> fields,
      String time,
      List<Projection> projections,
      Optional<String> filter,
      Granularity partitioning,
      List<String> clusteringColumns,
      long parseExceptionsMax) {
    this(
        files,
        format,
        fields,
        time,
        projections,
        List.of(),
        filter,
        partitioning,
        clusteringColumns,
        parseExceptionsMax);
  }

  /** A plan that looks nothing up, for records that do not come from a stream. */
  public IngestPlan(
      List<InputFile> files,
      InputFormat format,
      List<Column> fields,
      String time,
      List<Projection> projections,
      List<Interval> within,
      Optional<String> filter,
      Granularity partitioning,
      List<String> clusteringColumns,
      long parseExceptionsMax) {
    this(
        files,
        format,
        fields,
        time,
        projections,
        within,
        filter,
        partitioning,
        clusteringColumns,
        parseExceptionsMax,
        List.of(),
        Optional.empty());
  }

  /**
   * The pairs of a lookup, as the snapshot of a table.
   *
   * @param name of the engine's table that the expressions read; see {@code sql.LookupPairs}
   * @param columns those of the keys and of the values
   */
  public record LookupTable(String name, List<String> columns, SegmentScan rows) {
    public LookupTable {
      columns = List.copyOf(columns);
    }
  }

  /** The same plan for records of another format. */
  public IngestPlan reading(InputFormat other) {
    return new IngestPlan(
        files,
        other,
        fields,
        time,
        projections,
        within,
        filter,
        partitioning,
        clusteringColumns,
        parseExceptionsMax,
        lookups,
        stream);
  }

  /** The same plan over these files. */
  public IngestPlan over(List<InputFile> opened, List<LookupTable> read) {
    return new IngestPlan(
        opened,
        format,
        fields,
        time,
        projections,
        within,
        filter,
        partitioning,
        clusteringColumns,
        parseExceptionsMax,
        read,
        stream);
  }

  /** The same plan for records of a stream. */
  public IngestPlan ofStream(StreamRules rules) {
    return new IngestPlan(
        files,
        format,
        fields,
        time,
        projections,
        within,
        filter,
        partitioning,
        rules.isProvisional() ? List.of() : clusteringColumns,
        Long.MAX_VALUE,
        lookups,
        Optional.of(rules));
  }

  /**
   * One column of the table and how to compute it.
   *
   * @param column the column with its stored type
   * @param engineSql over the input fields, as {@code sql.BoundExpression} gives it
   */
  public record Projection(Column column, String engineSql) {}
}
