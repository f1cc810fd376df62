package dev.lodestar.api;

import java.util.List;

/** The envelope of a list of tables. */
public record TableList(List<TableSummaryView> values) {
  public TableList {
    values = List.copyOf(values);
  }
}
