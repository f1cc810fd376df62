package dev.lodestar.jobs;

import dev.lodestar.tables.DataChange;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A job that removes a table with its rows, as its user asked for it.
 *
 * <p>Source: control-plane specification, 8.13.
 *
 * @param softDelete whether a table of the same name can restore the rows for a while
 */
@Schema(name = "DropTableJobRequest")
public record DropTableSpec(
    @Schema(required = true, enumeration = "drop_table") @Nullable String type,
    @Schema(required = true) JobTarget target,
    @Schema(defaultValue = "false") boolean softDelete)
    implements ChangeSpec {
  public DropTableSpec {
    ChangeSpec.requireTarget(target);
    ChangeSpec.refuseIntervals(target, "drop_table");
  }

  @Override
  public DataChange change() {
    return new DataChange.Drop(softDelete);
  }
}
