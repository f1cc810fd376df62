package dev.lodestar.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lodestar.data.Granularity;
import dev.lodestar.data.UserReference;
import dev.lodestar.tables.ListedTable;
import dev.lodestar.tables.SchemaMode;
import dev.lodestar.tables.StoragePolicy;
import dev.lodestar.tables.TableStatistics;
import dev.lodestar.tables.TableType;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A table in a list.
 *
 * <p>Source: control-plane specification, 9.1.
 */
@Schema(name = "TableSummary")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TableSummaryView(
    UUID id,
    String name,
    TableType type,
    long version,
    @Schema(enumeration = {"available", "unavailable", "deleting"}) String availability,
    @Nullable String description,
    SchemaMode schemaMode,
    Granularity partitioningGranularity,
    @Nullable StoragePolicy storagePolicy,
    UserReference createdByUser,
    Instant createdOnTimestamp,
    UserReference modifiedByUser,
    Instant modifiedOnTimestamp,
    long segmentCount,
    long totalDataSizeBytes,
    long precachedDataSizeBytes,
    long totalRows) {

  static TableSummaryView of(ListedTable table) {
    TableStatistics statistics = table.statistics();
    return new TableSummaryView(
        table.id(),
        table.name(),
        table.type(),
        table.version(),
        TableView.availability(table.isDeleting()),
        table.description(),
        table.schemaMode(),
        table.partitioning(),
        table.storagePolicy(),
        table.created().user(),
        table.created().time(),
        table.modified().user(),
        table.modified().time(),
        statistics.segmentCount(),
        statistics.sizeBytes(),
        statistics.precachedBytes(),
        statistics.rowCount());
  }
}
