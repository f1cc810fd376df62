package dev.lodestar.lookups;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A row of {@code lookup}. */
@Entity
@Table(name = "lookup")
class LookupEntity {
  @Id String name;

  @Column(name = "table_id")
  UUID tableId;

  @Column(name = "table_name")
  String tableName;

  @Column(name = "created_at")
  Instant createdAt;

  static LookupEntity of(String name, dev.lodestar.tables.Table source, Instant now) {
    LookupEntity entity = new LookupEntity();
    entity.name = name;
    entity.createdAt = now;
    entity.reads(source);
    return entity;
  }

  void reads(dev.lodestar.tables.Table source) {
    tableId = source.id();
    tableName = source.name();
  }

  Lookup toLookup(List<LookupAliasEntity> aliases) {
    return new Lookup(
        name,
        tableId,
        tableName,
        new LookupAliases(aliases.stream().map(LookupAliasEntity::toAlias).toList()));
  }
}
