package dev.lodestar.jobs;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.Arrays;
import java.util.Locale;

/** Where a job stands, by the names of the API. */
public enum ExecutionStatus {
  PENDING,
  RUNNING,
  COMPLETED,
  IDLE,
  CANCELED,
  FAILED,
  SUSPENDED,
  UNKNOWN;

  @JsonValue
  public String apiName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public boolean isTerminal() {
    return switch (this) {
      case COMPLETED, CANCELED, FAILED -> true;
      case PENDING, RUNNING, IDLE, SUSPENDED, UNKNOWN -> false;
    };
  }

  /** Errors: {@code INVALID_ARGUMENT} for any other text. */
  public static ExecutionStatus ofApiName(String name, String target) {
    return Arrays.stream(values())
        .filter(status -> status.apiName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ServiceException(
                    ErrorCode.INVALID_ARGUMENT,
                    target,
                    "Execution status \"%s\" does not exist; use one of %s."
                        .formatted(
                            name, Arrays.stream(values()).map(ExecutionStatus::apiName).toList())));
  }
}
