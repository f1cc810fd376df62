package dev.lodestar.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lodestar.data.Interval;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.tables.TableName;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Where the rows of a job go.
 *
 * @param type always {@code table}
 * @param intervals only for replacing and deleting; empty is the same as absent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobTarget(
    @Schema(required = true, enumeration = "table") String type,
    @Schema(required = true, examples = "sales") String tableName,
    @Nullable List<String> intervals) {
  public JobTarget {
    if (!"table".equals(type)) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT, "target.type", "A job's target has the type \"table\".");
    }
    TableName.require(tableName, "target.tableName");
    if (intervals != null && intervals.stream().anyMatch(Objects::isNull)) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT, "target.intervals", "target.intervals must not hold null.");
    }
    intervals = intervals == null || intervals.isEmpty() ? null : List.copyOf(intervals);
  }

  /** The intervals as times; none when there are none. Errors: {@code INVALID_ARGUMENT}. */
  List<Interval> parsedIntervals() {
    List<String> texts = intervals == null ? List.of() : intervals;
    return IntStream.range(0, texts.size())
        .mapToObj(i -> Interval.parse(texts.get(i), "target.intervals[%d]".formatted(i)))
        .toList();
  }
}
