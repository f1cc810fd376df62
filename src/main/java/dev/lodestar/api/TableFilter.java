package dev.lodestar.api;

import dev.lodestar.data.Granularity;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.tables.ListedTable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The query parameters of the list of tables. */
record TableFilter(Optional<Granularity> partitioning, Optional<Long> segmentCount) {
  /** Errors: {@code INVALID_ARGUMENT} for values that the API does not have. */
  static TableFilter of(@Nullable String partitioning, @Nullable String segmentCount) {
    return new TableFilter(
        Optional.ofNullable(partitioning)
            .map(name -> Granularity.ofApiName(name, "partitioningGranularity")),
        Optional.ofNullable(segmentCount).map(TableFilter::count));
  }

  private static long count(String text) {
    try {
      long count = Long.parseLong(text);
      if (count >= 0) {
        return count;
      }
    } catch (NumberFormatException e) {
      throw invalid(e);
    }
    throw invalid(null);
  }

  private static ServiceException invalid(@Nullable Throwable cause) {
    return new ServiceException(
        ErrorCode.INVALID_ARGUMENT,
        "segmentCount",
        "segmentCount must be a whole number that is not negative.",
        cause);
  }

  boolean admits(ListedTable table) {
    return partitioning.filter(unit -> unit != table.partitioning()).isEmpty()
        && segmentCount.filter(count -> count != table.statistics().segmentCount()).isEmpty();
  }
}
