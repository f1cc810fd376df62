package dev.lodestar.engine;

import java.util.Set;

/**
 * Fields that were planned as single texts hold lists, or text that looks like one.
 *
 * <p>Only reading tells, and what an expression over them means depends on it: plan again with
 * these fields as {@code stringArray} and ingest once more. Nothing was made.
 */
public final class ListsFoundException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Set<String> fields;

  public ListsFoundException(Set<String> fields) {
    super("fields of text that hold lists: " + fields.size());
    this.fields = Set.copyOf(fields);
  }

  public Set<String> fields() {
    return fields;
  }
}
