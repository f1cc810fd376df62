package dev.lodestar.jobs;

import dev.lodestar.data.Column;
import dev.lodestar.data.ColumnRole;
import dev.lodestar.data.DataType;
import dev.lodestar.data.Granularity;
import dev.lodestar.data.Interval;
import dev.lodestar.data.TimeResolution;
import dev.lodestar.engine.IngestPlan;
import dev.lodestar.engine.InputFormat;
import dev.lodestar.engine.RecordCounting;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.Problem;
import dev.lodestar.error.ServiceException;
import dev.lodestar.sql.Aggregation;
import dev.lodestar.sql.BoundQuery;
import dev.lodestar.sql.DruidSql;
import dev.lodestar.sql.ExternalTable;
import dev.lodestar.sql.OutputColumn;
import dev.lodestar.sql.Overwrite;
import dev.lodestar.sql.SqlSettings;
import dev.lodestar.sql.Statement;
import dev.lodestar.tables.Table;
import dev.lodestar.tables.TableSnapshot;
import dev.lodestar.tables.TableSpec;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Turns an INSERT or REPLACE into what will happen.
 *
 * <p>Pure, as {@link JobPlanner}. Errors: {@code INVALID_ARGUMENT}, {@code INVALID_SQL}, {@code
 * NOT_SUPPORTED}; their target is {@code query} where they are about the statement.
 */
final class SqlJobPlanner {
  static final String TARGET = "query";

  private static final int COLUMNS_MAX = 2_000;
  static final String EPOCH = "make_timestamp_ms(0)";

  private final DruidSql sql;

  SqlJobPlanner(DruidSql sql) {
    this.sql = sql;
  }

  JobPlan plan(SqlSpec spec, SqlInputs inputs) {
    Statement.Ingest statement = inputs.statement();
    SqlJobContext context =
        SqlJobContext.of(spec.context(), statement.context(), inputs.world().now());
    Optional<Table> target = inputs.world().table();
    List<Problem> problems = new ArrayList<>();
    JobPlanner.checkTable(
        statement.table(), spec.createTableIfNotExists(), target, TARGET, problems);
    Optional<Aggregation> aggregation = sql.aggregation(statement);
    boolean isAggregate =
        target.map(table -> table.spec().isAggregate()).orElse(aggregation.isPresent());
    BoundQuery query = bind(spec, inputs, context.settings(), isAggregate);
    Granularity partitioning = partitioning(statement, target);
    List<Interval> replaced = replaced(statement, context.settings(), partitioning, problems);
    inputs
        .world()
        .lookupObstacle(partitioning, replaced)
        .ifPresent(reason -> problems.add(JobPlanner.invalid(TARGET, reason)));
    List<Column> fields = fields(query.columns(), problems);
    new TargetColumns(target, isAggregate, problems).check(fields);
    List<String> clustering = clustering(statement, target, fields, problems);
    checkClustering(clustering, aggregation, isAggregate, target, problems);
    Map<String, JobPlan.External> externals = externals(inputs, problems);
    String time = time(query.columns(), partitioning, problems);
    List<IngestPlan.Projection> projections =
        new TargetColumns(target, isAggregate, problems).projections(query.columns());
    if (!problems.isEmpty()) {
      throw ServiceException.of(problems);
    }
    IngestPlan rows =
        new IngestPlan(
            List.of(),
            new InputFormat.NdJson(),
            fields,
            floored(time, target, partitioning, context.settings()),
            projections,
            ReplacedTimes.within(replaced),
            Optional.empty(),
            partitioning,
            clustering,
            context.parseExceptionsMax());
    return new JobPlan(
        target.isPresent()
            ? Optional.empty()
            : Optional.of(
                created(statement.table(), partitioning, clustering, aggregation, projections)),
        new JobPlan.Input.Query(query, tables(query, inputs), externals, RecordCounting.ROWS),
        rows,
        replaced,
        context.limits().whereReadByLookups(inputs.world().readers()),
        context.failOnEmptyInsert(),
        spec.query());
  }

  /** A table of the job's own: an aggregate one if the job's query combines rows. */
  private static TableSpec created(
      String name,
      Granularity partitioning,
      List<String> clustering,
      Optional<Aggregation> aggregation,
      List<IngestPlan.Projection> projections) {
    if (aggregation.isEmpty()) {
      return TableSpec.createdByJob(name, partitioning, clustering);
    }
    List<Column> measures =
        projections.stream()
            .map(IngestPlan.Projection::column)
            .filter(column -> aggregation.get().measures().contains(column.name()))
            .filter(column -> !column.name().equals(Column.COUNT.name()))
            .map(column -> new Column(column.name(), column.type(), ColumnRole.MEASURE))
            .toList();
    return TableSpec.aggregateCreatedByJob(
        name, partitioning, clustering, measures, resolution(aggregation.get()));
  }

  private static TimeResolution resolution(Aggregation aggregation) {
    return Arrays.stream(TimeResolution.values())
        .filter(unit -> aggregation.flooredTo().filter(unit.period()::equals).isPresent())
        .findFirst()
        .orElse(TimeResolution.MILLISECOND);
  }

  /** The engine's expression of {@code __time} as the table stores it. */
  private String floored(
      String time, Optional<Table> target, Granularity partitioning, SqlSettings settings) {
    String name = BoundQuery.reference(Column.TIME);
    String floored = RollupMappings.floored(name, target, partitioning);
    return floored.equals(name) || !time.equals(name)
        ? time
        : sql.bindExpression(
                floored,
                List.of(new Column(Column.TIME, DataType.TIMESTAMP)),
                new SqlSettings(ZoneOffset.UTC, settings.now(), OptionalLong.empty()))
            .engineSql();
  }

  private static void checkClustering(
      List<String> clustering,
      Optional<Aggregation> aggregation,
      boolean isAggregate,
      Optional<Table> target,
      List<Problem> problems) {
    for (String column : isAggregate ? clustering : List.<String>of()) {
      boolean isMeasure =
          target
              .map(table -> table.column(column).filter(Column::isMeasure).isPresent())
              .orElseGet(() -> aggregation.filter(a -> a.measures().contains(column)).isPresent());
      if (isMeasure) {
        problems.add(
            JobPlanner.invalid(
                TARGET,
                "Column \"%s\" in CLUSTERED BY is a measure; rows are clustered by dimensions only."
                    .formatted(column)));
      }
    }
  }

  /** Whether a column of an aggregate table takes the state of an aggregate. */
  private static boolean keepsState(String column, Optional<Table> target) {
    return target
        .flatMap(table -> table.spec().declared(column))
        .map(declared -> declared.type().storage() == DataType.Storage.OPAQUE)
        .orElse(true);
  }

  private BoundQuery bind(
      SqlSpec spec, SqlInputs inputs, SqlSettings settings, boolean isAggregate) {
    try {
      return sql.bindIngest(
          inputs.statement(),
          spec.values(),
          settings,
          new KnownRelations(inputs.lookups(), inputs.tables(), inputs.lists()),
          column -> isAggregate && keepsState(column, inputs.world().table()));
    } catch (ServiceException e) {
      throw e.code() == ErrorCode.INTERNAL ? e : e.withTarget(TARGET);
    }
  }

  private static Map<String, TableSnapshot> tables(BoundQuery query, SqlInputs inputs) {
    return inputs.tables().entrySet().stream()
        .filter(table -> query.relations().contains(table.getKey()))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static Granularity partitioning(Statement.Ingest statement, Optional<Table> target) {
    return statement
        .partitioning()
        .or(() -> target.map(table -> table.spec().partitioningGranularity()))
        .orElse(Granularity.DAY);
  }

  /** The intervals whose rows go. Errors: intervals that cut a time chunk in two. */
  private static List<Interval> replaced(
      Statement.Ingest statement,
      SqlSettings settings,
      Granularity partitioning,
      List<Problem> problems) {
    return switch (statement.overwrite()) {
      case Overwrite.Nothing nothing -> List.of();
      case Overwrite.Everything everything -> List.of(Granularity.ETERNITY);
      case Overwrite.Times times -> {
        List<Interval> intervals = times.intervals(settings.timeZone());
        ReplacedTimes.check(
            intervals,
            partitioning,
            (i, rule) -> JobPlanner.invalid(TARGET, "OVERWRITE WHERE covers " + rule),
            problems);
        yield intervals;
      }
    };
  }

  private static List<Column> fields(List<OutputColumn> columns, List<Problem> problems) {
    if (columns.size() > COLUMNS_MAX) {
      problems.add(
          JobPlanner.invalid(
              TARGET,
              "The query has %d columns; a job may store %d."
                  .formatted(columns.size(), COLUMNS_MAX)));
    }
    return columns.stream()
        .map(
            column ->
                column.name().equals(Column.TIME)
                    ? new Column(Column.TIME, DataType.TIMESTAMP)
                    : new Column(column.name(), ExpressionPlanner.naturalType(column.type())))
        .toList();
  }

  /** The engine's expression of {@code __time}. */
  private static String time(
      List<OutputColumn> columns, Granularity partitioning, List<Problem> problems) {
    Optional<OutputColumn> time =
        columns.stream().filter(column -> column.name().equals(Column.TIME)).findFirst();
    if (time.isEmpty()) {
      if (partitioning != Granularity.ALL) {
        problems.add(
            JobPlanner.invalid(
                TARGET,
                "The query needs a column __time, such as TIME_PARSE(\"ts\") AS \"__time\"; only PARTITIONED BY ALL goes without."));
      }
      return EPOCH;
    }
    switch (time.get().type()) {
      case TIMESTAMP, DATE, NULL -> {}
      case VARCHAR,
          BIGINT,
          INTEGER,
          DOUBLE,
          FLOAT,
          BOOLEAN,
          VARCHAR_ARRAY,
          BIGINT_ARRAY,
          DOUBLE_ARRAY,
          FLOAT_ARRAY,
          JSON_ARRAY,
          HLL_SKETCH,
          THETA_SKETCH,
          QUANTILES_SKETCH,
          TUPLE_SKETCH,
          STRING_PAIR,
          VARIANCE,
          JSON ->
          problems.add(
              JobPlanner.invalid(
                  TARGET,
                  "Column __time is a %s and must be a TIMESTAMP: use TIME_PARSE for text and MILLIS_TO_TIMESTAMP for milliseconds."
                      .formatted(time.get().type())));
    }
    return BoundQuery.reference(Column.TIME);
  }

  private static List<String> clustering(
      Statement.Ingest statement,
      Optional<Table> target,
      List<Column> fields,
      List<Problem> problems) {
    List<String> names = fields.stream().map(Column::name).toList();
    if (statement.clustering().isEmpty()) {
      return target.map(table -> table.spec().clusteringColumns()).orElse(List.of()).stream()
          .filter(names::contains)
          .toList();
    }
    for (String column : statement.clustering().get()) {
      if (!names.contains(column)) {
        problems.add(
            JobPlanner.invalid(
                TARGET,
                "Column \"%s\" in CLUSTERED BY is not a column of the query.".formatted(column)));
      }
    }
    return statement.clustering().get();
  }

  private static Map<String, JobPlan.External> externals(SqlInputs inputs, List<Problem> problems) {
    Map<String, JobPlan.External> externals = new HashMap<>();
    for (ExternalTable table : inputs.statement().query().externals()) {
      JobSource source = inputs.sources().get(table.name());
      if (source == null) {
        throw new IllegalStateException("no source was read for " + table.name());
      }
      List<Problem> found = new ArrayList<>();
      SourcePlan plan = SourcePlan.of(source, inputs.world(), found);
      found.forEach(
          problem -> problems.add(new Problem(problem.code(), TARGET, problem.message())));
      externals.put(
          table.name(),
          new JobPlan.External(
              plan.files(),
              plan.format(),
              JobPlanner.readAs(source.inputSchema(), inputs.lists()),
              Optional.empty()));
    }
    return externals;
  }
}
