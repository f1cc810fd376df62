package dev.lodestar.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.data.Granularity;
import dev.lodestar.data.UserReference;
import dev.lodestar.jobs.BatchSpec;
import dev.lodestar.jobs.ExecutionStatus;
import dev.lodestar.jobs.IngestionMode;
import dev.lodestar.jobs.Job;
import dev.lodestar.jobs.JobSource;
import dev.lodestar.jobs.JobTarget;
import dev.lodestar.jobs.JobType;
import dev.lodestar.jobs.Mapping;
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
    JobSource source,
    boolean createTableIfNotExists,
    @Nullable String filterExpression,
    IngestionMode ingestionMode,
    List<Mapping> mappings,
    long maxParseExceptions,
    @Nullable Granularity partitionedBy,
    @Nullable List<String> clusteringColumns,
    @Nullable JsonNode context,
    @Schema(description = "The Druid SQL that does the same.") String query,
    @Schema(implementation = BatchSpec.class) @JsonRawValue String spec) {

  static JobView of(Job job, BatchSpec spec) {
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
        job.definition().query(),
        job.definition().spec());
  }
}
