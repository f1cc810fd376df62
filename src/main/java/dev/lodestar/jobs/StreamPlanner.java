package dev.lodestar.jobs;

import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import dev.lodestar.data.Granularity;
import dev.lodestar.data.Interval;
import dev.lodestar.error.Problem;
import dev.lodestar.error.ServiceException;
import dev.lodestar.tables.SchemaMode;
import dev.lodestar.tables.Table;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Plans a streaming job as the batch job that each of its batches is, so that mappings and filters
 * mean the same in both.
 *
 * <p>Errors: those of {@link JobPlanner}.
 */
final class StreamPlanner {
  /** Stands in where no field is declared: a source has at least one. */
  private static final Column NO_FIELD = new Column("__lodestar_no_field", DataType.STRING);

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT);

  private final JobPlanner batchPlanner;
  private final RollupPlanner rollupPlanner;

  StreamPlanner(JobPlanner batchPlanner, RollupPlanner rollupPlanner) {
    this.batchPlanner = batchPlanner;
    this.rollupPlanner = rollupPlanner;
  }

  /** The plan that a job is checked with when it is submitted. */
  StreamPlan plan(StreamingSpec spec, PlanInputs inputs) {
    List<Problem> problems = new ArrayList<>();
    StreamFormats.check(spec.connection().formatSettings(), problems);
    try {
      StreamPlan plan = plan(spec, inputs, Set.of(), List.of(), Granularity.ETERNITY);
      if (problems.isEmpty()) {
        return plan;
      }
    } catch (ServiceException e) {
      problems.addAll(e.details().isEmpty() ? List.of(e.problem()) : e.details());
    }
    throw ServiceException.of(problems);
  }

  PreparedStream prepared(StreamingSpec spec, PlanInputs inputs, StreamLookups lookups) {
    Table table = inputs.table().orElseThrow();
    return new PreparedStream(
        spec,
        table,
        spec.useSchemaDiscovery() && table.spec().schemaMode() == SchemaMode.FLEXIBLE,
        lookups,
        (lists, found, accepted) -> plan(spec, inputs, lists, found, accepted));
  }

  /**
   * The plan of a batch.
   *
   * @param lists fields of text of which a record may hold several
   * @param found input fields that nobody declared
   * @param accepted the times of rows that are taken; only aggregate tables need it here
   */
  private StreamPlan plan(
      StreamingSpec spec,
      PlanInputs inputs,
      Set<String> lists,
      List<Column> found,
      Interval accepted) {
    List<Column> declared = spec.connection().inputSchema();
    List<Column> fields = Stream.concat(declared.stream(), found.stream()).toList();
    if (fields.isEmpty()) {
      fields = List.of(NO_FIELD);
    }
    List<Mapping> mappings = mappings(spec, inputs.table(), declared, found);
    BatchSpec batch = spec.asBatch(fields, mappings, spec.filterExpression());
    boolean isRollup = RollupPlanner.applies(batch, inputs.table());
    JobPlan plan =
        isRollup
            ? rollupPlanner.plan(
                spec.asBatch(fields, mappings, within(spec, accepted)),
                inputs,
                Optional.empty(),
                lists)
            : batchPlanner.plan(batch, inputs, lists);
    return new StreamPlan(plan, UpsertColumns.of(spec, inputs.table(), plan, isRollup));
  }

  /** Fields that no mapping fills are columns of the same name, where schemas are discovered. */
  private static List<Mapping> mappings(
      StreamingSpec spec, Optional<Table> table, List<Column> declared, List<Column> found) {
    boolean discovers =
        spec.useSchemaDiscovery()
            && table.map(known -> known.spec().schemaMode() == SchemaMode.FLEXIBLE).orElse(true);
    if (!discovers) {
      return spec.mappings();
    }
    List<Mapping> all = new ArrayList<>(spec.mappings());
    Stream.concat(declared.stream(), found.stream())
        .map(Column::name)
        .filter(name -> PreparedStream.becomesColumn(spec, name))
        .forEach(name -> all.add(new Mapping(name, quoted(name), null)));
    return all;
  }

  /**
   * The filter with the times that are accepted, as times are floored before their rows are looked
   * at; one without a time passes, because it is no filtered row but a faulty one.
   */
  private static @Nullable String within(StreamingSpec spec, Interval accepted) {
    if (accepted.equals(Granularity.ETERNITY)) {
      return spec.filterExpression();
    }
    String time =
        spec.mappings().stream()
            .filter(mapping -> mapping.columnName().equals(Column.TIME))
            .map(mapping -> "CAST((" + mapping.expression() + "\n) AS TIMESTAMP)")
            .findFirst()
            .orElseThrow();
    String times =
        "(%s < %s OR %s >= %s) IS NOT TRUE"
            .formatted(time, literal(accepted.start()), time, literal(accepted.end()));
    String filter = spec.filterExpression();
    return filter == null || filter.isBlank() ? times : "(" + filter + "\n) AND " + times;
  }

  private static String literal(Instant time) {
    return "TIMESTAMP '%s'".formatted(TIME.format(time.atZone(ZoneOffset.UTC)));
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
