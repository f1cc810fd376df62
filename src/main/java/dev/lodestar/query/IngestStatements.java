package dev.lodestar.query;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lodestar.auth.Caller;
import dev.lodestar.data.UserReference;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.jobs.ExecutionStatus;
import dev.lodestar.jobs.Job;
import dev.lodestar.jobs.JobState;
import dev.lodestar.jobs.JobType;
import dev.lodestar.jobs.JobsService;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * INSERT and REPLACE among the asynchronous statements: each is an SQL job, shown as a statement.
 *
 * <p>The statement's id is the job's, and the job is all that is stored. A missing table is made,
 * as in Druid.
 */
@ApplicationScoped
class IngestStatements {
  private final JobsService jobs;
  private final ObjectMapper json;

  IngestStatements(JobsService jobs, ObjectMapper json) {
    this.jobs = jobs;
    this.json = json;
  }

  /** Errors: those of {@link JobsService#submit}. */
  Uni<StatementsService.Described> submit(SqlRequest request, Caller caller) {
    return jobs.submit(spec(request), caller).map(job -> described(job, request));
  }

  private ObjectNode spec(SqlRequest request) {
    ObjectNode spec = json.createObjectNode();
    spec.put("type", JobType.SQL.apiName());
    spec.put("query", request.query());
    spec.put("createTableIfNotExists", true);
    spec.set("context", json.valueToTree(request.context()));
    ArrayNode parameters = spec.putArray("parameters");
    request.parameters().forEach(parameter -> parameters.add(json.valueToTree(parameter)));
    return spec;
  }

  /** The statement that is the job of this id, if there is one. */
  Uni<Optional<StatementsService.Described>> find(String queryId) {
    if (!isJobId(queryId)) {
      return Uni.createFrom().item(Optional.empty());
    }
    return jobs.get(queryId)
        .map(
            job ->
                job.type() == JobType.SQL
                    ? Optional.of(described(job, request(job)))
                    : Optional.<StatementsService.Described>empty())
        .onFailure(IngestStatements::isMissing)
        .recoverWithItem(Optional.empty());
  }

  private static SqlRequest request(Job job) {
    return SqlRequest.of(
        Objects.requireNonNull(job.definition().query(), "an SQL job has a statement"));
  }

  private static boolean isJobId(String text) {
    try {
      return UUID.fromString(text).toString().equals(text);
    } catch (IllegalArgumentException notAnId) {
      return false;
    }
  }

  private static boolean isMissing(Throwable failure) {
    return failure instanceof ServiceException fault && fault.code() == ErrorCode.NOT_FOUND;
  }

  /** Whether there was something to cancel; a job may end before it hears of it. */
  Uni<Boolean> cancel(StatementsService.Described found, UserReference user) {
    if (found.statement().state().isOver()) {
      return Uni.createFrom().item(false);
    }
    return jobs.desire(found.statement().queryId(), ExecutionStatus.CANCELED, user)
        .replaceWith(true)
        .onFailure(IngestStatements::hasEnded)
        .recoverWithItem(false);
  }

  private static boolean hasEnded(Throwable failure) {
    return failure instanceof ServiceException fault && fault.code() == ErrorCode.INVALID_ARGUMENT;
  }

  private static StatementsService.Described described(Job job, SqlRequest request) {
    AsyncStatement statement =
        new AsyncStatement(
            job.id(),
            job.id().toString(),
            request,
            List.of(),
            state(job),
            job.revision(),
            job.created());
    return new StatementsService.Described(
        statement, List.of(), Optional.of(job.definition().targetTable()));
  }

  private static StatementState state(Job job) {
    return switch (job.state()) {
      case JobState.Pending pending -> new StatementState.Accepted();
      case JobState.Running running -> new StatementState.Running(running.started());
      case JobState.Idle idle -> new StatementState.Running(idle.started());
      case JobState.Suspended suspended -> new StatementState.Accepted();
      case JobState.Completed completed ->
          new StatementState.Succeeded(completed.started(), completed.ended(), result(job));
      case JobState.Failed failed ->
          new StatementState.Failed(
              failed.started(), failed.ended(), fault(job, ErrorCode.EVALUATION_FAILED));
      case JobState.Canceled canceled ->
          new StatementState.Failed(
              canceled.started(), canceled.ended(), fault(job, ErrorCode.CANCELED));
    };
  }

  /** What was stored; there is nothing to read. */
  private static StatementResult result(Job job) {
    return job.totals()
        .map(totals -> new ResultPage(0, totals.rowsPersisted(), totals.bytesProcessed()))
        .map(page -> new StatementResult(List.of(page)))
        .orElseGet(() -> new StatementResult(List.of(new ResultPage(0, 0, 0))));
  }

  private static ServiceException fault(Job job, ErrorCode code) {
    return new ServiceException(
        code, null, Objects.requireNonNullElse(job.health().message(), "The job ended early."));
  }
}
