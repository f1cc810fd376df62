package dev.lodestar.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import dev.lodestar.data.Granularity;
import dev.lodestar.data.Interval;
import dev.lodestar.engine.IngestPlan;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.Problem;
import dev.lodestar.error.ServiceException;
import dev.lodestar.sql.BoundExpression;
import dev.lodestar.sql.DruidSql;
import dev.lodestar.sql.InputColumns;
import dev.lodestar.tables.ColumnName;
import dev.lodestar.tables.Table;
import dev.lodestar.tables.TableSpec;
import dev.lodestar.tables.TablesService;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Turns what a user asked into what will happen.
 *
 * <p>Pure: checks everything that needs two objects and reports all problems at once; opens and
 * changes nothing. Errors: {@code INVALID_ARGUMENT}, {@code INVALID_SQL}, {@code NOT_SUPPORTED}.
 */
final class JobPlanner {
  private final DruidSql sql;

  JobPlanner(DruidSql sql) {
    this.sql = sql;
  }

  JobPlan plan(BatchSpec spec, PlanInputs inputs) {
    return plan(spec, inputs, Set.of());
  }

  /**
   * The same.
   *
   * @param lists fields of text of which a record may hold several
   */
  JobPlan plan(BatchSpec spec, PlanInputs inputs, Set<String> lists) {
    List<Problem> problems = new ArrayList<>();
    Target target = target(spec, inputs, problems);
    SourcePlan source = SourcePlan.of(spec.source(), inputs, problems);
    ExpressionPlanner expressions =
        new ExpressionPlanner(
            sql, new InputColumns(spec.source().inputSchema(), lists), inputs, problems);
    Optional<BoundExpression> filter = expressions.filter(spec.filterExpression());
    List<IngestPlan.Projection> projections = new ArrayList<>();
    Optional<String> time = Optional.empty();
    for (int i = 0; i < spec.mappings().size(); i++) {
      Mapping mapping = spec.mappings().get(i);
      if (mapping.columnName().equals(Column.TIME)) {
        time = expressions.time(mapping, i);
      } else {
        expressions
            .column(mapping, i, declared(inputs.table(), mapping.columnName()))
            .ifPresent(projections::add);
      }
    }
    if (!problems.isEmpty()) {
      throw ServiceException.of(problems);
    }
    IngestPlan template =
        new IngestPlan(
            List.of(),
            source.format(),
            readAs(spec.source().inputSchema(), lists),
            time.orElseThrow(),
            projections,
            ReplacedTimes.within(target.replaced()),
            filter.map(BoundExpression::engineSql),
            target.partitioning(),
            target.clustering(),
            spec.maxParseExceptions());
    Optional<TableSpec> tableToCreate =
        inputs.table().isPresent()
            ? Optional.empty()
            : Optional.of(
                TableSpec.createdByJob(
                    spec.target().tableName(), target.partitioning(), target.asked()));
    return new JobPlan(
        tableToCreate,
        new JobPlan.Input.Files(source.files(), inputs.lookups().read(expressions.lookups())),
        template,
        target.replaced(),
        SegmentLimits.of(spec::parameter).whereReadByLookups(inputs.readers()),
        failsOnEmpty(spec),
        EquivalentQuery.of(spec, target.partitioning(), target.clustering()));
  }

  private static boolean failsOnEmpty(BatchSpec spec) {
    JsonNode asked = spec.parameter("failOnEmptyInsert");
    return asked != null && asked.asBoolean(false);
  }

  /**
   * How rows lie in the target, and which go.
   *
   * @param clustering the order of rows, by columns that the job writes
   * @param asked the order of rows, as it was asked for
   * @param replaced times whose rows go; none to append
   */
  record Target(
      Granularity partitioning,
      List<String> clustering,
      List<String> asked,
      List<Interval> replaced) {}

  /** Checks the target and the columns that the mappings name. */
  Target target(BatchSpec spec, PlanInputs inputs, List<Problem> problems) {
    checkTable(spec, inputs, problems);
    if (spec.context() != null && !spec.context().isObject() && !spec.context().isNull()) {
      problems.add(invalid("context", "Member \"context\" must be a JSON object."));
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < spec.mappings().size(); i++) {
      checkColumn(spec.mappings().get(i), i, inputs.table(), seen, problems);
    }
    checkCase(spec.mappings(), inputs.table(), problems);
    checkCount(inputs.table(), seen, "mappings", problems);
    if (!seen.contains(Column.TIME)) {
      problems.add(
          invalid(
              "mappings", "A job needs a mapping for __time, such as TIME_PARSE(\"timestamp\")."));
    }
    Granularity partitioning = partitioning(spec, inputs.table());
    List<String> clustering = clustering(spec, inputs.table());
    checkClustering(clustering, seen, measures(spec, inputs.table()), inputs.table(), problems);
    List<Interval> replaced = replaced(spec, partitioning, problems);
    inputs
        .lookupObstacle(partitioning, replaced)
        .ifPresent(reason -> problems.add(invalid("target.tableName", reason)));
    return new Target(
        partitioning, clustering.stream().filter(seen::contains).toList(), clustering, replaced);
  }

  private static List<Interval> replaced(
      BatchSpec spec, Granularity partitioning, List<Problem> problems) {
    if (spec.ingestionMode() == IngestionMode.APPEND) {
      return List.of();
    }
    if (spec.replaceAll()) {
      return List.of(Granularity.ETERNITY);
    }
    List<Interval> intervals = spec.target().parsedIntervals();
    ReplacedTimes.check(
        intervals,
        partitioning,
        (i, rule) -> invalid("target.intervals[%d]".formatted(i), "The job replaces " + rule),
        problems);
    return intervals;
  }

  static List<Column> readAs(List<Column> fields, Set<String> lists) {
    return fields.stream()
        .map(f -> lists.contains(f.name()) ? new Column(f.name(), DataType.STRING_ARRAY) : f)
        .toList();
  }

  private static void checkTable(BatchSpec spec, PlanInputs inputs, List<Problem> problems) {
    checkTable(
        spec.target().tableName(),
        spec.createTableIfNotExists(),
        inputs.table(),
        "target.tableName",
        problems);
  }

  /** The target of a job has to exist, or to be made, and has to be a table that jobs can fill. */
  static void checkTable(
      String name, boolean create, Optional<Table> table, String target, List<Problem> problems) {
    if (table.isEmpty() && !create) {
      problems.add(
          invalid(
              target,
              "Table %s does not exist; create it first or set createTableIfNotExists to true."
                  .formatted(name)));
    }
  }

  private static void checkColumn(
      Mapping mapping, int index, Optional<Table> table, Set<String> seen, List<Problem> problems) {
    String name = mapping.columnName();
    String target = "mappings[%d].columnName".formatted(index);
    if (!seen.add(name)) {
      problems.add(invalid(target, "Column \"%s\" is mapped twice.".formatted(name)));
    }
    boolean isCount =
        name.equals(Column.COUNT.name()) && table.filter(t -> t.spec().isAggregate()).isPresent();
    if (!name.equals(Column.TIME) && !isCount) {
      try {
        ColumnName.require(name, target);
      } catch (ServiceException e) {
        problems.add(e.problem());
      }
    }
    if (table.isPresent() && !TablesService.accepts(table.get(), name)) {
      problems.add(
          invalid(
              target,
              "Table %s does not declare column \"%s\".".formatted(table.get().name(), name)));
    }
  }

  /** Together with those that the table has. */
  static void checkCount(
      Optional<Table> table, Set<String> written, String target, List<Problem> problems) {
    Set<String> all = new HashSet<>(written);
    table.map(Table::columns).orElse(List.of()).forEach(column -> all.add(column.name()));
    all.remove(Column.TIME);
    all.remove(Column.COUNT.name());
    if (all.size() > TableSpec.COLUMNS_MAX) {
      problems.add(
          invalid(
              target,
              "The table would have %d columns, and %d is the limit; store fewer."
                  .formatted(all.size(), TableSpec.COLUMNS_MAX)));
    }
  }

  /** Names that only the case of letters tells apart, within the job or towards the table. */
  private static void checkCase(
      List<Mapping> mappings, Optional<Table> table, List<Problem> problems) {
    Map<String, String> names = new HashMap<>();
    table.map(Table::columns).orElse(List.of()).stream()
        .map(Column::name)
        .forEach(name -> names.put(ColumnName.folded(name), name));
    for (int i = 0; i < mappings.size(); i++) {
      String name = mappings.get(i).columnName();
      String twin = names.putIfAbsent(ColumnName.folded(name), name);
      if (twin != null && !twin.equals(name)) {
        problems.add(ColumnName.sameButForCase(name, twin, "mappings[%d].columnName".formatted(i)));
      }
    }
  }

  private static Optional<Column> declared(Optional<Table> table, String name) {
    return table.flatMap(found -> found.spec().declared(name));
  }

  private static Granularity partitioning(BatchSpec spec, Optional<Table> table) {
    return Optional.ofNullable(spec.partitionedBy())
        .or(() -> table.map(found -> found.spec().partitioningGranularity()))
        .orElse(Granularity.DAY);
  }

  private static List<String> clustering(BatchSpec spec, Optional<Table> table) {
    return Optional.ofNullable(spec.clusteringColumns())
        .or(() -> table.map(found -> found.spec().clusteringColumns()))
        .orElse(List.of());
  }

  private static Set<String> measures(BatchSpec spec, Optional<Table> table) {
    return Stream.concat(
            spec.mappings().stream()
                .filter(mapping -> Boolean.TRUE.equals(mapping.isAggregation()))
                .map(Mapping::columnName),
            table.map(Table::columns).orElse(List.of()).stream()
                .filter(Column::isMeasure)
                .map(Column::name))
        .collect(Collectors.toSet());
  }

  private static void checkClustering(
      List<String> clustering,
      Set<String> mapped,
      Set<String> measures,
      Optional<Table> table,
      List<Problem> problems) {
    for (int i = 0; i < clustering.size(); i++) {
      String name = clustering.get(i);
      boolean known =
          mapped.contains(name) || table.flatMap(found -> found.column(name)).isPresent();
      if (!known && !name.equals(Column.TIME)) {
        problems.add(
            invalid(
                "clusteringColumns[%d]".formatted(i),
                "Column \"%s\" in clusteringColumns does not exist.".formatted(name)));
      } else if (measures.contains(name)) {
        problems.add(
            invalid(
                "clusteringColumns[%d]".formatted(i),
                "Column \"%s\" is a measure; rows are clustered by dimensions only."
                    .formatted(name)));
      }
    }
  }

  static Problem invalid(String target, String message) {
    return new Problem(ErrorCode.INVALID_ARGUMENT, target, message);
  }
}
