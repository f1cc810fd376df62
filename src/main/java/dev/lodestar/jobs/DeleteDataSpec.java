package dev.lodestar.jobs;

import dev.lodestar.data.Granularity;
import dev.lodestar.data.Interval;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.tables.DataChange;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A job that takes rows away, as its user asked for it.
 *
 * <p>Source: control-plane specification, 8.13.
 *
 * @param deleteAll all rows; otherwise those of the target's intervals
 * @param softDelete whether the data can be restored for a while
 * @param versions only segments of these versions; of all when absent
 */
@Schema(name = "DeleteDataJobRequest")
public record DeleteDataSpec(
    @Schema(required = true, enumeration = "delete_data") @Nullable String type,
    @Schema(required = true) JobTarget target,
    @Schema(defaultValue = "false") boolean deleteAll,
    @Schema(defaultValue = "false") boolean softDelete,
    @Nullable List<String> versions)
    implements ChangeSpec {
  public DeleteDataSpec {
    ChangeSpec.requireTarget(target);
    versions = ChangeSpec.versions(versions);
    if (deleteAll && target.intervals() != null) {
      throw invalid("deleteAll deletes everything; leave target.intervals out or deleteAll.");
    }
    if (!deleteAll && target.intervals() == null) {
      throw invalid("A delete_data job needs target.intervals, or deleteAll to delete everything.");
    }
    target.parsedIntervals();
  }

  @Override
  public DataChange change() {
    List<Interval> intervals = deleteAll ? List.of(Granularity.ETERNITY) : target.parsedIntervals();
    return new DataChange.Delete(
        intervals, versions == null ? Set.of() : Set.copyOf(versions), softDelete);
  }

  private static ServiceException invalid(String message) {
    return new ServiceException(ErrorCode.INVALID_ARGUMENT, "target.intervals", message);
  }
}
