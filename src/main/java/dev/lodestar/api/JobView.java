package dev.lodestar.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.lodestar.data.Granularity;
import dev.lodestar.data.UserReference;
import dev.lodestar.jobs.BatchSpec;
import dev.lodestar.jobs.ExecutionStatus;
import dev.lodestar.jobs.IngestionMode;
import dev.lodestar.jobs.Job;
import dev.lodestar.jobs.JobSource;
import dev.lodestar.jobs.JobSpec;
import dev.lodestar.jobs.JobTarget;
import dev.lodestar.jobs.JobType;
import dev.lodestar.jobs.Mapping;
import dev.lodestar.jobs.SqlSpec;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A job with everything that was asked: the members of the request with their defaults, and the
 * request word for word as {@code spec}.
 *
 * <p>Source: control-plane specification, 8.10.
 */
@Schema(name = "Job")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobView(
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
    @Nullable JobSource source,
    boolean createTableIfNotExists,
    @Nullable String filterExpression,
    @Nullable IngestionMode ingestionMode,
    @Nullable List<Mapping> mappings,
    @Nullable Long maxParseExceptions,
    @Nullable Granularity partitionedBy,
    @Nullable List<String> clusteringColumns,
    @Nullable Object context,
    @Nullable List<SqlSpec.Parameter> parameters,
    @Schema(description = "The Druid SQL that does the same.") String query,
    @Schema(
            description = "The request as it came.",
            oneOf = {BatchSpec.class, SqlSpec.class})
        @JsonRawValue
        String spec) {

  static JobView of(Job job, JobSpec spec) {
    return switch (spec) {
      case BatchSpec batch -> of(job, batch);
      case SqlSpec query -> of(job, query);
    };
  }

  private static JobView of(Job job, SqlSpec spec) {
    JobTimes times = JobTimes.of(job.state());
    return new JobView(
        job.id(),
        job.type(),
        job.created().user(),
        job.created().time(),
        job.modified().user(),
        job.modified().time(),
        times.started(),
        times.completed(),
        job.desired(),
        job.state().status(),
        JobHealthView.of(job),
        new JobTarget("table", job.definition().targetTable(), null),
        null,
        spec.createTableIfNotExists(),
        null,
        null,
        null,
        null,
        null,
        null,
        spec.context(),
        spec.parameters(),
        job.definition().query(),
        job.definition().spec());
  }

  private static JobView of(Job job, BatchSpec spec) {
    JobTimes times = JobTimes.of(job.state());
    return new JobView(
        job.id(),
        job.type(),
        job.created().user(),
        job.created().time(),
        job.modified().user(),
        job.modified().time(),
        times.started(),
        times.completed(),
        job.desired(),
        job.state().status(),
        JobHealthView.of(job),
        spec.target(),
        spec.source(),
        spec.createTableIfNotExists(),
        spec.filterExpression(),
        spec.ingestionMode(),
        spec.mappings(),
        spec.maxParseExceptions(),
        spec.partitionedBy(),
        spec.clusteringColumns(),
        spec.context(),
        null,
        job.definition().query(),
        job.definition().spec());
  }
}
