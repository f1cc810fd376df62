package dev.lodestar.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lodestar.data.UserReference;
import dev.lodestar.data.UserStamp;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.json.InvalidJson;
import dev.lodestar.reactive.EventLoop;
import dev.lodestar.tables.Table;
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
import org.jspecify.annotations.Nullable;

/** Takes, finds and cancels jobs. */
@ApplicationScoped
public class JobsService {
  private static final int RACES_MAX = 3;

  private final JobStore store;
  private final JobPlanning planning;
  private final JobRunner runner;
  private final TablesService tables;
  private final EventLoop eventLoop;
  private final ObjectMapper json;
  private final JobConfig config;
  private final Clock clock;

  JobsService(
      JobStore store,
      JobPlanning planning,
      JobRunner runner,
      TablesService tables,
      EventLoop eventLoop,
      ObjectMapper json,
      JobConfig config,
      Clock clock) {
    this.store = store;
    this.planning = planning;
    this.runner = runner;
    this.tables = tables;
    this.eventLoop = eventLoop;
    this.json = json;
    this.config = config;
    this.clock = clock;
  }

  /**
   * Checks a job in full, stores it and lets it run when its turn comes.
   *
   * <p>A refused job changes nothing; the table of an accepted one is made in the same transaction.
   * Errors: {@code INVALID_ARGUMENT}, {@code INVALID_SQL}, {@code NOT_SUPPORTED}.
   *
   * @param request the body as it came
   */
  public Uni<Job> submit(JsonNode request, UserReference user) {
    Instant now = clock.instant();
    return Uni.createFrom()
        .item(() -> decode(request))
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
        .chain(
            spec -> {
              JobPlanning.Draft draft = planning.draft(spec);
              return eventLoop
                  .run(() -> draft.ready().apply(now))
                  .emitOn(Infrastructure.getDefaultWorkerPool())
                  .map(ready -> ready.plan().apply(Set.of()))
                  .chain(
                      plan -> eventLoop.run(() -> insert(request, spec, draft, plan, user, now)));
            })
        // Another job made the table meanwhile: plan again, for the table that there is now.
        .onFailure(JobsService::isLostRace)
        .retry()
        .atMost(RACES_MAX)
        .invoke(job -> runner.wake());
  }

  private static boolean isLostRace(Throwable failure) {
    return failure instanceof ServiceException fault && fault.code() == ErrorCode.ALREADY_EXISTS;
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
      case STREAMING, DELETE_DATA, DROP_TABLE, RESTORE_DATA ->
          throw new ServiceException(
              ErrorCode.NOT_SUPPORTED,
              "type",
              "Jobs of type %s are absent so far; use type batch or sql."
                  .formatted(type.apiName()));
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
      JsonNode request,
      JobSpec spec,
      JobPlanning.Draft draft,
      JobPlan plan,
      UserReference user,
      Instant now) {
    UserStamp stamp = new UserStamp(user, now);
    Job job =
        new Job(
            UUID.randomUUID(),
            type(spec),
            new JobState.Pending(),
            0,
            ExecutionStatus.RUNNING,
            new JobDefinition(
                request.toString(),
                plan.query(),
                sourceType(spec),
                null,
                draft.targetTable(),
                draft.replaces()),
            stamp,
            stamp,
            JobHealth.OK,
            Optional.empty());
    JobLogEntry entry =
        JobLogEntry.ok(now, "job_submitted", "The job was submitted and waits for a slot.");
    Uni<Void> stored =
        plan.tableToCreate()
            .map(
                table ->
                    tables.changing(
                        () ->
                            store.insert(
                                job,
                                List.of(entry),
                                () -> tables.createUnlessPresent(table, user))))
            .orElseGet(() -> store.insert(job, List.of(entry), () -> Uni.createFrom().voidItem()));
    return stored.replaceWith(job);
  }

  private static JobType type(JobSpec spec) {
    return switch (spec) {
      case BatchSpec batch -> JobType.BATCH;
      case SqlSpec query -> JobType.SQL;
    };
  }

  private static @Nullable String sourceType(JobSpec spec) {
    return switch (spec) {
      case BatchSpec batch -> batch.source().typeName();
      case SqlSpec query -> null;
    };
  }

  /** Errors: {@code NOT_FOUND}; an id that is no UUID is not found either. */
  public Uni<Job> get(String id) {
    return Uni.createFrom()
        .item(() -> parse(id))
        .chain(store::identified)
        .map(found -> found.orElseThrow(() -> missing(id)));
  }

  /** A job with its request decoded, for the members that the API repeats at top level. */
  public JobSpec spec(Job job) {
    return planning.spec(job);
  }

  public Uni<JobPage> list(JobSelection selection) {
    return Uni.createFrom().deferred(() -> tableName(selection)).chain(store::page);
  }

  /** All jobs, the newest first. */
  public Uni<List<JobSummary>> summaries() {
    return store.summaries();
  }

  private Uni<JobSelection> tableName(JobSelection selection) {
    if (selection.targetTableId() == null) {
      return Uni.createFrom().item(selection);
    }
    return tables
        .identified(tableId(selection.targetTableId()))
        // No table has an empty name, so none of its jobs is found.
        .map(found -> selection.withTargetTable(found.map(Table::name).orElse("")));
  }

  private static UUID tableId(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT, "targetTableId", "targetTableId must be a UUID.", e);
    }
  }

  /** Oldest first. Errors: {@code NOT_FOUND}. */
  public Uni<List<JobLogEntry>> logs(String id) {
    return get(id).chain(job -> store.logs(job.id(), config.logEntriesMax()));
  }

  /** From 0 to 1; 1 when the job is over. Errors: {@code NOT_FOUND}. */
  public Uni<Double> progress(String id) {
    return get(id)
        .map(
            job -> job.state().status().isTerminal() ? 1.0 : runner.progress(job.id()).orElse(0.0));
  }

  /**
   * Moves a job to what the user wants of it.
   *
   * <p>Errors: {@code NOT_FOUND}; {@code INVALID_ARGUMENT} for a move that is not legal.
   */
  public Uni<Job> desire(String id, ExecutionStatus desired, UserReference user) {
    UserStamp stamp = new UserStamp(user, clock.instant());
    return Uni.createFrom()
        .item(() -> parse(id))
        .chain(jobId -> store.update(jobId, stamp, job -> decide(job, desired, stamp)))
        .map(found -> found.orElseThrow(() -> missing(id)))
        .invoke(job -> runner.interruptIfOver(job));
  }

  private static Optional<JobEnd> decide(Job job, ExecutionStatus desired, UserStamp stamp) {
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
