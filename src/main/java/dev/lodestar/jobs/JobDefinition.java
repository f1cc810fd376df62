package dev.lodestar.jobs;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What never changes about a job.
 *
 * @param spec the request as it came, JSON
 * @param query the Druid SQL that does it; a job that deletes or restores has none
 * @param sourceType by its name in the API
 * @param sourceName the connection or table that is read, if one is
 * @param lock what it needs of the target while it runs
 * @param readTables the tables that it reads
 * @param connectionNames the connections that it uses
 */
public record JobDefinition(
    String spec,
    @Nullable String query,
    @Nullable String sourceType,
    @Nullable String sourceName,
    String targetTable,
    TableLock lock,
    List<String> readTables,
    List<String> connectionNames) {
  public JobDefinition {
    readTables = List.copyOf(readTables);
    connectionNames = List.copyOf(connectionNames);
  }
}
