package dev.lodestar.tables;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.UUID;

/** Tells which lookups read a table; whoever stores lookups knows. */
public interface LookupUse {
  /** The names of the lookups that read the table, by name. */
  Uni<List<String>> readers(UUID tableId);
}
