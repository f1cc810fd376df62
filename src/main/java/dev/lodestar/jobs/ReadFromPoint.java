package dev.lodestar.jobs;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a stream is read from when no checkpoint of the table says it. */
public enum ReadFromPoint {
  /** From the oldest record that is kept. */
  @JsonProperty("earliest")
  EARLIEST,
  /** Only what comes after the job started. */
  @JsonProperty("latest")
  LATEST
}
