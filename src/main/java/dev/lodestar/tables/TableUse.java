package dev.lodestar.tables;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.UUID;

/** Tells who works with a table; whoever runs jobs knows. */
public interface TableUse {
  /** The jobs that write to the table of this name and are not over; the oldest first. */
  Uni<List<UUID>> writers(String tableName);

  /** The jobs that read the table of this name and are not over; the oldest first. */
  Uni<List<UUID>> readers(String tableName);

  /**
   * Whether a job that is not over takes rows of the table of this name away, or brings some back.
   */
  Uni<Boolean> isTaken(String tableName);
}
