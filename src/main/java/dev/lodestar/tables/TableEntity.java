package dev.lodestar.tables;

import dev.lodestar.data.Granularity;
import dev.lodestar.data.UserReference;
import dev.lodestar.data.UserStamp;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import java.time.Instant;
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
    TableSpec spec = table.spec();
    StoragePolicy policy = spec.storagePolicy();
    entity.id = table.id();
    entity.name = spec.name();
    entity.type = spec.type();
    entity.version = table.version();
    entity.description = spec.description();
    entity.schemaMode = spec.schemaMode();
    entity.partitioning = spec.partitioningGranularity();
    entity.clusteringColumns = ColumnsJson.ofNames(spec.clusteringColumns());
    entity.declaredColumns = ColumnsJson.ofColumns(spec.schema());
    entity.discoveredColumns = ColumnsJson.ofColumns(table.discovered());
    entity.storagePolicy = policy == null ? null : ColumnsJson.ofPolicy(policy);
    entity.createdById = table.created().user().userId();
    entity.createdByName = table.created().user().username();
    entity.createdAt = table.created().time();
    entity.modifiedById = table.modified().user().userId();
    entity.modifiedByName = table.modified().user().username();
    entity.modifiedAt = table.modified().time();
    return entity;
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
            storagePolicy == null ? null : ColumnsJson.toPolicy(storagePolicy));
    return new Table(
        id,
        spec,
        version,
        ColumnsJson.toColumns(discoveredColumns),
        new UserStamp(new UserReference(createdByName, createdById), createdAt),
        new UserStamp(new UserReference(modifiedByName, modifiedById), modifiedAt));
  }
}
