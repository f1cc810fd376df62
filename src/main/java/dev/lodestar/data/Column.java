package dev.lodestar.data;

import java.util.Objects;

/** A named, typed place in a row: a table's column or a job's input field. */
public record Column(String name, DataType type) {
  /** The primary time column, which every table has. */
  public static final String TIME = "__time";

  public Column {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
  }

  public boolean isTime() {
    return name.equals(TIME);
  }
}
