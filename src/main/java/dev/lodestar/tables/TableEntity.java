package dev.lodestar.tables;

import dev.lodestar.data.Granularity;
import dev.lodestar.data.TimeResolution;
import dev.lodestar.data.UserReference;
import dev.lodestar.data.UserStamp;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code data_table}. */
@Entity
@jakarta.persistence.Table(name = "data_table")
class TableEntity {
  @Id UUID id;
  String name;

  @Enumerated(EnumType.STRING)
  TableType type;

  long version;
  @Nullable String description;

  @Enumerated(EnumType.STRING)
  @Column(name = "schema_mode")
  SchemaMode schemaMode;

  @Enumerated(EnumType.STRING)
  Granularity partitioning;

  @Column(name = "clustering_columns")
  String clusteringColumns;

  @Column(name = "declared_columns")
  String declaredColumns;

  @Column(name = "discovered_columns")
  String discoveredColumns;

  @Nullable
  @Column(name = "storage_policy")
  String storagePolicy;

  @Enumerated(EnumType.STRING)
  @Nullable
  @Column(name = "time_resolution")
  TimeResolution timeResolution;

  @Nullable
  @Column(name = "query_granularity")
  String queryGranularity;

  /** When the partitioning changed last; null when it never did. */
  @Nullable
  @Column(name = "partitioned_at")
  Instant partitionedAt;

  @Column(name = "is_deleting")
  boolean isDeleting;

  @Nullable
  @Column(name = "dropped_at")
  Instant droppedAt;

  // The database adds these up (V11__scale.sql).
  @Column(name = "segment_count", insertable = false, updatable = false)
  long segmentCount;

  @Column(name = "row_count", insertable = false, updatable = false)
  long rowCount;

  @Column(name = "size_bytes", insertable = false, updatable = false)
  long sizeBytes;

  @Column(name = "compacted_bytes", insertable = false, updatable = false)
  long compactedBytes;

  @Column(name = "created_by_id")
  String createdById;

  @Column(name = "created_by_name")
  String createdByName;

  @Column(name = "created_at")
  Instant createdAt;

  @Column(name = "modified_by_id")
  String modifiedById;

  @Column(name = "modified_by_name")
  String modifiedByName;

  @Column(name = "modified_at")
  Instant modifiedAt;

  static TableEntity of(Table table) {
    TableEntity entity = new TableEntity();
    entity.id = table.id();
    entity.name = table.name();
    entity.becomes(table);
    return entity;
  }

  /** Takes over everything but the id and the name. */
  void becomes(Table table) {
    type = table.spec().type();
    version = table.version();
    declare(table.spec());
    discoveredColumns = ColumnsJson.ofColumns(table.discovered());
    isDeleting = table.isDeleting();
    partitionedAt = null;
    droppedAt = null;
    createdById = table.created().user().userId();
    createdByName = table.created().user().username();
    createdAt = table.created().time();
    modifiedBy(table.modified());
  }

  /** Whether anybody can see it; a dropped one waits to be made again or purged. */
  boolean exists() {
    return droppedAt == null;
  }

  /** Takes over everything of a declaration that can change. */
  void declare(TableSpec spec) {
    StoragePolicy policy = spec.storagePolicy();
    description = spec.description();
    schemaMode = spec.schemaMode();
    partitioning = spec.partitioningGranularity();
    clusteringColumns = ColumnsJson.ofNames(spec.clusteringColumns());
    declaredColumns = ColumnsJson.ofColumns(spec.schema());
    storagePolicy = policy == null ? null : ColumnsJson.ofPolicy(policy);
    QueryGranularity rollup = spec.queryGranularity();
    timeResolution = spec.timeResolution();
    queryGranularity = rollup == null ? null : ColumnsJson.ofGranularity(rollup);
  }

  /** Adds the columns of a segment that the declaration does not have. */
  void discover(List<dev.lodestar.data.Column> known, List<dev.lodestar.data.Column> found) {
    TableSpec spec = toTable().spec();
    found.stream()
        .filter(
            column ->
                !column.isTime()
                    && !column.name().equals(dev.lodestar.data.Column.COUNT.name())
                    && spec.declared(column.name()).isEmpty())
        .forEach(column -> DiscoveredColumns.add(known, column));
    DiscoveredColumns.requireFew(name, spec.schema().size() + known.size());
  }

  void modifiedBy(UserStamp stamp) {
    modifiedById = stamp.user().userId();
    modifiedByName = stamp.user().username();
    modifiedAt = stamp.time();
  }

  /** The times whose rows it keeps. */
  KeptTimes retained(Instant now) {
    return KeptTimes.retained(
        storagePolicy == null ? null : ColumnsJson.toPolicy(storagePolicy), now);
  }

  /** What its visible segments add up to, all of them precached. */
  TableStatistics statistics() {
    return new TableStatistics(segmentCount, rowCount, sizeBytes, compactedBytes, sizeBytes);
  }

  Table toTable() {
    TableSpec spec =
        new TableSpec(
            name,
            type,
            description,
            schemaMode,
            partitioning,
            ColumnsJson.toNames(clusteringColumns),
            ColumnsJson.toColumns(declaredColumns),
            storagePolicy == null ? null : ColumnsJson.toPolicy(storagePolicy),
            timeResolution,
            queryGranularity == null ? null : ColumnsJson.toGranularity(queryGranularity));
    return new Table(
        id,
        spec,
        version,
        ColumnsJson.toColumns(discoveredColumns),
        isDeleting,
        new UserStamp(new UserReference(createdByName, createdById), createdAt),
        new UserStamp(new UserReference(modifiedByName, modifiedById), modifiedAt));
  }
}
