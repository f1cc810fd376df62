package dev.lodestar.jobs;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs to list, and in which order. Values of one list are alternatives; the members narrow
 * one another.
 *
 * <p>Source: control-plane specification, 8.15.
 */
public record JobSelection(
    List<ExecutionStatus> executionStatus,
    List<JobHealth.Status> healthStatus,
    List<JobType> type,
    List<String> connectionName,
    @Nullable String targetTableName,
    @Nullable String targetTableId,
    @Nullable String searchString,
    SortColumn sortColumn,
    boolean ascending,
    int limit,
    int offset) {

  /** What a list of jobs can be sorted by, by the names of the API. */
  public enum SortColumn {
    CREATED_BY_USER_NAME("createdByName"),
    CREATED_DATE_TIME("createdAt"),
    EXECUTION_STATUS("state"),
    LAST_UPDATED_DATE_TIME("modifiedAt"),
    SOURCE_TYPE("sourceType"),
    SOURCE_NAME("sourceName"),
    SOURCE_CONNECTION_NAME("sourceName"),
    SOURCE_TABLE_NAME("sourceName"),
    TARGET_TABLE_NAME("targetTable"),
    TYPE("type");

    private final String member;

    SortColumn(String member) {
      this.member = member;
    }

    String member() {
      return member;
    }

    boolean isNullable() {
      return member.startsWith("source");
    }
  }

  public JobSelection {
    executionStatus = List.copyOf(executionStatus);
    healthStatus = List.copyOf(healthStatus);
    type = List.copyOf(type);
    connectionName = List.copyOf(connectionName);
    if (limit < 1 || limit > 1000) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          "paginationLimit",
          "paginationLimit must be from 1 to 1000; it is %d.".formatted(limit));
    }
    if (offset < 0) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          "paginationOffset",
          "paginationOffset must not be negative; it is %d.".formatted(offset));
    }
  }

  JobSelection withTargetTable(String name) {
    return new JobSelection(
        executionStatus,
        healthStatus,
        type,
        connectionName,
        name,
        null,
        searchString,
        sortColumn,
        ascending,
        limit,
        offset);
  }
}
