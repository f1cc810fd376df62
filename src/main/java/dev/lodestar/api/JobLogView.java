package dev.lodestar.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lodestar.jobs.JobHealth;
import dev.lodestar.jobs.JobLogEntry;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A log entry as the API shows it. */
@Schema(name = "JobLogEntry")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobLogView(
    @Nullable Instant timestamp, JobHealth.Status healthStatus, String code, String message) {

  /** A job's log, oldest entry first. */
  @Schema(name = "JobLogs")
  public record All(List<JobLogView> logs) {
    public All {
      logs = List.copyOf(logs);
    }
  }

  static JobLogView of(JobLogEntry entry) {
    return new JobLogView(entry.time(), entry.status(), entry.code(), entry.message());
  }
}
