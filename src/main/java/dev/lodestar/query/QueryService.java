package dev.lodestar.query;

import dev.lodestar.data.Column;
import dev.lodestar.engine.Engine;
import dev.lodestar.engine.QueryCursor;
import dev.lodestar.engine.QueryPlan;
import dev.lodestar.engine.SegmentScan;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.reactive.EventLoop;
import dev.lodestar.sql.BoundQuery;
import dev.lodestar.sql.DruidSql;
import dev.lodestar.sql.Relation;
import dev.lodestar.sql.SqlSettings;
import dev.lodestar.storage.SegmentStore;
import dev.lodestar.storage.SegmentStore.SegmentKey;
import dev.lodestar.tables.Segment;
import dev.lodestar.tables.Table;
import dev.lodestar.tables.TableSnapshot;
import dev.lodestar.tables.TablesService;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers queries: parse → snapshot of the tables → bind → run → stream.
 *
 * <p>The blocking parts run on a bounded pool; when too many wait, the answer is {@code
 * TOO_MANY_REQUESTS}.
 */
@ApplicationScoped
public class QueryService {
  private static final String WARM_UP =
      "SELECT TIME_FLOOR(CURRENT_TIMESTAMP, 'PT1H'), COUNT(*) FROM (VALUES (1)) AS t(x) GROUP BY 1";

  private final DruidSql sql;
  private final TablesService tables;
  private final SegmentStore segments;
  private final Engine engine;
  private final EventLoop eventLoop;
  private final QueryConfig config;
  private final Clock clock;
  private final ExecutorService workers;

  /** Bounds what waits to start; pieces of running results are always taken. */
  private final Semaphore admission;

  QueryService(
      DruidSql sql,
      TablesService tables,
      SegmentStore segments,
      Engine engine,
      EventLoop eventLoop,
      QueryConfig config,
      Clock clock) {
    this.sql = sql;
    this.tables = tables;
    this.segments = segments;
    this.engine = engine;
    this.eventLoop = eventLoop;
    this.config = config;
    this.clock = clock;
    this.admission = new Semaphore(config.concurrency() + config.waitingMax());
    this.workers =
        Executors.newFixedThreadPool(
            config.concurrency(), Thread.ofPlatform().name("query-", 0).factory());
  }

  /**
   * Loads the engine and binds a first statement, aside and after the start: either takes seconds
   * once, and no user should wait for them.
   */
  void warmUp(@Observes StartupEvent event) {
    workers.execute(
        () -> {
          SqlSettings settings =
              new SqlSettings(ZoneOffset.UTC, clock.instant(), OptionalLong.empty());
          BoundQuery first = sql.bindQuery(WARM_UP, List.of(), settings, name -> Optional.empty());
          QueryPlan plan =
              new QueryPlan(first.engineSql(name -> ""), first.columns(), config.timeout());
          try (QueryCursor cursor = engine.query(plan)) {
            cursor.nextBatch();
          }
        });
  }

  /**
   * Starts a query; the result arrives with its first rows.
   *
   * <p>Errors: {@code INVALID_SQL} with line and column, {@code INVALID_ARGUMENT}, {@code
   * EVALUATION_FAILED}, {@code TIMEOUT}, {@code TOO_MANY_REQUESTS}.
   */
  public Uni<QueryResult> run(SqlRequest request) {
    return this.<Prepared>onWorker(
            () -> {
              QueryContext context = QueryContext.of(request.context(), config, clock.instant());
              return new Prepared(context, sql.relationNames(request.query()));
            },
            nothing -> {})
        .chain(
            prepared ->
                eventLoop
                    .run(() -> tables.snapshot(prepared.relations()))
                    .chain(
                        snapshot ->
                            onWorker(
                                () -> start(request, prepared, snapshot),
                                started -> started.stream().close())))
        .map(Started::result);
  }

  private record Prepared(QueryContext context, Set<String> relations) {}

  private record Started(QueryResult result, ResultStream stream) {}

  private Started start(
      SqlRequest request, Prepared prepared, Map<String, TableSnapshot> snapshot) {
    QueryContext context = prepared.context();
    BoundQuery bound =
        sql.bindQuery(
            request.query(),
            ParameterValues.of(request.parameters()),
            context.settings(),
            name -> Optional.ofNullable(snapshot.get(name)).map(QueryService::relation));
    String engineSql = bound.engineSql(name -> engine.scanSql(scan(snapshot.get(name))));
    QueryCursor cursor = engine.query(new QueryPlan(engineSql, bound.columns(), context.timeout()));
    ResultLayout layout =
        new ResultLayout(
            bound.columns(),
            request.header(),
            request.typesHeader(),
            request.sqlTypesHeader(),
            context.stringifyArrays(),
            new TextOfTimes(context.settings().timeZone()));
    ResultStream stream = new ResultStream(cursor, writer(request.resultFormat(), layout));
    QueryResult result =
        new QueryResult(context.queryId(), request.resultFormat(), request.header(), body(stream));
    return new Started(result, stream);
  }

  private static Relation relation(TableSnapshot snapshot) {
    return new Relation(
        snapshot.table().name(), snapshot.table().columns(), snapshot.multiValues());
  }

  private SegmentScan scan(@Nullable TableSnapshot snapshot) {
    if (snapshot == null) {
      throw new IllegalStateException("a bound query reads a table that was not found");
    }
    Table table = snapshot.table();
    Map<HeldColumns, List<Path>> groups = new LinkedHashMap<>();
    for (Segment segment : snapshot.segments()) {
      groups
          .computeIfAbsent(
              new HeldColumns(segment.columns(), segment.lists().stored()),
              columns -> new ArrayList<>())
          .add(segments.path(new SegmentKey(table.id(), segment.id())));
    }
    return new SegmentScan(
        table.columns(),
        snapshot.multiValues(),
        groups.entrySet().stream()
            .map(
                group ->
                    new SegmentScan.FileGroup(
                        group.getKey().columns(), group.getKey().lists(), group.getValue()))
            .toList());
  }

  /** What files must have in common to be read as one. */
  private record HeldColumns(List<Column> columns, Set<String> lists) {}

  static ResultWriter writer(ResultFormat format, ResultLayout layout) {
    return switch (format) {
      case OBJECT -> new JsonResultWriter(layout, true, false);
      case ARRAY -> new JsonResultWriter(layout, false, false);
      case OBJECT_LINES -> new JsonResultWriter(layout, true, true);
      case ARRAY_LINES -> new JsonResultWriter(layout, false, true);
      case CSV -> new CsvResultWriter(layout);
    };
  }

  /** The first piece is made at once, so that a fault in it is still an answer of its own. */
  private Multi<byte[]> body(ResultStream stream) {
    try {
      stream.prefetch();
    } catch (RuntimeException e) {
      stream.close();
      throw e;
    }
    return Multi.createFrom()
        .<ResultStream, byte[]>generator(
            () -> stream,
            (state, emitter) -> {
              Optional<byte[]> piece = state.next();
              if (piece.isPresent()) {
                emitter.emit(piece.get());
              } else {
                emitter.complete();
              }
              return state;
            })
        .runSubscriptionOn(workers)
        .onCancellation()
        .invoke(stream::cancel)
        .onTermination()
        .invoke(() -> workers.execute(stream::close));
  }

  /**
   * The work on a worker, unless too much waits.
   *
   * @param discard gets an item for which nobody waits any more
   */
  private <T> Uni<T> onWorker(Supplier<T> work, Consumer<T> discard) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              if (!admission.tryAcquire()) {
                emitter.fail(tooMany());
                return;
              }
              AtomicBoolean gone = new AtomicBoolean();
              emitter.onTermination(() -> gone.set(true));
              workers.execute(
                  () -> {
                    try {
                      T item = work.get();
                      if (gone.get()) {
                        discard.accept(item);
                      }
                      emitter.complete(item);
                    } catch (RuntimeException | Error e) {
                      emitter.fail(e);
                    } finally {
                      admission.release();
                    }
                  });
            });
  }

  private ServiceException tooMany() {
    return new ServiceException(
        ErrorCode.TOO_MANY_REQUESTS,
        null,
        "Too many queries wait (%d run, %d wait); try again in a moment."
            .formatted(config.concurrency(), config.waitingMax()));
  }

  @PreDestroy
  void close() {
    workers.shutdownNow();
  }
}
