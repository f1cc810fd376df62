package dev.lodestar.query;

import dev.lodestar.engine.Engine;
import dev.lodestar.engine.QueryCursor;
import dev.lodestar.engine.QueryPlan;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.sql.BoundQuery;
import dev.lodestar.sql.DruidSql;
import dev.lodestar.sql.SqlSettings;
import dev.lodestar.traces.Span;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Answers queries while their clients wait: plan → run → stream.
 *
 * <p>The blocking parts run on a bounded pool; when too many wait, the answer is {@code
 * TOO_MANY_REQUESTS}.
 */
@ApplicationScoped
public class QueryService {
  private static final String WARM_UP =
      "SELECT TIME_FLOOR(CURRENT_TIMESTAMP, 'PT1H'), COUNT(*) FROM (VALUES (1)) AS t(x) GROUP BY 1";

  private final DruidSql sql;
  private final QueryPlanner planner;
  private final Engine engine;
  private final QueryWorkers workers;
  private final QuerySources sources;
  private final RunningQueries running;
  private final QueryMeter meter;
  private final QueryConfig config;
  private final Clock clock;

  QueryService(
      DruidSql sql,
      QueryPlanner planner,
      Engine engine,
      QueryWorkers workers,
      QuerySources sources,
      RunningQueries running,
      QueryMeter meter,
      QueryConfig config,
      Clock clock) {
    this.sql = sql;
    this.planner = planner;
    this.engine = engine;
    this.workers = workers;
    this.sources = sources;
    this.running = running;
    this.meter = meter;
    this.config = config;
    this.clock = clock;
  }

  /**
   * Loads the engine and binds a first statement, aside and after the start: either takes seconds
   * once, and no user should wait for them.
   */
  void warmUp(@Observes StartupEvent event) {
    workers
        .executor()
        .execute(
            () -> {
              SqlSettings settings =
                  new SqlSettings(ZoneOffset.UTC, clock.instant(), OptionalLong.empty());
              BoundQuery first =
                  sql.bindQuery(WARM_UP, List.of(), settings, name -> Optional.empty());
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
   * EVALUATION_FAILED}, {@code TIMEOUT}, {@code CANCELED}, {@code TOO_MANY_REQUESTS}.
   */
  public Uni<QueryResult> run(SqlRequest unnamed) {
    return Uni.createFrom()
        .deferred(
            () -> {
              SqlRequest request = unnamed.identified();
              ObservedQuery seen = meter.synchronous();
              RunningQuery query = running.begin(request.queryId().orElse(""));
              Uni<QueryResult> work =
                  planner
                      .plan(request, config.timeout(), Reach.CACHED, seen.span())
                      .invoke(seen::planned)
                      .chain(planned -> sources.hold(planned, running.lease(query)))
                      .chain(
                          planned ->
                              workers.run(
                                  () -> start(request, planned, query, seen),
                                  started -> started.stream().close()))
                      .map(Started::result);
              // A result ends by itself, when its last piece is out.
              return query
                  .unlessCanceled(work)
                  .onFailure()
                  .invoke(
                      failure -> {
                        running.end(query);
                        seen.end(failure, false);
                      })
                  .onCancellation()
                  .invoke(
                      () -> {
                        query.cancel();
                        running.end(query);
                        seen.end(null, true);
                      });
            });
  }

  private record Started(QueryResult result, ResultStream stream) {}

  private Started start(
      SqlRequest request, PlannedQuery planned, RunningQuery query, ObservedQuery seen) {
    query.check();
    return seen.span()
        .doing(
            "query execute",
            () -> {
              ResultStream stream =
                  new ResultStream(
                      sources.named(planned, () -> engine.query(planned.plan())),
                      ResultWriter.of(request.resultFormat(), planned.layout(request)));
              query.stopsBy(stream::cancel);
              return new Started(result(request, planned, query, seen, stream), stream);
            });
  }

  /** The first rows are there; what follows is written as fast as the client reads. */
  private QueryResult result(
      SqlRequest request,
      PlannedQuery planned,
      RunningQuery query,
      ObservedQuery seen,
      ResultStream stream) {
    AtomicReference<Span> writing = new AtomicReference<>(Span.none());
    Multi<byte[]> body =
        sources.named(
            planned,
            () ->
                stream.start(
                    workers.executor(),
                    (failure, isCanceled) -> {
                      running.end(query);
                      writing.get().end(failure);
                      seen.end(failure, isCanceled);
                    }));
    writing.set(seen.span().child("query write"));
    return new QueryResult(
        planned.context().queryId(), request.resultFormat(), request.header(), body);
  }

  /** Cancels every running query of this id. Errors: {@code NOT_FOUND} when there is none. */
  public Uni<Void> cancel(String queryId) {
    return running.cancel(queryId)
        ? Uni.createFrom().voidItem()
        : Uni.createFrom()
            .failure(
                () ->
                    new ServiceException(
                        ErrorCode.NOT_FOUND,
                        queryId,
                        "No query %s runs; it is unknown or over.".formatted(queryId)));
  }
}
