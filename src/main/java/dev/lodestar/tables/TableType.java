package dev.lodestar.tables;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Detail tables keep every row; aggregate tables combine rows. */
public enum TableType {
  @JsonProperty("detail")
  DETAIL,
  @JsonProperty("aggregate")
  AGGREGATE
}
