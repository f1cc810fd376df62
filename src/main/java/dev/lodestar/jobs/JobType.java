package dev.lodestar.jobs;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.Arrays;
import java.util.Locale;

/** The kinds of jobs that the API knows. */
public enum JobType {
  BATCH,
  STREAMING,
  SQL,
  DELETE_DATA,
  DROP_TABLE,
  RESTORE_DATA;

  @JsonValue
  public String apiName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Errors: {@code INVALID_ARGUMENT} for any other text. */
  public static JobType ofApiName(String name) {
    return Arrays.stream(values())
        .filter(type -> type.apiName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ServiceException(
                    ErrorCode.INVALID_ARGUMENT,
                    "type",
                    "Job type \"%s\" does not exist; use one of %s."
                        .formatted(name, Arrays.stream(values()).map(JobType::apiName).toList())));
  }
}
