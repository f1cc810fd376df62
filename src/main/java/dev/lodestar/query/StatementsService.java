package dev.lodestar.query;

import dev.lodestar.auth.Caller;
import dev.lodestar.auth.Permission;
import dev.lodestar.data.UserReference;
import dev.lodestar.data.UserStamp;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.reactive.EventLoop;
import dev.lodestar.sql.DruidSql;
import dev.lodestar.sql.Statement;
import dev.lodestar.storage.ResultStore;
import dev.lodestar.traces.Traces;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Takes, finds and cancels statements whose results are fetched later. */
@ApplicationScoped
public class StatementsService {
  private static final int SAMPLE_ROWS_MAX = 100;

  private final DruidSql sql;
  private final StatementStore store;
  private final StatementRunner runner;
  private final QueryPlanner planner;
  private final IngestStatements ingests;
  private final QueryWorkers workers;
  private final QueryMeter meter;
  private final Traces traces;
  private final ResultStore results;
  private final EventLoop eventLoop;
  private final StatementsConfig config;
  private final QueryConfig queryConfig;
  private final Clock clock;

  StatementsService(
      DruidSql sql,
      StatementStore store,
      StatementRunner runner,
      QueryPlanner planner,
      IngestStatements ingests,
      QueryWorkers workers,
      QueryMeter meter,
      Traces traces,
      ResultStore results,
      EventLoop eventLoop,
      StatementsConfig config,
      QueryConfig queryConfig,
      Clock clock) {
    this.sql = sql;
    this.store = store;
    this.runner = runner;
    this.planner = planner;
    this.ingests = ingests;
    this.workers = workers;
    this.meter = meter;
    this.traces = traces;
    this.results = results;
    this.eventLoop = eventLoop;
    this.config = config;
    this.queryConfig = queryConfig;
    this.clock = clock;
  }

  /**
   * A statement with the first rows of its result, when it has one.
   *
   * @param filledTable where an INSERT or REPLACE stores its rows; a query has none
   */
  public record Described(
      AsyncStatement statement, List<List<@Nullable Object>> sample, Optional<String> filledTable) {
    static Described query(AsyncStatement statement, List<List<@Nullable Object>> sample) {
      return new Described(statement, sample, Optional.empty());
    }
  }

  /**
   * Checks a statement in full, stores it and lets it run when its turn comes.
   *
   * <p>An INSERT or REPLACE becomes an SQL job. Errors: those of a query's planning or of a job's
   * submission, {@code ALREADY_EXISTS}, {@code TOO_MANY_REQUESTS}.
   */
  public Uni<Described> submit(SqlRequest unnamed, Caller caller) {
    return traces
        .followed(workers.run(() -> sql.parse(unnamed.query()) instanceof Statement.Ingest))
        .chain(
            isIngest ->
                isIngest ? ingests.submit(unnamed, caller) : submitQuery(unnamed, caller.user()));
  }

  private Uni<Described> submitQuery(SqlRequest unnamed, UserReference user) {
    SqlRequest request = unnamed.identified();
    Uni<AsyncStatement> submission =
        planner
            .plan(request, config.timeout(), Reach.EVERYTHING)
            .chain(planned -> eventLoop.run(() -> insert(request, planned, user)));
    return meter
        .submitting(submission)
        .invoke(statement -> runner.wake())
        .map(statement -> Described.query(statement, List.of()));
  }

  private Uni<AsyncStatement> insert(SqlRequest request, PlannedQuery planned, UserReference user) {
    AsyncStatement statement =
        new AsyncStatement(
            UUID.randomUUID(),
            planned.context().queryId(),
            request,
            planned.plan().columns(),
            new StatementState.Accepted(),
            0,
            new UserStamp(user, clock.instant()));
    return store.insert(statement, config.waitingMax()).replaceWith(statement);
  }

  /** Errors: {@code NOT_FOUND}; {@code ACCESS_DENIED} for the statement of another. */
  public Uni<Described> get(String queryId, Caller caller) {
    return found(queryId)
        .invoke(found -> requireOwnOrAdminister(found.statement(), caller))
        .chain(
            found ->
                found.filledTable().isEmpty()
                        && found.statement().state() instanceof StatementState.Succeeded succeeded
                    ? workers.run(
                        () ->
                            Described.query(
                                found.statement(), sample(found.statement(), succeeded)))
                    : Uni.createFrom().item(found));
  }

  private Uni<Described> found(String queryId) {
    return eventLoop
        .run(() -> store.named(queryId))
        .chain(
            query ->
                query.isPresent()
                    ? Uni.createFrom().item(Optional.of(Described.query(query.get(), List.of())))
                    : eventLoop.run(() -> ingests.find(queryId)))
        .map(found -> found.orElseThrow(() -> missing(queryId)));
  }

  private List<List<@Nullable Object>> sample(
      AsyncStatement statement, StatementState.Succeeded succeeded) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    try (StoredCursor cursor =
        new StoredCursor(results, statement.id(), succeeded.result().pages().subList(0, 1))) {
      for (@Nullable Object[] row : cursor.nextBatch()) {
        if (rows.size() == SAMPLE_ROWS_MAX) {
          break;
        }
        rows.add(sampled(row));
      }
    }
    return rows;
  }

  /** Times are milliseconds here, as Druid has them. */
  private static List<@Nullable Object> sampled(@Nullable Object[] row) {
    List<@Nullable Object> values = new ArrayList<>();
    for (@Nullable Object value : row) {
      values.add(value instanceof Instant time ? (Object) time.toEpochMilli() : value);
    }
    return values;
  }

  /**
   * Reads the result, or one page of it, in any format.
   *
   * <p>Errors: {@code NOT_FOUND} when there is no such statement or it failed; {@code
   * INVALID_ARGUMENT} while it is not over, and for a page that it does not have; {@code
   * ACCESS_DENIED} for all but whom has submitted it.
   */
  public Uni<QueryResult> results(
      String queryId, ResultFormat format, Optional<Integer> page, Caller caller) {
    return found(queryId)
        .invoke(found -> requireOwn(found.statement(), caller))
        .chain(
            found -> {
              AsyncStatement statement = found.statement();
              List<ResultPage> all = pages(statement, page);
              // An INSERT or REPLACE counts what it stored, and has nothing to read.
              List<ResultPage> pages = found.filledTable().isPresent() ? List.of() : all;
              return workers.run(
                  () -> start(statement, pages, format),
                  // A result that nobody reads holds a file open.
                  Started::close);
            })
        .map(Started::result);
  }

  private record Started(QueryResult result, ResultStream stream) {
    void close() {
      stream.close();
    }
  }

  private static List<ResultPage> pages(AsyncStatement statement, Optional<Integer> page) {
    return switch (statement.state()) {
      case StatementState.Succeeded succeeded -> pages(succeeded.result(), page);
      case StatementState.Failed failed ->
          throw new ServiceException(
              ErrorCode.NOT_FOUND,
              statement.queryId(),
              "Statement %s failed and has no result: %s"
                  .formatted(statement.queryId(), failed.fault().messageText()));
      case StatementState.Accepted accepted -> throw unfinished(statement);
      case StatementState.Running running -> throw unfinished(statement);
    };
  }

  private static List<ResultPage> pages(StatementResult result, Optional<Integer> page) {
    if (page.isEmpty()) {
      return result.pages();
    }
    if (page.get() < 0 || page.get() >= result.pages().size()) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          "page",
          "The result has no page %d; its pages are 0 to %d."
              .formatted(page.get(), result.pages().size() - 1));
    }
    return List.of(result.pages().get(page.get()));
  }

  private static ServiceException unfinished(AsyncStatement statement) {
    return new ServiceException(
        ErrorCode.INVALID_ARGUMENT,
        statement.queryId(),
        "Statement %s is %s; its result can be read once it is SUCCESS."
            .formatted(statement.queryId(), statement.state().apiName()));
  }

  private Started start(AsyncStatement statement, List<ResultPage> pages, ResultFormat format) {
    QueryContext context =
        QueryContext.of(
            statement.request().contextWith(sql.parse(statement.request().query()).context()),
            queryConfig,
            clock.instant());
    ResultLayout layout =
        new ResultLayout(
            statement.columns(),
            false,
            false,
            false,
            context.stringifyArrays(),
            new TextOfTimes(context.settings().timeZone()));
    ResultStream stream =
        new ResultStream(
            new StoredCursor(results, statement.id(), pages), ResultWriter.of(format, layout));
    return new Started(
        new QueryResult(
            statement.queryId(),
            format,
            false,
            stream.start(workers.executor(), ResultStream.End.NOBODY)),
        stream);
  }

  /** As in Druid, nobody reads what others have asked for. */
  private static void requireOwn(AsyncStatement statement, Caller caller) {
    if (!caller.owns(statement.submitted().user())) {
      throw new ServiceException(
          ErrorCode.ACCESS_DENIED,
          statement.queryId(),
          "Statement %s was submitted with other credentials, which alone may read its result."
              .formatted(statement.queryId()));
    }
  }

  private static void requireOwnOrAdminister(AsyncStatement statement, Caller caller) {
    if (!caller.owns(statement.submitted().user())) {
      caller.require(
          Permission.ADMINISTER_PROJECTS,
          "Seeing or canceling statement %s, which others submitted,"
              .formatted(statement.queryId()));
    }
  }

  /**
   * Cancels a statement. Errors: {@code NOT_FOUND}; {@code ACCESS_DENIED} for the statement of
   * another.
   *
   * @return whether there was something to cancel
   */
  public Uni<Boolean> cancel(String queryId, Caller caller) {
    return found(queryId)
        .invoke(found -> requireOwnOrAdminister(found.statement(), caller))
        .chain(
            found ->
                found.filledTable().isPresent()
                    ? eventLoop.run(() -> ingests.cancel(found, caller.user()))
                    : cancelQuery(queryId));
  }

  private Uni<Boolean> cancelQuery(String queryId) {
    return eventLoop
        .run(() -> store.update(queryId, this::canceled))
        .map(found -> found.orElseThrow(() -> missing(queryId)))
        .map(
            before -> {
              if (before.state() instanceof StatementState.Running) {
                runner.interrupt(before);
              }
              return !before.state().isOver();
            });
  }

  private Optional<StatementState> canceled(AsyncStatement statement) {
    ServiceException fault =
        new ServiceException(ErrorCode.CANCELED, null, "A user canceled the statement.");
    return switch (statement.state()) {
      case StatementState.Accepted accepted -> Optional.of(accepted.fail(clock.instant(), fault));
      case StatementState.Running running -> Optional.of(running.fail(clock.instant(), fault));
      case StatementState.Succeeded succeeded -> Optional.empty();
      case StatementState.Failed failed -> Optional.empty();
    };
  }

  private static ServiceException missing(String queryId) {
    return new ServiceException(
        ErrorCode.NOT_FOUND,
        queryId,
        "Statement %s does not exist; it is unknown or has expired.".formatted(queryId));
  }
}
