package dev.lodestar.jobs;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether rows are added, or take the place of others. */
public enum IngestionMode {
  @JsonProperty("append")
  APPEND,
  @JsonProperty("replace")
  REPLACE
}
