package dev.lodestar.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.files.FilesService;
import dev.lodestar.files.UploadedFile;
import dev.lodestar.json.ExactValues;
import dev.lodestar.lookups.LookupsService;
import dev.lodestar.sql.DruidSql;
import dev.lodestar.sql.ExternalTable;
import dev.lodestar.sql.LookupSource;
import dev.lodestar.sql.Statement;
import dev.lodestar.tables.DataChange;
import dev.lodestar.tables.LookupTableRules;
import dev.lodestar.tables.Table;
import dev.lodestar.tables.TableSnapshot;
import dev.lodestar.tables.TablesService;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Plans jobs: brings together what the planners want to know, when a job is submitted and again
 * when it runs.
 */
@ApplicationScoped
class JobPlanning {
  private static final String LOOKUP = "LOOKUP";

  private final TablesService tables;
  private final FilesService files;
  private final LookupsService lookups;
  private final LookupTableRules lookupRules;
  private final SourceConnections connections;
  private final DruidSql sql;
  private final JobPlanner planner;
  private final SqlJobPlanner sqlPlanner;
  private final TableSourcePlanner tablePlanner;
  private final RollupPlanner rollupPlanner;
  private final StreamPlanner streamPlanner;
  private final ExternalSources externals;
  private final ObjectMapper stored;
  private final Clock clock;

  JobPlanning(
      TablesService tables,
      FilesService files,
      LookupsService lookups,
      LookupTableRules lookupRules,
      SourceConnections connections,
      DruidSql sql,
      ObjectMapper json,
      Clock clock) {
    this.tables = tables;
    this.files = files;
    this.lookups = lookups;
    this.lookupRules = lookupRules;
    this.connections = connections;
    this.sql = sql;
    this.planner = new JobPlanner(sql);
    this.sqlPlanner = new SqlJobPlanner(sql);
    this.tablePlanner = new TableSourcePlanner(sql, planner, sqlPlanner);
    this.rollupPlanner = new RollupPlanner(sql, planner, sqlPlanner);
    this.streamPlanner = new StreamPlanner(planner, rollupPlanner);
    this.externals = new ExternalSources(json);
    this.stored = ExactValues.relaxed(json);
    this.clock = clock;
  }

  /**
   * A job with its request taken apart.
   *
   * @param readTables the tables that it reads
   * @param connections the connections that it reads through
   * @param ready asks the database what the plan needs, as of the start of the job; call it on an
   *     event loop
   */
  record Draft(
      String targetTable,
      List<String> readTables,
      List<String> connections,
      Function<Instant, Uni<Ready>> ready) {}

  /** Everything that a plan needs, and the target, when it exists. */
  sealed interface Ready {
    Optional<Table> table();

    /**
     * A job that stores rows.
     *
     * @param plan gets the fields of text of which a record may hold several; call it on a worker:
     *     binding takes a while
     */
    record Ingest(Optional<Table> table, Function<Set<String>, JobPlan> plan) implements Ready {}

    /** A job that deletes or restores rows of a table, which exists. */
    record Change(Table target, DataChange change) implements Ready {
      @Override
      public Optional<Table> table() {
        return Optional.of(target);
      }
    }
  }

  /** Call on a worker: parsing takes a while. Errors: {@code INVALID_SQL} and others. */
  Draft draft(JobSpec spec) {
    return switch (spec) {
      case BatchSpec batch ->
          batch.source() instanceof JobSource.Table source
              ? new Draft(
                  batch.target().tableName(),
                  List.of(source.tableName()),
                  List.of(),
                  now -> inputs(batch, source, now))
              : new Draft(
                  batch.target().tableName(),
                  List.of(),
                  SourceConnections.names(List.of(batch.source())),
                  now -> inputs(batch, now));
      case StreamingSpec stream -> {
        Set<String> named = lookupNames(stream.mappings(), stream.filterExpression());
        yield new Draft(
            stream.target().tableName(),
            List.of(),
            SourceConnections.names(stream.connection()),
            now ->
                world(stream.target().tableName(), List.of(), now)
                    .chain(inputs -> known(named, Set.of()).map(inputs::with))
                    .map(
                        inputs ->
                            new Ready.Ingest(
                                inputs.table(),
                                lists -> streamPlanner.plan(stream, inputs).job())));
      }
      case ChangeSpec change ->
          new Draft(change.target().tableName(), List.of(), List.of(), now -> inputs(change));
      case SqlSpec query -> {
        Statement.Ingest statement = statement(query);
        Map<String, JobSource> sources = new HashMap<>();
        for (ExternalTable table : statement.query().externals()) {
          sources.put(table.name(), externals.source(table));
        }
        yield new Draft(
            statement.table(),
            List.copyOf(sql.relationNames(statement)),
            SourceConnections.names(sources.values()),
            now -> inputs(query, statement, sources, now));
      }
    };
  }

  private Statement.Ingest statement(SqlSpec spec) {
    Statement statement;
    try {
      statement = sql.parse(spec.query());
    } catch (ServiceException e) {
      throw e.withTarget(SqlJobPlanner.TARGET);
    }
    return switch (statement) {
      case Statement.Ingest ingest -> ingest;
      case Statement.Select select -> throw notAJob("SELECT");
      case Statement.Explain explain -> throw notAJob("EXPLAIN");
    };
  }

  private static ServiceException notAJob(String verb) {
    return new ServiceException(
        ErrorCode.INVALID_ARGUMENT,
        SqlJobPlanner.TARGET,
        "%s stores no rows; an SQL job takes INSERT or REPLACE, and the query API takes SELECT."
            .formatted(verb));
  }

  private Uni<Ready> inputs(ChangeSpec spec) {
    String name = spec.target().tableName();
    return tables
        .find(name)
        .map(
            found ->
                new Ready.Change(
                    found.orElseThrow(
                        () ->
                            new ServiceException(
                                ErrorCode.INVALID_ARGUMENT,
                                "target.tableName",
                                "Table %s does not exist.".formatted(name))),
                    spec.change()));
  }

  /** A streaming job as it is to be run from now on. Errors: {@code NOT_FOUND}. */
  Uni<PreparedStream> prepared(Job job) {
    StreamingSpec spec = (StreamingSpec) spec(job);
    Set<String> named = lookupNames(spec.mappings(), spec.filterExpression());
    return world(spec.target().tableName(), List.of(), job.created().time())
        .chain(inputs -> known(named, Set.of()).map(inputs::with))
        .map(
            inputs -> {
              if (inputs.table().isEmpty()) {
                throw new ServiceException(
                    ErrorCode.NOT_FOUND,
                    null,
                    "Table %s was dropped before the job ran."
                        .formatted(spec.target().tableName()));
              }
              return streamPlanner.prepared(
                  spec, inputs, StreamLookups.of(named, inputs.lookups()));
            });
  }

  /** The lookups of these names, as they are now. */
  Uni<StreamLookups> lookups(Set<String> names) {
    return known(names, Set.of()).map(found -> StreamLookups.of(names, found));
  }

  /** The target, and who else has a say in it. */
  private Uni<PlanInputs> world(String target, List<UploadedFile> files, Instant now) {
    return tables
        .find(target)
        .chain(
            table ->
                (table.isEmpty()
                        ? Uni.createFrom().item(List.<String>of())
                        : lookupRules.readers(table.get()))
                    .map(readers -> PlanInputs.of(table, files, now).readBy(readers)));
  }

  private Uni<Ready> inputs(BatchSpec spec, JobSource.Table source, Instant now) {
    return world(spec.target().tableName(), List.of(), now)
        .chain(
            inputs ->
                known(lookupNames(spec), Set.of(source.tableName()))
                    .map(
                        known ->
                            new Ready.Ingest(
                                inputs.table(),
                                lists ->
                                    plan(
                                        spec,
                                        inputs.with(known),
                                        Optional.ofNullable(
                                            known.tables().get(source.tableName()))))));
  }

  /** The lookups that the expressions name, and tables besides, all of one moment. */
  private Uni<KnownRelations> known(Set<String> lookupNames, Set<String> besides) {
    return lookups
        .resolve(lookupNames)
        .chain(
            named -> {
              Set<String> names = new HashSet<>(besides);
              named.values().forEach(lookup -> names.add(lookup.table()));
              return names.isEmpty()
                  ? Uni.createFrom().item(KnownRelations.NONE)
                  : tables.snapshot(names).map(found -> new KnownRelations(named, found));
            });
  }

  private Set<String> lookupNames(BatchSpec spec) {
    return lookupNames(spec.mappings(), spec.filterExpression());
  }

  private Set<String> lookupNames(List<Mapping> mappings, @Nullable String filter) {
    return Stream.concat(mappings.stream().map(Mapping::expression), Stream.ofNullable(filter))
        .filter(text -> text.toUpperCase(Locale.ROOT).contains(LOOKUP))
        .flatMap(text -> sql.lookupNames(text).stream())
        .collect(Collectors.toSet());
  }

  private JobPlan plan(BatchSpec spec, PlanInputs inputs, Optional<TableSnapshot> source) {
    return source.isPresent() && RollupPlanner.applies(spec, inputs.table())
        ? rollupPlanner.plan(spec, inputs, source, Set.of())
        : tablePlanner.plan(spec, inputs, source);
  }

  private Uni<Ready> inputs(BatchSpec spec, Instant now) {
    return files
        .find(names(List.of(spec.source())))
        .chain(found -> world(spec.target().tableName(), found, now))
        .chain(inputs -> known(lookupNames(spec), Set.of()).map(inputs::with))
        .chain(inputs -> connections.of(List.of(spec.source())).map(inputs::reaching))
        .map(
            inputs ->
                new Ready.Ingest(
                    inputs.table(),
                    lists ->
                        RollupPlanner.applies(spec, inputs.table())
                            ? rollupPlanner.plan(spec, inputs, Optional.empty(), lists)
                            : planner.plan(spec, inputs, lists)));
  }

  private Uni<Ready> inputs(
      SqlSpec spec, Statement.Ingest statement, Map<String, JobSource> sources, Instant now) {
    return files
        .find(names(List.copyOf(sources.values())))
        .chain(found -> world(statement.table(), found, now))
        .chain(world -> connections.of(sources.values()).map(world::reaching))
        .chain(
            world ->
                lookups
                    .resolve(sql.lookupNames(statement).with(spec.values()))
                    .chain(
                        named ->
                            tables
                                .snapshot(named(statement, named))
                                .map(
                                    snapshot -> {
                                      SqlInputs inputs =
                                          new SqlInputs(
                                              statement, sources, world, snapshot, named, Set.of());
                                      return new Ready.Ingest(
                                          world.table(),
                                          lists -> sqlPlanner.plan(spec, inputs.holding(lists)));
                                    })));
  }

  private Set<String> named(Statement statement, Map<String, LookupSource> found) {
    Set<String> names = new HashSet<>(sql.relationNames(statement));
    found.values().forEach(lookup -> names.add(lookup.table()));
    return names;
  }

  private static List<String> names(List<JobSource> sources) {
    List<String> names = new ArrayList<>();
    for (JobSource source : sources) {
      switch (source) {
        case JobSource.Uploaded uploaded -> names.addAll(uploaded.fileList());
        case JobSource.Inline inline -> {}
        case JobSource.Objects objects -> {}
        case JobSource.Table table -> {}
        case JobSource.Connection connection -> {}
      }
    }
    return names.stream().distinct().toList();
  }

  /** What "now" means in a job. */
  Instant start(Job job) {
    return job.state() instanceof JobState.Running running ? running.started() : clock.instant();
  }

  JobSpec spec(Job job) {
    try {
      return switch (job.type()) {
        case BATCH -> stored.readValue(job.definition().spec(), BatchSpec.class);
        case SQL -> stored.readValue(job.definition().spec(), SqlSpec.class);
        case DELETE_DATA -> stored.readValue(job.definition().spec(), DeleteDataSpec.class);
        case DROP_TABLE -> stored.readValue(job.definition().spec(), DropTableSpec.class);
        case RESTORE_DATA -> stored.readValue(job.definition().spec(), RestoreDataSpec.class);
        case STREAMING -> stored.readValue(job.definition().spec(), StreamingSpec.class);
      };
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the stored spec of job " + job.id() + " cannot be read", e);
    }
  }
}
