package dev.lodestar.query.metadata;

import dev.lodestar.engine.TemporaryRelation;
import dev.lodestar.jobs.JobSummary;
import dev.lodestar.jobs.JobsService;
import dev.lodestar.lookups.LookupsService;
import dev.lodestar.sql.DruidSql;
import dev.lodestar.sql.Relation;
import dev.lodestar.sql.RelationName;
import dev.lodestar.storage.FileStore;
import dev.lodestar.tables.PlacedSegment;
import dev.lodestar.tables.Table;
import dev.lodestar.tables.TablesService;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Finds system tables for the binder, and their rows for the engine. */
@ApplicationScoped
public class SystemRelations {
  private static final Set<SystemTable> OF_TABLES =
      EnumSet.of(
          SystemTable.TABLES,
          SystemTable.COLUMNS,
          SystemTable.SEGMENTS,
          SystemTable.SERVER_SEGMENTS);
  private static final Set<SystemTable> OF_LOOKUPS =
      EnumSet.of(SystemTable.TABLES, SystemTable.COLUMNS);
  private static final Set<SystemTable> OF_SEGMENTS =
      EnumSet.of(SystemTable.SEGMENTS, SystemTable.SERVER_SEGMENTS, SystemTable.SERVERS);

  private final TablesService tables;
  private final JobsService jobs;
  private final LookupsService lookups;
  private final DruidSql sql;
  private final FileStore files;
  private final String host;
  private final int port;
  private final Instant started;

  SystemRelations(
      TablesService tables,
      JobsService jobs,
      LookupsService lookups,
      DruidSql sql,
      FileStore files,
      Clock clock,
      @ConfigProperty(name = "quarkus.http.host") String host,
      @ConfigProperty(name = "quarkus.http.port") int port) {
    this.tables = tables;
    this.jobs = jobs;
    this.lookups = lookups;
    this.sql = sql;
    this.files = files;
    this.host = host;
    this.port = port;
    this.started = clock.instant();
  }

  /** The shape of a system table. */
  public static Optional<Relation> find(RelationName name) {
    return SystemTable.named(name).map(SystemTable::relation);
  }

  /** What the rows of the wanted tables are made of; empty where nobody needs it. */
  private record Facts(
      List<Table> tables,
      List<String> lookups,
      List<PlacedSegment> segments,
      List<JobSummary> jobs) {}

  /**
   * The rows of system tables, as they are now; to be called on an event loop.
   *
   * @param names of relations that {@link #find} finds
   */
  public Uni<Map<RelationName, TemporaryRelation>> load(Collection<RelationName> names) {
    List<SystemTable> wanted =
        names.stream().map(name -> SystemTable.named(name).orElseThrow()).toList();
    return listed(wanted.stream().anyMatch(OF_TABLES::contains), tables::all)
        .chain(
            known ->
                listed(wanted.stream().anyMatch(OF_LOOKUPS::contains), lookups::list)
                    .map(all -> LookupNaming.of(all, known))
                    .chain(shown -> facts(wanted, known, shown)))
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .map(
            facts -> {
              Map<RelationName, TemporaryRelation> relations = new LinkedHashMap<>();
              for (SystemTable table : wanted) {
                relations.put(table.relationName(), relation(table, facts));
              }
              return relations;
            });
  }

  private Uni<Facts> facts(List<SystemTable> wanted, List<Table> known, List<String> names) {
    return listed(wanted.stream().anyMatch(OF_SEGMENTS::contains), tables::segments)
        .chain(
            segments ->
                listed(wanted.contains(SystemTable.TASKS), jobs::summaries)
                    .map(summaries -> new Facts(known, names, segments, summaries)));
  }

  private static <T> Uni<List<T>> listed(boolean needed, Supplier<Uni<List<T>>> source) {
    return needed ? source.get() : Uni.createFrom().item(List.of());
  }

  private TemporaryRelation relation(SystemTable table, Facts facts) {
    return new TemporaryRelation(
        table.relationName().toString(), table.columns(), rows(table, facts));
  }

  private List<@Nullable Object[]> rows(SystemTable table, Facts facts) {
    return switch (table) {
      case SCHEMATA -> InformationSchema.schemata();
      case TABLES -> InformationSchema.tables(facts.tables(), facts.lookups());
      case COLUMNS -> InformationSchema.columns(facts.tables(), facts.lookups());
      case ROUTINES -> InformationSchema.routines(sql.routines());
      case PARAMETERS -> InformationSchema.parameters(sql.routines());
      case SEGMENTS -> SystemSchema.segments(facts.tables(), facts.segments());
      case SERVERS -> SystemSchema.servers(server(), facts.segments());
      case SERVER_SEGMENTS ->
          SystemSchema.serverSegments(server(), facts.tables(), facts.segments());
      case TASKS -> SystemSchema.tasks(server(), facts.jobs());
      case SUPERVISORS -> List.of();
    };
  }

  private ServerDescription server() {
    return new ServerDescription(host, port, started, ServerVersion.DRUID, files.freeBytes());
  }
}
