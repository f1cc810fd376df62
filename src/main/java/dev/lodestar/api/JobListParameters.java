package dev.lodestar.api;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.jobs.ExecutionStatus;
import dev.lodestar.jobs.JobHealth;
import dev.lodestar.jobs.JobSelection;
import dev.lodestar.jobs.JobType;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The query parameters of the list of jobs. Source: control-plane specification, 8.15. */
public class JobListParameters {
  private static final int LIMIT = 100;

  @QueryParam("connectionName")
  List<String> connectionName;

  @QueryParam("executionStatus")
  List<String> executionStatus;

  @QueryParam("healthStatus")
  List<String> healthStatus;

  @QueryParam("type")
  List<String> type;

  @QueryParam("targetTableName")
  @Nullable String targetTableName;

  @QueryParam("targetTableId")
  @Nullable String targetTableId;

  @QueryParam("searchString")
  @Nullable String searchString;

  @QueryParam("sortColumn")
  @Schema(defaultValue = "last_updated_date_time")
  @Nullable String sortColumn;

  @QueryParam("sortOrder")
  @Schema(
      enumeration = {"ASC", "DESC"},
      defaultValue = "DESC")
  @Nullable String sortOrder;

  @QueryParam("paginationLimit")
  @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "1000", defaultValue = "100")
  @Nullable String paginationLimit;

  @QueryParam("paginationOffset")
  @Schema(type = SchemaType.INTEGER, minimum = "0", defaultValue = "0")
  @Nullable String paginationOffset;

  /** The same for clients of the second version, to which a suspended job is an idle one. */
  JobListParameters inV2() {
    if (executionStatus.contains(ExecutionStatus.IDLE.apiName())) {
      executionStatus =
          Stream.concat(executionStatus.stream(), Stream.of(ExecutionStatus.SUSPENDED.apiName()))
              .toList();
    }
    return this;
  }

  /** Errors: {@code INVALID_ARGUMENT} that names the parameter. */
  JobSelection toSelection() {
    return new JobSelection(
        executionStatus.stream()
            .map(name -> ExecutionStatus.ofApiName(name, "executionStatus"))
            .toList(),
        healthStatus.stream().map(JobListParameters::health).toList(),
        type.stream().map(JobType::ofApiName).toList(),
        connectionName,
        targetTableName,
        targetTableId,
        searchString,
        QueryParameters.constant(
            JobSelection.SortColumn.class,
            sortColumn,
            "sortColumn",
            JobSelection.SortColumn.LAST_UPDATED_DATE_TIME),
        QueryParameters.ascending(sortOrder),
        QueryParameters.wholeNumber(paginationLimit, "paginationLimit", LIMIT),
        QueryParameters.wholeNumber(paginationOffset, "paginationOffset", 0));
  }

  private static JobHealth.Status health(String name) {
    return JobHealth.Status.ofApiName(name)
        .orElseThrow(
            () ->
                new ServiceException(
                    ErrorCode.INVALID_ARGUMENT,
                    "healthStatus",
                    "Health status \"%s\" does not exist; use ok, warn or error.".formatted(name)));
  }
}
