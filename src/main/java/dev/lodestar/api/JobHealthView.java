package dev.lodestar.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lodestar.jobs.JobHealth;
import dev.lodestar.jobs.JobState;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How well a job does.
 *
 * <p>Source: control-plane specification, 8.11.
 *
 * @param log the log entry that says most
 * @param message for errors
 */
@Schema(name = "JobHealth")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobHealthView(
    JobHealth.Status status,
    @Schema(examples = "invalid_rows_found") @Nullable String code,
    @Nullable JobLogView log,
    @Nullable String message) {

  static JobHealthView of(JobHealth health, JobState state) {
    if (health.code() == null || health.message() == null) {
      return new JobHealthView(health.status(), null, null, null);
    }
    Instant time = JobTimes.of(state).completed();
    JobLogView log = new JobLogView(time, health.status(), health.code(), health.message());
    return new JobHealthView(
        health.status(),
        health.code(),
        log,
        health.status() == JobHealth.Status.ERROR ? health.message() : null);
  }
}
