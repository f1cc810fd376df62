package dev.lodestar.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.engine.Engine;
import dev.lodestar.engine.QueryCursor;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.reactive.ClaimLoop;
import dev.lodestar.reactive.DatabaseFaults;
import dev.lodestar.reactive.EventLoop;
import dev.lodestar.storage.ResultStore;
import dev.lodestar.storage.SegmentLeases;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Carries asynchronous statements out: claim → plan → write pages → finish → next.
 *
 * <p>The queue is the database; memory holds only how to stop a running statement. What runs when
 * the server stops fails; what waits runs after the next start.
 */
@ApplicationScoped
class StatementRunner {
  private static final Logger LOG = Logger.getLogger(StatementRunner.class);
  private static final Duration FINISH_RETRY_FIRST = Duration.ofMillis(200);
  private static final Duration FINISH_RETRY_LAST = Duration.ofSeconds(10);
  private static final int FINISH_RETRIES_MAX = 20;
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  private final StatementStore store;
  private final QueryPlanner planner;
  private final QueryMeter meter;
  private final QuerySources sources;
  private final Engine engine;
  private final ResultStore results;
  private final SegmentLeases leases;
  private final EventLoop eventLoop;
  private final StatementsConfig config;
  private final Clock clock;
  private final ExecutorService workers;
  private final ClaimLoop<AsyncStatement> queue;
  private final Map<UUID, RunningQuery> running = new ConcurrentHashMap<>();

  StatementRunner(
      StatementStore store,
      QueryPlanner planner,
      QueryMeter meter,
      QuerySources sources,
      Engine engine,
      ResultStore results,
      SegmentLeases leases,
      EventLoop eventLoop,
      StatementsConfig config,
      Clock clock) {
    this.store = store;
    this.planner = planner;
    this.meter = meter;
    this.sources = sources;
    this.engine = engine;
    this.results = results;
    this.leases = leases;
    this.eventLoop = eventLoop;
    this.config = config;
    this.clock = clock;
    this.queue =
        new ClaimLoop<>(
            config.concurrency(),
            () -> eventLoop.run(() -> store.claimNext(clock.instant())),
            this::carryOut,
            failure -> DatabaseFaults.log(LOG, "The queue of statements", failure));
    this.workers =
        Executors.newFixedThreadPool(
            config.concurrency(), Thread.ofPlatform().name("statement-", 0).factory());
  }

  /** Begins to take statements; called once, after recovery. */
  void open() {
    queue.open();
  }

  /** Looks for waiting statements, now or as soon as a slot is free. Cheap; from any thread. */
  void wake() {
    queue.wake();
  }

  private Uni<Void> carryOut(AsyncStatement statement) {
    StatementState.Running state = (StatementState.Running) statement.state();
    RunningQuery control = control(statement);
    SegmentLeases.Lease lease = leases.hold();
    ObservedQuery seen = meter.asynchronous(statement);
    return planner
        .plan(statement.request(), config.timeout(), Reach.EVERYTHING, seen.span())
        .invoke(seen::planned)
        .chain(planned -> sources.hold(planned, lease))
        .emitOn(workers)
        .<StatementState>map(
            planned ->
                seen.span()
                    .doing(
                        "query execute",
                        () ->
                            state.succeed(
                                clock.instant(),
                                sources.named(planned, () -> write(statement, planned, control)))))
        .onTermination()
        .invoke((item, failure, isCanceled) -> seen.end(failure, isCanceled))
        .onFailure()
        .recoverWithItem(
            failure -> state.fail(clock.instant(), queue.isOpen() ? fault(failure) : interrupted()))
        .chain(end -> finish(statement, end))
        .onTermination()
        .invoke(
            () -> {
              running.remove(statement.id());
              lease.close();
            });
  }

  private StatementResult write(
      AsyncStatement statement, PlannedQuery planned, RunningQuery control) {
    control.check();
    try (QueryCursor cursor = engine.query(planned.plan())) {
      control.stopsBy(cursor::cancel);
      return ResultPages.write(results, statement.id(), cursor, limits(statement.request()));
    } finally {
      control.stopsBy(() -> {});
    }
  }

  private ResultPages.Limits limits(SqlRequest request) {
    JsonNode wanted = request.context().get("rowsPerPage");
    boolean isSet = wanted != null && wanted.canConvertToLong() && wanted.asLong() > 0;
    return new ResultPages.Limits(
        isSet ? Math.min(wanted.asLong(), config.pageRowsMax()) : config.pageRowsMax(),
        config.pageSizeMax().asLongValue(),
        config.resultSizeMax().asLongValue());
  }

  private static ServiceException fault(Throwable failure) {
    if (failure instanceof ServiceException fault) {
      return fault;
    }
    String id = UUID.randomUUID().toString();
    LOG.errorf(failure, "Statement failed for a reason that is a fault of the server (%s).", id);
    return new ServiceException(
        ErrorCode.INTERNAL,
        null,
        "The server failed to run the statement; its log says more about %s.".formatted(id));
  }

  /** The fault of a statement whose server stopped. */
  static ServiceException interrupted() {
    return new ServiceException(
        ErrorCode.SERVICE_UNAVAILABLE,
        null,
        "The server stopped while the statement ran; submit it again.");
  }

  /** A statement that a user ended meanwhile keeps that end, and its pages go. */
  private Uni<Void> finish(AsyncStatement statement, StatementState end) {
    return eventLoop
        .run(() -> store.finish(statement, end))
        .onFailure(failure -> queue.isOpen())
        .retry()
        .withBackOff(FINISH_RETRY_FIRST, FINISH_RETRY_LAST)
        .atMost(FINISH_RETRIES_MAX)
        .emitOn(workers)
        .invoke(
            won -> {
              if (!won || end instanceof StatementState.Failed) {
                results.delete(List.of(statement.id()));
              }
            })
        .replaceWithVoid();
  }

  /** Stops the work of a statement that ran when a user ended it, even if it has yet to begin. */
  void interrupt(AsyncStatement statement) {
    control(statement).cancel();
  }

  private RunningQuery control(AsyncStatement statement) {
    return running.computeIfAbsent(statement.id(), id -> new RunningQuery(statement.queryId()));
  }

  /** Stops taking statements and those that run, which have failed, while there is a database. */
  void onStop(@Observes ShutdownEvent event) throws InterruptedException {
    queue.close();
    List.copyOf(running.values()).forEach(RunningQuery::cancel);
    workers.shutdown();
    if (!workers.awaitTermination(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      LOG.warnf("Statements still run after %s; the process ends without them.", STOP_LIMIT);
    }
  }
}
