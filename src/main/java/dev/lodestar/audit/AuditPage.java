package dev.lodestar.audit;

import java.util.List;

/**
 * Some of the entries that were asked for.
 *
 * @param count how many there are in all
 */
public record AuditPage(List<AuditEntry> entries, long count) {
  public AuditPage {
    entries = List.copyOf(entries);
  }
}
