package dev.lodestar.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A column of the table and the expression over input fields that computes it.
 *
 * @param isAggregation only true for measures of aggregate tables
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Mapping(
    @Schema(required = true, examples = "__time") String columnName,
    @Schema(required = true, examples = "TIME_PARSE(\"ts\")") String expression,
    @Nullable Boolean isAggregation) {
  public Mapping {
    if (columnName == null || columnName.isBlank()) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT, "columnName", "A mapping needs a \"columnName\".");
    }
    if (expression == null || expression.isBlank()) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          "expression",
          "The mapping of column \"%s\" needs an \"expression\".".formatted(columnName));
    }
    if (expression.indexOf('\0') >= 0) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          "expression",
          "The expression of column \"%s\" must not contain a NUL character."
              .formatted(columnName));
    }
  }
}
