package dev.lodestar.query;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The five forms of a result, by the names of the API. */
public enum ResultFormat {
  @JsonProperty("object")
  OBJECT("application/json"),
  @JsonProperty("array")
  ARRAY("application/json"),
  @JsonProperty("objectLines")
  OBJECT_LINES("text/plain"),
  @JsonProperty("arrayLines")
  ARRAY_LINES("text/plain"),
  @JsonProperty("csv")
  CSV("text/csv");

  private final String contentType;

  ResultFormat(String contentType) {
    this.contentType = contentType;
  }

  public String contentType() {
    return contentType;
  }
}
