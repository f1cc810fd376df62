package dev.lodestar.api;

import dev.lodestar.data.Granularity;
import dev.lodestar.data.Interval;
import dev.lodestar.tables.UnusedSelection;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The parameters of a list of unused segments, as texts. */
public class UnusedSegmentParameters {
  private static final int LIMIT = 100;

  @QueryParam("interval")
  @Schema(description = "Only segments that overlap this ISO 8601 interval.")
  @Nullable String interval;

  @QueryParam("limit")
  @Schema(type = SchemaType.INTEGER, defaultValue = "100", minimum = "1")
  @Nullable String limit;

  @QueryParam("lastSegmentId")
  @Schema(description = "The id of the last segment of the page before.")
  @Nullable String lastSegmentId;

  @QueryParam("sortOrder")
  @Schema(
      defaultValue = "ASC",
      enumeration = {"ASC", "DESC"})
  @Nullable String sortOrder;

  /** Errors: {@code INVALID_ARGUMENT}. */
  UnusedSelection toSelection() {
    return new UnusedSelection(
        interval == null || interval.isEmpty()
            ? Granularity.ETERNITY
            : Interval.parse(interval, "interval"),
        limit == null ? LIMIT : QueryParameters.wholeNumber(limit, "limit", 1),
        lastSegmentId == null || lastSegmentId.isEmpty() ? null : lastSegmentId,
        sortOrder != null && !QueryParameters.ascending(sortOrder));
  }
}
