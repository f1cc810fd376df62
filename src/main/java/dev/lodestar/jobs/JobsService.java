package dev.lodestar.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lodestar.auth.Caller;
import dev.lodestar.connections.ConnectionsService;
import dev.lodestar.data.UserReference;
import dev.lodestar.data.UserStamp;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.json.InvalidJson;
import dev.lodestar.reactive.EventLoop;
import dev.lodestar.reactive.GatheredReads;
import dev.lodestar.tables.DataChange;
import dev.lodestar.tables.TablesService;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Takes, finds and cancels jobs. */
@ApplicationScoped
public class JobsService {
  private static final int RACES_MAX = 3;

  /** What a job can show that is not over: its rows may be there, but not visible yet. */
  private static final double PROGRESS_MAX = 0.99;

  private final JobStore store;
  private final JobQueueLimit queue;
  private final JobPlanning planning;
  private final JobRunner runner;
  private final StreamControl streams;
  private final JobMeter meter;
  private final TablesService tables;
  private final ConnectionsService connections;
  private final EventLoop eventLoop;
  private final ObjectMapper json;
  private final JobConfig config;
  private final Clock clock;
  private final GatheredReads<UUID, Job> identified;

  JobsService(
      JobStore store,
      JobQueueLimit queue,
      JobPlanning planning,
      JobRunner runner,
      StreamControl streams,
      JobMeter meter,
      TablesService tables,
      ConnectionsService connections,
      EventLoop eventLoop,
      ObjectMapper json,
      JobConfig config,
      Clock clock) {
    this.store = store;
    this.queue = queue;
    this.planning = planning;
    this.runner = runner;
    this.streams = streams;
    this.meter = meter;
    this.tables = tables;
    this.connections = connections;
    this.eventLoop = eventLoop;
    this.json = json;
    this.config = config;
    this.clock = clock;
    this.identified = new GatheredReads<>(ids -> eventLoop.run(() -> store.identified(ids)));
  }

  /**
   * Checks a job in full, stores it and lets it run when its turn comes.
   *
   * <p>A refused job changes nothing; the table of an accepted one is made in the same transaction.
   * Errors: {@code INVALID_ARGUMENT}, {@code INVALID_SQL}, {@code NOT_SUPPORTED}; {@code
   * ACCESS_DENIED} as {@link JobPermissions} says.
   *
   * @param request the body as it came
   */
  public Uni<Job> submit(JsonNode request, Caller caller) {
    return Uni.createFrom().deferred(() -> meter.submitting(checked(request, caller)));
  }

  private Uni<Job> checked(JsonNode request, Caller caller) {
    Instant now = clock.instant();
    return Uni.createFrom()
        .item(() -> JobPermissions.required(decode(request), caller))
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
        .chain(
            spec -> {
              JobPlanning.Draft draft = planning.draft(spec);
              return eventLoop
                  .run(
                      () ->
                          queue
                              .requireRoom()
                              .chain(() -> streams.requireReadable(spec))
                              .chain(() -> draft.ready().apply(now)))
                  .emitOn(Infrastructure.getDefaultWorkerPool())
                  .map(ready -> admission(ready, draft, caller))
                  .chain(
                      admission ->
                          eventLoop.run(
                              () -> insert(request, spec, admission, caller.user(), now)));
            })
        // Another job made the table meanwhile: plan again, for the table that there is now.
        .onFailure(JobsService::isLostRace)
        .retry()
        .atMost(RACES_MAX)
        .invoke(
            job -> {
              runner.wake();
              streams.wake();
            });
  }

  private static boolean isLostRace(Throwable failure) {
    return failure instanceof ServiceException fault
        && (fault.code() == ErrorCode.ALREADY_EXISTS || fault.code() == ErrorCode.STALE_VERSION);
  }

  /**
   * What is left to do when a job has passed all checks.
   *
   * @param changesTables whether the preparation makes a table or marks one as going
   * @param preparation claims or makes its table, in the transaction that stores the job
   */
  private record Admission(
      String targetTable,
      List<String> readTables,
      List<String> connections,
      @Nullable String query,
      TableLock lock,
      boolean changesTables,
      Function<UserReference, Uni<?>> preparation) {}

  private Admission admission(JobPlanning.Ready ready, JobPlanning.Draft draft, Caller caller) {
    return switch (ready) {
      case JobPlanning.Ready.Ingest ingest -> {
        JobPlan plan = ingest.plan().apply(Set.of());
        JobPermissions.require(plan, caller);
        yield new Admission(
            draft.targetTable(),
            draft.readTables(),
            draft.connections(),
            plan.query(),
            TableLock.of(plan.replaced()),
            plan.tableToCreate().isPresent(),
            user ->
                plan.tableToCreate().isPresent()
                    ? tables.createUnlessPresent(plan.tableToCreate().get(), user)
                    : tables.admit(ingest.table().orElseThrow(), Optional.empty()));
      }
      case JobPlanning.Ready.Change change ->
          new Admission(
              draft.targetTable(),
              draft.readTables(),
              draft.connections(),
              null,
              TableLock.of(change.change().intervals()),
              change.change() instanceof DataChange.Drop,
              user -> tables.admit(change.target(), Optional.of(change.change())));
    };
  }

  private JobSpec decode(JsonNode request) {
    if (!request.isObject()) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT, null, "A job is described by a JSON object.");
    }
    // The API's default: a body without a type is an SQL job.
    JsonNode typeName = request.path("type");
    JobType type = typeName.isMissingNode() ? JobType.SQL : JobType.ofApiName(typeName.asText());
    return switch (type) {
      case BATCH -> read(request, BatchSpec.class);
      case SQL -> read(request, SqlSpec.class);
      case DELETE_DATA -> read(request, DeleteDataSpec.class);
      case DROP_TABLE -> read(request, DropTableSpec.class);
      case RESTORE_DATA -> read(request, RestoreDataSpec.class);
      case STREAMING -> read(request, StreamingSpec.class);
    };
  }

  private <T extends JobSpec> T read(JsonNode request, Class<T> type) {
    try {
      return json.treeToValue(request, type);
    } catch (JsonProcessingException e) {
      throw InvalidJson.fault(e);
    }
  }

  private Uni<Job> insert(
      JsonNode request, JobSpec spec, Admission admission, UserReference user, Instant now) {
    UserStamp stamp = new UserStamp(user, now);
    Job job =
        new Job(
            UUID.randomUUID(),
            SpecFacts.type(spec),
            new JobState.Pending(),
            0,
            ExecutionStatus.RUNNING,
            new JobDefinition(
                request.toString(),
                admission.query(),
                SpecFacts.sourceType(spec),
                SpecFacts.sourceName(spec),
                SpecFacts.inlineData(spec),
                admission.targetTable(),
                admission.lock(),
                admission.readTables(),
                connectionNames(request, admission)),
            stamp,
            stamp,
            JobHealth.OK,
            Optional.empty());
    JobLogEntry entry =
        JobLogEntry.ok(now, "job_submitted", "The job was submitted and waits for a slot.");
    Supplier<Uni<Void>> insert =
        () ->
            store.insert(
                job,
                List.of(entry),
                () ->
                    connections
                        .hold(admission.connections())
                        .chain(() -> admission.preparation().apply(user))
                        .chain(() -> streams.admit(spec, stamp)));
    return (admission.changesTables() ? tables.changing(insert) : insert.get()).replaceWith(job);
  }

  private static List<String> connectionNames(JsonNode request, Admission admission) {
    return Stream.concat(
            SpecFacts.connectionNames(request).stream(), admission.connections().stream())
        .distinct()
        .toList();
  }

  /** Errors: {@code NOT_FOUND}; an id that is no UUID is not found either. */
  public Uni<Job> get(String id) {
    return Uni.createFrom()
        .item(() -> parse(id))
        .chain(identified::get)
        .map(found -> found.map(streams::withTotals).orElseThrow(() -> missing(id)));
  }

  /** A job with its request decoded, for the members that the API repeats at top level. */
  public JobSpec spec(Job job) {
    return planning.spec(job);
  }

  /** All jobs, the newest first. */
  public Uni<List<JobSummary>> summaries() {
    return store.summaries();
  }

  /** Oldest first. Errors: {@code NOT_FOUND}. */
  public Uni<List<JobLogEntry>> logs(String id) {
    return get(id)
        .chain(
            job ->
                store
                    .logs(job.id(), config.logEntriesMax())
                    .map(log -> streams.withSummary(job, log)));
  }

  /**
   * From 0 to 1; 1 when the job is over.
   *
   * <p>Errors: {@code NOT_FOUND}; {@code INVALID_ARGUMENT} for a job that stores no rows.
   */
  public Uni<Double> progress(String id) {
    return get(id)
        .map(
            job -> {
              requireEnd(job);
              requireIngestion(job, "id", "has no progress; its status says when it is over");
              return job.state().status().isTerminal()
                  ? 1.0
                  : Math.min(runner.progress(job.id()).orElse(0.0), PROGRESS_MAX);
            });
  }

  /**
   * Moves a job to what the user wants of it.
   *
   * <p>Errors: {@code NOT_FOUND}; {@code INVALID_ARGUMENT} for a move that is not legal.
   */
  public Uni<Job> desire(String id, ExecutionStatus desired, UserReference user) {
    UserStamp stamp = new UserStamp(user, clock.instant());
    return get(id)
        .chain(
            job ->
                job.type() == JobType.STREAMING
                    ? streams
                        .desire(job.id(), desired, stamp)
                        .chain(() -> eventLoop.run(() -> get(id)))
                    : desire(id, desired, stamp));
  }

  private Uni<Job> desire(String id, ExecutionStatus desired, UserStamp stamp) {
    return Uni.createFrom()
        .item(() -> parse(id))
        .chain(jobId -> store.update(jobId, stamp, job -> decide(job, desired, stamp)))
        .map(found -> found.orElseThrow(() -> missing(id)))
        .invoke(job -> runner.interruptIfOver(job));
  }

  /**
   * Forgets how far a streaming job's table has read its stream, so that {@code readFromPoint}
   * counts.
   *
   * <p>Errors: {@code NOT_FOUND}; {@code INVALID_ARGUMENT} for other jobs and those that are over.
   */
  public Uni<Void> reset(String id) {
    return get(id).chain(streams::reset);
  }

  private static void requireEnd(Job job) {
    if (job.type() == JobType.STREAMING) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          "id",
          "Job %s is a streaming job, which has no end to progress to.".formatted(job.id()));
    }
  }

  private static void requireIngestion(Job job, String target, String rule) {
    switch (job.type()) {
      case BATCH, STREAMING, SQL -> {}
      case DELETE_DATA, DROP_TABLE, RESTORE_DATA ->
          throw new ServiceException(
              ErrorCode.INVALID_ARGUMENT,
              target,
              "Job %s is a %s job and %s.".formatted(job.id(), job.type().apiName(), rule));
    }
  }

  private static Optional<JobEnd> decide(Job job, ExecutionStatus desired, UserStamp stamp) {
    requireIngestion(job, "desiredExecutionStatus", "cannot be stopped or changed");
    ExecutionStatus now = job.state().status();
    if (desired == now || (desired == ExecutionStatus.RUNNING && !now.isTerminal())) {
      return Optional.empty();
    }
    if (desired != ExecutionStatus.CANCELED) {
      throw illegal(job, desired);
    }
    String user = stamp.user().username();
    return switch (job.state()) {
      case JobState.Pending pending ->
          Optional.of(JobOutcome.canceled(pending.cancel(stamp.time()), user));
      case JobState.Running running ->
          Optional.of(JobOutcome.canceled(running.cancel(stamp.time()), user));
      case JobState.Idle idle -> throw illegal(job, desired);
      case JobState.Suspended suspended -> throw illegal(job, desired);
      case JobState.Completed completed -> throw illegal(job, desired);
      case JobState.Failed failed -> throw illegal(job, desired);
      case JobState.Canceled canceled -> Optional.empty();
    };
  }

  private static ServiceException illegal(Job job, ExecutionStatus desired) {
    return new ServiceException(
        ErrorCode.INVALID_ARGUMENT,
        "desiredExecutionStatus",
        "Job %s is %s and cannot become %s; a job that is not over can be canceled."
            .formatted(job.id(), job.state().status().apiName(), desired.apiName()));
  }

  private static UUID parse(String id) {
    try {
      return UUID.fromString(id);
    } catch (IllegalArgumentException notAnId) {
      throw missing(id);
    }
  }

  private static ServiceException missing(String id) {
    return new ServiceException(ErrorCode.NOT_FOUND, id, "Job %s does not exist.".formatted(id));
  }
}
