package dev.lodestar.api;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.jobs.ExecutionStatus;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a user wants a job to do. */
@Schema(name = "JobStatusUpdate")
public record JobMove(
    @Schema(
            required = true,
            enumeration = {"running", "canceled", "suspended"})
        @Nullable String desiredExecutionStatus) {

  /** Errors: {@code INVALID_ARGUMENT} for anything that cannot be wanted. */
  ExecutionStatus desired() {
    if (desiredExecutionStatus == null) {
      throw invalid("A change of a job needs a \"desiredExecutionStatus\".");
    }
    ExecutionStatus desired =
        ExecutionStatus.ofApiName(desiredExecutionStatus, "desiredExecutionStatus");
    return switch (desired) {
      case RUNNING, CANCELED, SUSPENDED -> desired;
      case PENDING, COMPLETED, IDLE, FAILED, UNKNOWN ->
          throw invalid(
              "A job cannot be told to be %s; use running, canceled or suspended."
                  .formatted(desired.apiName()));
    };
  }

  private static ServiceException invalid(String message) {
    return new ServiceException(ErrorCode.INVALID_ARGUMENT, "desiredExecutionStatus", message);
  }

  /** A status for clients of the second version, which has no word for a suspended job. */
  static ExecutionStatus inV2(ExecutionStatus status) {
    return status == ExecutionStatus.SUSPENDED ? ExecutionStatus.IDLE : status;
  }

  /** Where the job stands now. */
  @Schema(name = "JobStatus")
  public record Status(ExecutionStatus executionStatus) {}

  /** How far a job is, from 0 to 1. */
  @Schema(name = "JobProgress")
  public record Progress(@Schema(minimum = "0", maximum = "1") double overallProgress) {}
}
