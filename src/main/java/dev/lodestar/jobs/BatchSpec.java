package dev.lodestar.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.data.Column;
import dev.lodestar.data.Granularity;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A batch job as its user asked for it. Absent members have their defaults once it is built.
 *
 * <p>Source: control-plane specification, 8.1 to 8.7.
 *
 * @param filterExpression rows for which it is not true are left out; SQL over input fields
 * @param maxParseExceptions unreadable records above this number fail the job
 * @param partitionedBy the unit of time chunks; the table's own when absent
 * @param clusteringColumns the order within a chunk; the table's own when absent
 */
@Schema(name = "BatchJobRequest")
public record BatchSpec(
    @Schema(required = true, enumeration = "batch") @Nullable String type,
    @Schema(required = true) JobSource source,
    @Schema(required = true) JobTarget target,
    @Schema(defaultValue = "false") boolean createTableIfNotExists,
    @Schema(examples = "\"amount\" > 0") @Nullable String filterExpression,
    @Schema(defaultValue = "append") @Nullable IngestionMode ingestionMode,
    @Schema(defaultValue = "false") boolean replaceAll,
    @Nullable List<Mapping> mappings,
    @Schema(defaultValue = "2147483647", minimum = "0") @Nullable Long maxParseExceptions,
    @Nullable Granularity partitionedBy,
    @Nullable List<String> clusteringColumns,
    @Nullable JsonNode context)
    implements JobSpec {
  static final long PARSE_EXCEPTIONS_MAX = Integer.MAX_VALUE;

  public BatchSpec {
    if (source == null) {
      throw invalid("source", "A batch job needs a \"source\".");
    }
    if (target == null) {
      throw invalid("target", "A batch job needs a \"target\" table.");
    }
    if (filterExpression != null && filterExpression.indexOf('\0') >= 0) {
      throw invalid("filterExpression", "filterExpression must not contain a NUL character.");
    }
    ingestionMode = ingestionMode == null ? IngestionMode.APPEND : ingestionMode;
    mappings = mappings == null ? List.of() : List.copyOf(mappings);
    maxParseExceptions = maxParseExceptions == null ? PARSE_EXCEPTIONS_MAX : maxParseExceptions;
    if (maxParseExceptions < 0) {
      throw invalid("maxParseExceptions", "maxParseExceptions must not be negative.");
    }
    if (ingestionMode == IngestionMode.APPEND) {
      if (replaceAll) {
        throw invalid("replaceAll", "replaceAll needs ingestionMode replace.");
      }
      if (target.intervals() != null) {
        throw invalid(
            "target.intervals",
            "target.intervals needs ingestionMode replace; leave it out to append.");
      }
    }
    if (ingestionMode == IngestionMode.REPLACE && replaceAll == (target.intervals() != null)) {
      throw invalid(
          "target.intervals",
          "A job that replaces data needs either target.intervals or replaceAll: true.");
    }
    target.parsedIntervals();
    if (partitionedBy == Granularity.WEEK) {
      throw invalid("partitionedBy", "A job cannot be partitioned by week; use day or month.");
    }
  }

  /** The same job; {@code __time} maps to itself where no mapping says otherwise. */
  BatchSpec withTimeMapped() {
    if (mappings().stream().anyMatch(mapping -> mapping.columnName().equals(Column.TIME))) {
      return this;
    }
    List<Mapping> completed = new ArrayList<>(mappings());
    completed.add(new Mapping(Column.TIME, "\"__time\"", null));
    return new BatchSpec(
        type,
        source,
        target,
        createTableIfNotExists,
        filterExpression,
        ingestionMode,
        replaceAll,
        completed,
        maxParseExceptions,
        partitionedBy,
        clusteringColumns,
        context);
  }

  /** A parameter of the context; null when it is not there. */
  @Nullable JsonNode parameter(String name) {
    return context == null ? null : context.get(name);
  }

  @Override
  public IngestionMode ingestionMode() {
    return Objects.requireNonNull(ingestionMode);
  }

  @Override
  public List<Mapping> mappings() {
    return Objects.requireNonNull(mappings);
  }

  @Override
  public Long maxParseExceptions() {
    return Objects.requireNonNull(maxParseExceptions);
  }

  private static ServiceException invalid(String target, String message) {
    return new ServiceException(ErrorCode.INVALID_ARGUMENT, target, message);
  }
}
