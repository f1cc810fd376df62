package dev.lodestar.jobs;

import dev.lodestar.data.Interval;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.tables.DataChange;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A job that brings back rows that were replaced or deleted, as its user asked for it.
 *
 * <p>Source: control-plane specification, 8.13.
 *
 * @param interval ISO 8601; segments that lie within it come back
 * @param versions only segments of these versions; when absent, the newest of each time
 */
@Schema(name = "RestoreDataJobRequest")
public record RestoreDataSpec(
    @Schema(required = true, enumeration = "restore_data") @Nullable String type,
    @Schema(required = true) JobTarget target,
    @Schema(required = true, examples = "2026-01-01/P1M") String interval,
    @Nullable List<String> versions)
    implements ChangeSpec {
  public RestoreDataSpec {
    ChangeSpec.requireTarget(target);
    ChangeSpec.refuseIntervals(target, "restore_data");
    versions = ChangeSpec.versions(versions);
    if (interval == null) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          "interval",
          "A restore_data job needs one \"interval\" such as 2026-01-01/P1M.");
    }
    Interval.parse(interval, "interval");
  }

  @Override
  public DataChange change() {
    return new DataChange.Restore(
        Interval.parse(interval, "interval"), versions == null ? Set.of() : Set.copyOf(versions));
  }
}
