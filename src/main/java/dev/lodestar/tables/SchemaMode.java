package dev.lodestar.tables;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether jobs may write columns that the table does not declare. */
public enum SchemaMode {
  @JsonProperty("flexible")
  FLEXIBLE,
  @JsonProperty("strict")
  STRICT
}
