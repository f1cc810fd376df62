package dev.lodestar.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.lodestar.data.Granularity;
import dev.lodestar.data.UserReference;
import dev.lodestar.jobs.BatchSpec;
import dev.lodestar.jobs.ChangeSpec;
import dev.lodestar.jobs.DeleteDataSpec;
import dev.lodestar.jobs.DropTableSpec;
import dev.lodestar.jobs.ExecutionStatus;
import dev.lodestar.jobs.IngestionMode;
import dev.lodestar.jobs.Job;
import dev.lodestar.jobs.JobSource;
import dev.lodestar.jobs.JobSpec;
import dev.lodestar.jobs.JobTarget;
import dev.lodestar.jobs.JobType;
import dev.lodestar.jobs.Mapping;
import dev.lodestar.jobs.ReadFromPoint;
import dev.lodestar.jobs.RestoreDataSpec;
import dev.lodestar.jobs.SqlSpec;
import dev.lodestar.jobs.StreamingSpec;
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
    @Nullable Boolean createTableIfNotExists,
    @Nullable String filterExpression,
    @Nullable IngestionMode ingestionMode,
    @Nullable Boolean replaceAll,
    @Nullable List<Mapping> mappings,
    @Nullable Long maxParseExceptions,
    @Nullable Granularity partitionedBy,
    @Nullable List<String> clusteringColumns,
    @Nullable Object context,
    @Nullable List<SqlSpec.Parameter> parameters,
    @Nullable Boolean useSchemaDiscovery,
    @Nullable List<String> dimensionExclusions,
    @Nullable ReadFromPoint readFromPoint,
    @Nullable String lateMessageRejectionPeriod,
    @Nullable String earlyMessageRejectionPeriod,
    @Nullable Boolean replaceRunning,
    @Nullable Boolean deleteAll,
    @Nullable Boolean softDelete,
    @Nullable String interval,
    @Nullable List<String> versions,
    @Schema(description = "The Druid SQL that does the same.") @Nullable String query,
    @Schema(
            description = "The request as it came.",
            oneOf = {
              BatchSpec.class,
              StreamingSpec.class,
              SqlSpec.class,
              DeleteDataSpec.class,
              DropTableSpec.class,
              RestoreDataSpec.class
            })
        @JsonRawValue
        String spec) {

  /**
   * A job in full.
   *
   * @param shown its status in the words of the client's version of the API
   */
  static JobView of(Job job, JobSpec spec, ExecutionStatus shown) {
    BatchSpec batch = spec instanceof BatchSpec found ? found : null;
    StreamingSpec stream = spec instanceof StreamingSpec found ? found : null;
    SqlSpec query = spec instanceof SqlSpec found ? found : null;
    DeleteDataSpec delete = spec instanceof DeleteDataSpec found ? found : null;
    DropTableSpec drop = spec instanceof DropTableSpec found ? found : null;
    RestoreDataSpec restore = spec instanceof RestoreDataSpec found ? found : null;
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
        shown,
        JobHealthView.of(job.health(), job.state()),
        target(job, spec),
        batch != null ? batch.source() : stream == null ? null : stream.source(),
        spec instanceof ChangeSpec ? null : (Boolean) spec.createTableIfNotExists(),
        batch != null
            ? batch.filterExpression()
            : stream == null ? null : stream.filterExpression(),
        batch == null ? null : batch.ingestionMode(),
        batch == null ? null : (Boolean) batch.replaceAll(),
        batch != null ? batch.mappings() : stream == null ? null : stream.mappings(),
        batch != null
            ? batch.maxParseExceptions()
            : stream == null ? null : stream.maxParseExceptions(),
        batch != null ? batch.partitionedBy() : stream == null ? null : stream.partitionedBy(),
        batch != null
            ? batch.clusteringColumns()
            : stream == null ? null : stream.clusteringColumns(),
        batch != null ? batch.context() : query != null ? query.context() : null,
        query == null ? null : query.parameters(),
        stream == null ? null : (Boolean) stream.useSchemaDiscovery(),
        stream == null ? null : stream.dimensionExclusions(),
        stream == null ? null : stream.readFromPoint(),
        stream == null ? null : stream.lateMessageRejectionPeriod(),
        stream == null ? null : stream.earlyMessageRejectionPeriod(),
        stream == null ? null : (Boolean) stream.replaceRunning(),
        delete == null ? null : (Boolean) delete.deleteAll(),
        delete != null
            ? (Boolean) delete.softDelete()
            : drop == null ? null : (Boolean) drop.softDelete(),
        restore == null ? null : restore.interval(),
        delete != null ? delete.versions() : restore == null ? null : restore.versions(),
        stream == null ? job.definition().query() : null,
        job.definition().spec());
  }

  private static JobTarget target(Job job, JobSpec spec) {
    return switch (spec) {
      case BatchSpec batch -> batch.target();
      case StreamingSpec stream -> stream.target();
      case SqlSpec query -> new JobTarget("table", job.definition().targetTable(), null);
      case ChangeSpec change -> change.target();
    };
  }
}
