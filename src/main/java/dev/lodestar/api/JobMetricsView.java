package dev.lodestar.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lodestar.jobs.Job;
import dev.lodestar.jobs.JobTotals;
import dev.lodestar.jobs.JobType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a job read and stored.
 *
 * <p>Processed, processed with warning, skipped by filter and skipped by error exclude each other
 * and add up to the records of the input. Source: control-plane specification, 8.12.
 */
@Schema(name = "JobMetrics")
public record JobMetricsView(Totals totals) {
  /** Absent figures are not known yet. */
  @Schema(name = "JobMetricsTotals")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Totals(
      @Nullable Long numRowsProcessed,
      @Nullable Long numRowsProcessedWithWarning,
      @Nullable Long numRowsSkippedByError,
      @Nullable Long numRowsSkippedByFilter,
      @Nullable Long numRowsPersisted,
      @Nullable Long numBytesProcessed) {}

  static JobMetricsView of(Job job) {
    return new JobMetricsView(
        job.totals()
            .map(totals -> totals(totals, job.type() == JobType.STREAMING))
            .orElse(new Totals(null, null, null, null, null, null)));
  }

  /** Streams do not say how many rows were stored: rows may be on their way. */
  private static Totals totals(JobTotals totals, boolean ofStream) {
    return new Totals(
        totals.rows().processed(),
        totals.rows().processedWithWarnings(),
        totals.rows().skippedByError(),
        totals.rows().skippedByFilter(),
        ofStream ? null : (Long) totals.rowsPersisted(),
        totals.bytesProcessed());
  }
}
