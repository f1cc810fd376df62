package dev.lodestar.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import dev.lodestar.data.Granularity;
import dev.lodestar.data.TimeResolution;
import dev.lodestar.data.UserReference;
import dev.lodestar.tables.DescribedTable;
import dev.lodestar.tables.QueryGranularity;
import dev.lodestar.tables.SchemaMode;
import dev.lodestar.tables.StoragePolicy;
import dev.lodestar.tables.Table;
import dev.lodestar.tables.TableStatistics;
import dev.lodestar.tables.TableType;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A table with everything that is known about it.
 *
 * <p>Source: control-plane specification, 9.1. {@code segmentCompactedBytes} are of the segments
 * that compaction made, {@code precachedDataSizeBytes} of those that synchronous queries see.
 */
@Schema(name = "Table")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TableView(
    UUID id,
    String name,
    TableType type,
    long version,
    @Schema(enumeration = {"available", "unavailable", "deleting"}) String availability,
    @Nullable String description,
    SchemaMode schemaMode,
    Granularity partitioningGranularity,
    List<String> clusteringColumns,
    List<Column> schema,
    List<QueryableColumn> queryableSchema,
    @Nullable StoragePolicy storagePolicy,
    @Nullable TimeResolution timeResolution,
    @Nullable QueryGranularity queryGranularity,
    UserReference createdByUser,
    Instant createdOnTimestamp,
    UserReference modifiedByUser,
    Instant modifiedOnTimestamp,
    long segmentCount,
    long segmentCompactedBytes,
    long segmentTotalBytes,
    long totalDataSizeBytes,
    long precachedDataSizeBytes,
    long totalRows) {

  /** A column that queries can name; discovered ones came with the data. */
  public record QueryableColumn(
      String name, DataType dataType, @JsonProperty("isDiscovered") boolean isDiscovered) {}

  static TableView of(DescribedTable described) {
    Table table = described.table();
    TableStatistics statistics = described.statistics();
    return new TableView(
        table.id(),
        table.name(),
        table.spec().type(),
        table.version(),
        availability(table.isDeleting()),
        table.spec().description(),
        table.spec().schemaMode(),
        table.spec().partitioningGranularity(),
        table.spec().clusteringColumns(),
        table.spec().schema(),
        queryable(described),
        table.spec().storagePolicy(),
        table.spec().timeResolution(),
        table.spec().queryGranularity(),
        table.created().user(),
        table.created().time(),
        table.modified().user(),
        table.modified().time(),
        statistics.segmentCount(),
        statistics.compactedBytes(),
        statistics.sizeBytes(),
        statistics.sizeBytes(),
        statistics.precachedBytes(),
        statistics.rowCount());
  }

  static String availability(boolean isDeleting) {
    return isDeleting ? "deleting" : "available";
  }

  /** Without the discovered columns when queries see none of the rows that brought them. */
  private static List<QueryableColumn> queryable(DescribedTable described) {
    Table table = described.table();
    boolean seesRows = described.statistics().precachedBytes() > 0;
    return table.columnsTimeFirst().stream()
        .filter(column -> seesRows || !table.discovered().contains(column))
        .map(
            column ->
                new QueryableColumn(
                    column.name(), column.type(), table.discovered().contains(column)))
        .toList();
  }
}
