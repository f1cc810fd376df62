package dev.lodestar.query;

import static java.util.stream.Collectors.toMap;

import dev.lodestar.engine.Engine;
import dev.lodestar.engine.QueryPlan;
import dev.lodestar.engine.TemporaryRelation;
import dev.lodestar.lookups.LookupsService;
import dev.lodestar.query.metadata.SystemRelations;
import dev.lodestar.reactive.EventLoop;
import dev.lodestar.scans.TableScans;
import dev.lodestar.sql.BoundQuery;
import dev.lodestar.sql.DruidSql;
import dev.lodestar.sql.LookupSource;
import dev.lodestar.sql.Relation;
import dev.lodestar.sql.RelationName;
import dev.lodestar.sql.SqlParameter;
import dev.lodestar.sql.SqlSettings;
import dev.lodestar.sql.Statement;
import dev.lodestar.tables.TableSnapshot;
import dev.lodestar.tables.TablesService;
import dev.lodestar.traces.Span;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * From what a user sent to what the engine runs: parse → snapshot of the tables → bind → render.
 *
 * <p>System tables have their shapes by themselves; their rows are fetched after binding, when it
 * is known which of them the statement reads.
 */
@ApplicationScoped
class QueryPlanner {
  private final DruidSql sql;
  private final TablesService tables;
  private final LookupsService lookups;
  private final PlanCache plans;
  private final SystemRelations metadata;
  private final TableScans scans;
  private final Engine engine;
  private final QueryWorkers workers;
  private final QueryMeter meter;
  private final EventLoop eventLoop;
  private final QueryConfig config;
  private final Clock clock;

  QueryPlanner(
      DruidSql sql,
      TablesService tables,
      LookupsService lookups,
      PlanCache plans,
      SystemRelations metadata,
      TableScans scans,
      Engine engine,
      QueryWorkers workers,
      QueryMeter meter,
      EventLoop eventLoop,
      QueryConfig config,
      Clock clock) {
    this.sql = sql;
    this.tables = tables;
    this.lookups = lookups;
    this.plans = plans;
    this.metadata = metadata;
    this.scans = scans;
    this.engine = engine;
    this.workers = workers;
    this.meter = meter;
    this.eventLoop = eventLoop;
    this.config = config;
    this.clock = clock;
  }

  /** A statement whose text is understood; the tree of a text that is known is not there. */
  private record Parsed(
      Optional<Statement> statement,
      QueryContext context,
      Set<String> relations,
      Set<String> lookups) {}

  /** What a statement reads, as it is now. */
  private record World(Map<String, TableSnapshot> tables, Map<String, LookupSource> lookups) {}

  private record Bound(
      QueryContext context, BoundQuery query, Map<String, TableSnapshot> snapshot) {}

  /**
   * Plans a query against the tables as they are now.
   *
   * <p>Errors: {@code INVALID_SQL} with line and column, {@code INVALID_ARGUMENT}, {@code
   * NOT_SUPPORTED}, {@code TOO_MANY_REQUESTS}.
   *
   * @param timeout for a request that does not say
   * @param reach the rows that it sees, as of now: remembered snapshots have all
   */
  Uni<PlannedQuery> plan(SqlRequest request, Duration timeout, Reach reach) {
    return plan(request, timeout, reach, Span.none());
  }

  /**
   * The same as a piece of other work.
   *
   * @param span of that work
   */
  Uni<PlannedQuery> plan(SqlRequest request, Duration timeout, Reach reach, Span span) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Span admission = span.child("query admission");
              return span.during(
                  "query plan",
                  workers
                      .run(
                          () -> {
                            admission.end();
                            return parse(request, timeout);
                          })
                      .onFailure()
                      .invoke(failure -> admission.end(failure))
                      .chain(parsed -> planned(request, parsed, reach)));
            });
  }

  private Uni<PlannedQuery> planned(SqlRequest request, Parsed parsed, Reach reach) {
    return world(parsed)
        .chain(world -> workers.run(() -> bind(request, parsed, within(world, reach))))
        .chain(this::withSystemRows);
  }

  private World within(World world, Reach reach) {
    Instant now = clock.instant();
    return switch (reach) {
      case EVERYTHING -> world;
      case CACHED ->
          new World(
              world.tables().entrySet().stream()
                  .collect(toMap(Map.Entry::getKey, table -> table.getValue().cached(now))),
              world.lookups());
    };
  }

  private Parsed parse(SqlRequest request, Duration timeout) {
    Optional<PlanCache.Understood> known = plans.text(request.query());
    meter.looked("text", known.isPresent());
    Optional<Statement> statement =
        known.isPresent() ? Optional.empty() : Optional.of(sql.parse(request.query()));
    PlanCache.Understood text =
        known.orElseGet(() -> understood(request.query(), statement.orElseThrow()));
    QueryContext context =
        QueryContext.of(request.contextWith(text.context()), config, timeout, clock.instant());
    return new Parsed(
        statement,
        context,
        text.relations(),
        text.lookups().isEmpty()
            ? Set.of()
            : text.lookups().with(ParameterValues.of(request.parameters())));
  }

  private PlanCache.Understood understood(String query, Statement statement) {
    PlanCache.Understood text =
        new PlanCache.Understood(
            statement.context(), sql.relationNames(statement), sql.lookupNames(statement));
    plans.keep(query, text);
    return text;
  }

  private Uni<World> world(Parsed parsed) {
    return parsed.lookups().isEmpty()
        ? snapshot(parsed.relations()).map(found -> new World(found, Map.of()))
        : eventLoop
            .run(() -> lookups.resolve(parsed.lookups()))
            .chain(
                named -> {
                  Set<String> relations = new HashSet<>(parsed.relations());
                  named.values().forEach(lookup -> relations.add(lookup.table()));
                  return snapshot(relations).map(found -> new World(found, named));
                });
  }

  /** Where the database need not be asked, the worker that parsed goes on. */
  private Uni<Map<String, TableSnapshot>> snapshot(Set<String> relations) {
    Optional<Map<String, TableSnapshot>> recent = tables.recentSnapshot(relations);
    meter.looked("snapshot", recent.isPresent());
    return recent
        .map(known -> Uni.createFrom().item(known))
        .orElseGet(() -> eventLoop.run(() -> tables.snapshot(relations)));
  }

  /** Without system tables the worker that bound the statement goes on. */
  private Uni<PlannedQuery> withSystemRows(Bound bound) {
    Set<RelationName> names = bound.query().systemRelations();
    return names.isEmpty()
        ? Uni.createFrom().item(render(bound, Map.of()))
        : eventLoop
            .run(() -> metadata.load(names))
            .chain(rows -> workers.run(() -> render(bound, rows)));
  }

  private Bound bind(SqlRequest request, Parsed parsed, World world) {
    List<SqlParameter> parameters = ParameterValues.of(request.parameters());
    SqlSettings settings = parsed.context().settings();
    Map<String, Relation> found =
        world.tables().values().stream()
            .map(
                table ->
                    new Relation(
                        table.table().name(), table.table().columns(), table.multiValues()))
            .collect(toMap(Relation::name, Function.identity()));
    VisibleRelations relations = new VisibleRelations(found, world.lookups());
    Optional<BoundQuery> known = plans.plan(request.query(), parameters, settings, relations);
    meter.looked("plan", known.isPresent());
    BoundQuery query =
        known.orElseGet(
            () ->
                sql.bindQuery(
                    parsed.statement().orElseGet(() -> sql.parse(request.query())),
                    parameters,
                    settings,
                    relations));
    if (known.isEmpty()) {
      plans.keep(request.query(), parameters, settings, relations, query);
    }
    return new Bound(parsed.context(), query, world.tables());
  }

  private PlannedQuery render(Bound bound, Map<RelationName, TemporaryRelation> rows) {
    Map<String, TableSnapshot> read = new HashMap<>();
    String engineSql =
        bound
            .query()
            .engineSql(
                name -> {
                  TableSnapshot table = snapshot(bound, name);
                  read.put(name, table);
                  return engine.scanSql(
                      scans.of(table, bound.query().leaves(name), bound.query().times(name)));
                },
                name -> engine.scanSql(rows.get(name)));
    return new PlannedQuery(
        bound.context(),
        new QueryPlan(
            engineSql,
            bound.query().columns(),
            bound.context().timeout(),
            List.copyOf(rows.values())),
        read.entrySet().stream()
            .flatMap(
                table ->
                    scans.sources(table.getValue(), bound.query().times(table.getKey())).stream())
            .toList());
  }

  private static TableSnapshot snapshot(Bound bound, String name) {
    TableSnapshot found = bound.snapshot().get(name);
    if (found == null) {
      throw new IllegalStateException("a bound query reads a table that was not found");
    }
    return found;
  }
}
