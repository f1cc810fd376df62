package dev.lodestar.data;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import org.jspecify.annotations.Nullable;

/**
 * A named, typed place in a row: a table's column or a job's input field.
 *
 * @param role only the declared columns of aggregate tables have one
 */
public record Column(String name, DataType type, @Nullable ColumnRole role) {
  /** The primary time column, which every table has. */
  public static final String TIME = "__time";

  /** How many source rows became one row; every aggregate table has it. */
  public static final Column COUNT = new Column("__count", DataType.LONG, ColumnRole.MEASURE);

  public Column {
    if (name == null) {
      throw new ServiceException(ErrorCode.INVALID_ARGUMENT, "name", "A column needs a \"name\".");
    }
    if (type == null) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          "dataType",
          "Column \"%s\" needs a \"dataType\".".formatted(name));
    }
  }

  /** A column without a role. */
  public Column(String name, DataType type) {
    this(name, type, null);
  }

  public boolean isMeasure() {
    return role == ColumnRole.MEASURE;
  }

  public boolean isTime() {
    return name.equals(TIME);
  }
}
