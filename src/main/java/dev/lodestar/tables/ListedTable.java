package dev.lodestar.tables;

import dev.lodestar.data.Granularity;
import dev.lodestar.data.UserStamp;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A table as lists show it: with its figures, without its columns, of which it may have many. */
public record ListedTable(
    UUID id,
    String name,
    TableType type,
    long version,
    boolean isDeleting,
    @Nullable String description,
    SchemaMode schemaMode,
    Granularity partitioning,
    @Nullable StoragePolicy storagePolicy,
    UserStamp created,
    UserStamp modified,
    TableStatistics statistics) {

  ListedTable withPrecached(long bytes) {
    return new ListedTable(
        id,
        name,
        type,
        version,
        isDeleting,
        description,
        schemaMode,
        partitioning,
        storagePolicy,
        created,
        modified,
        statistics.withPrecached(bytes));
  }
}
