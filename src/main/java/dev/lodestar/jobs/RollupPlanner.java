package dev.lodestar.jobs;

import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import dev.lodestar.data.Granularity;
import dev.lodestar.engine.IngestPlan;
import dev.lodestar.engine.InputFormat;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.Problem;
import dev.lodestar.error.ServiceException;
import dev.lodestar.sql.BoundExpression;
import dev.lodestar.sql.DruidSql;
import dev.lodestar.sql.InputColumns;
import dev.lodestar.sql.Statement;
import dev.lodestar.tables.QueryGranularity;
import dev.lodestar.tables.Table;
import dev.lodestar.tables.TableSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Plans a batch job that fills an aggregate table: it runs as its equivalent query, which groups
 * its rows by the floored time and all dimensions.
 *
 * <p>Each expression is bound by itself first, as in {@link TableSourcePlanner}. Source: data-plane
 * specification, 4.1. Errors: those of {@link JobPlanner}.
 */
final class RollupPlanner {
  private final DruidSql sql;
  private final JobPlanner batchPlanner;
  private final SqlJobPlanner sqlPlanner;

  RollupPlanner(DruidSql sql, JobPlanner batchPlanner, SqlJobPlanner sqlPlanner) {
    this.sql = sql;
    this.batchPlanner = batchPlanner;
    this.sqlPlanner = sqlPlanner;
  }

  /** Whether a job combines rows: its table does, or the table that it makes will. */
  static boolean applies(BatchSpec spec, Optional<Table> target) {
    return target
        .map(table -> table.spec().isAggregate())
        .orElseGet(
            () ->
                spec.mappings().stream()
                    .anyMatch(mapping -> Boolean.TRUE.equals(mapping.isAggregation())));
  }

  /**
   * What the job will do.
   *
   * @param source the table that it reads, if it reads one
   * @param lists fields of text of which a record holds several
   */
  JobPlan plan(
      BatchSpec asked, PlanInputs inputs, Optional<TableSnapshot> source, Set<String> lists) {
    BatchSpec spec = asked.source() instanceof JobSource.Table ? asked.withTimeMapped() : asked;
    List<Problem> problems = new ArrayList<>();
    ExpressionPlanner expressions =
        new ExpressionPlanner(
            sql,
            new InputColumns(
                source.map(read -> read.table().columns()).orElseGet(spec.source()::inputSchema),
                source.map(TableSnapshot::multiValues).orElse(lists)),
            inputs,
            problems);
    JobPlanner.Target target = batchPlanner.target(spec, inputs, problems);
    requireCoarse(target.partitioning(), inputs.table(), problems);
    Optional<BoundExpression> filter = expressions.filter(spec.filterExpression());
    RollupMappings mappings =
        new RollupMappings(expressions, inputs.table(), target.partitioning(), problems);
    List<EquivalentQuery.Item> items = mappings.items(spec.mappings());
    if (!problems.isEmpty()) {
      throw ServiceException.of(problems);
    }
    EquivalentQuery query =
        EquivalentQuery.rollup(spec, items, target.partitioning(), target.clustering());
    Statement.Ingest statement = (Statement.Ingest) sql.parse(query.withoutData());
    Map<String, TableSnapshot> tables = new HashMap<>(inputs.lookups().tables());
    source.ifPresent(read -> tables.put(read.table().name(), read));
    Map<String, JobSource> files =
        source.isPresent()
            ? Map.of()
            : Map.of(statement.query().externals().getFirst().name(), spec.source());
    return sqlPlanner
        .plan(
            new SqlSpec(
                "sql",
                query.withoutData(),
                TableSourcePlanner.context(spec),
                List.of(),
                spec.createTableIfNotExists()),
            new SqlInputs(statement, files, inputs, tables, inputs.lookups().named(), lists))
        .ofRollup(
            query.text(),
            mappings.countsRecords(),
            mayFilter(spec),
            records(spec, target, mappings, filter, lists, expressions.lookups().isEmpty()));
  }

  /**
   * How the job judges a record by itself: as a batch job without measures would.
   *
   * @param alone whether its expressions need nothing but the record; else only values are judged
   */
  private static IngestPlan records(
      BatchSpec spec,
      JobPlanner.Target target,
      RollupMappings mappings,
      Optional<BoundExpression> filter,
      Set<String> lists,
      boolean alone) {
    return new IngestPlan(
        List.of(),
        new InputFormat.NdJson(),
        JobPlanner.readAs(spec.source().inputSchema(), lists),
        alone ? mappings.time() : SqlJobPlanner.EPOCH,
        alone ? mappings.dimensions() : List.of(),
        ReplacedTimes.within(target.replaced()),
        filter.filter(bound -> alone).map(BoundExpression::engineSql),
        target.partitioning(),
        List.of(),
        spec.maxParseExceptions());
  }

  private static boolean mayFilter(BatchSpec spec) {
    return spec.filterExpression() != null && !spec.filterExpression().isBlank();
  }

  private static void requireCoarse(
      Granularity partitioning, Optional<Table> table, List<Problem> problems) {
    table
        .map(found -> found.spec().rollup())
        .filter(rollup -> !rollup.fits(partitioning))
        .flatMap(QueryGranularity::flooredTo)
        .ifPresent(
            period ->
                problems.add(
                    JobPlanner.invalid(
                        "partitionedBy",
                        "Time chunks of a %s are finer than the time resolution %s of the table."
                            .formatted(partitioning.apiName(), period))));
  }

  /** Values that no measure or dimension of an aggregate table holds. */
  static Optional<Problem> unfit(Mapping mapping, DataType type, String target) {
    return type.storage() == DataType.Storage.JSON
        ? Optional.of(
            new Problem(
                ErrorCode.INVALID_ARGUMENT,
                target,
                "Column \"%s\" would be json, which only detail tables have; use JSON_VALUE or TO_JSON_STRING."
                    .formatted(mapping.columnName())))
        : Optional.empty();
  }

  /** Whether a mapping's column is the number of rows that became one. */
  static boolean isCount(Mapping mapping) {
    return mapping.columnName().equals(Column.COUNT.name());
  }
}
