package dev.lodestar.tables;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What rows that are to be stored do to the stored ones.
 *
 * @param seen all visible segments of the table when that was found out
 * @param removed those of them that hold rows which are replaced
 */
public record ReplacedRows(Set<UUID> seen, List<UUID> removed) {
  public ReplacedRows {
    seen = Set.copyOf(seen);
    removed = List.copyOf(removed);
  }
}
