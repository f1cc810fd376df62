package dev.lodestar.data;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;

/** A named, typed place in a row: a table's column or a job's input field. */
public record Column(String name, DataType type) {
  /** The primary time column, which every table has. */
  public static final String TIME = "__time";

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

  public boolean isTime() {
    return name.equals(TIME);
  }
}
