package dev.lodestar.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lodestar.data.UserReference;
import dev.lodestar.jobs.ExecutionStatus;
import dev.lodestar.jobs.JobTarget;
import dev.lodestar.jobs.JobType;
import dev.lodestar.jobs.ListedJob;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A job in a list: without its spec.
 *
 * <p>Source: control-plane specification, 8.10.
 */
@Schema(name = "JobSummary")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobSummaryView(
    UUID id,
    JobType type,
    UserReference createdBy,
    Instant createdTimestamp,
    UserReference lastModifiedBy,
    Instant lastUpdatedTimestamp,
    @Nullable Instant startedTimestamp,
    @Nullable Instant completedTimestamp,
    ExecutionStatus desiredExecutionStatus,
    ExecutionStatus executionStatus,
    JobHealthView health,
    JobTarget target,
    @Nullable Source source) {

  /**
   * The source in short.
   *
   * @param data the first 1,000 characters of inline data
   */
  @Schema(name = "JobSourceSummary")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Source(
      String type,
      @Nullable String connectionName,
      @Nullable String tableName,
      @Nullable String data) {
    static @Nullable Source of(ListedJob job) {
      String type = job.sourceType();
      return type == null
          ? null
          : new Source(
              type,
              type.equals("table") ? null : job.sourceName(),
              type.equals("table") ? job.sourceName() : null,
              job.inlineData());
    }
  }

  /** A page of jobs. */
  @Schema(name = "JobList")
  public record Page(List<JobSummaryView> values, boolean moreResultsAvailable) {
    public Page {
      values = List.copyOf(values);
    }
  }

  /**
   * A job in short.
   *
   * @param shown a status in the words of the client's version of the API
   */
  static JobSummaryView of(ListedJob job, UnaryOperator<ExecutionStatus> shown) {
    JobTimes times = JobTimes.of(job.state());
    return new JobSummaryView(
        job.id(),
        job.type(),
        job.created().user(),
        job.created().time(),
        job.modified().user(),
        job.modified().time(),
        times.started(),
        times.completed(),
        job.desired(),
        shown.apply(job.state().status()),
        JobHealthView.of(job.health(), job.state()),
        new JobTarget("table", job.targetTable(), null),
        Source.of(job));
  }
}
