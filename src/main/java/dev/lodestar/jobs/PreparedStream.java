package dev.lodestar.jobs;

import dev.lodestar.data.Column;
import dev.lodestar.data.Interval;
import dev.lodestar.error.ServiceException;
import dev.lodestar.tables.ColumnName;
import dev.lodestar.tables.Table;
import java.util.List;
import java.util.Set;

/**
 * A streaming job that is ready to be planned for its batches, against its table as it is now.
 *
 * @param discovers whether fields that nobody declared become columns
 * @param lookups those that its expressions name; it cannot be planned while one is missing
 */
public record PreparedStream(
    StreamingSpec spec, Table table, boolean discovers, StreamLookups lookups, Planner planner) {
  /** Makes plans; it binds expressions, which takes a while. */
  public interface Planner {
    /**
     * The plan of the next batches. Errors: {@code INVALID_ARGUMENT}, {@code INVALID_SQL}.
     *
     * @param lists fields of text of which a record may hold several
     * @param found input fields that nobody declared, with their types
     * @param accepted the times of rows that are taken
     */
    StreamPlan plan(Set<String> lists, List<Column> found, Interval accepted);
  }

  /** Whether a field that is found becomes a column of the same name. */
  public boolean becomesColumn(String field) {
    return becomesColumn(spec, field);
  }

  static boolean becomesColumn(StreamingSpec spec, String field) {
    if (spec.isMapped(field)
        || spec.dimensionExclusions().contains(field)
        || field.equals(Column.COUNT.name())) {
      return false;
    }
    try {
      ColumnName.require(field, "name");
      return true;
    } catch (ServiceException e) {
      return false; // No column can have that name; nobody asked for one.
    }
  }
}
