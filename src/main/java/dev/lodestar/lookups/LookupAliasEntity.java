package dev.lodestar.lookups;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A row of {@code lookup_alias}. */
@Entity
@Table(name = "lookup_alias")
class LookupAliasEntity {
  @Id String name;

  @Column(name = "lookup_name")
  String lookupName;

  int place;

  @Column(name = "key_column")
  String keyColumn;

  @Column(name = "value_column")
  String valueColumn;

  static LookupAliasEntity of(String lookup, LookupAlias alias, int place) {
    LookupAliasEntity entity = new LookupAliasEntity();
    entity.name = alias.name();
    entity.lookupName = lookup;
    entity.place = place;
    entity.keyColumn = alias.key();
    entity.valueColumn = alias.value();
    return entity;
  }

  LookupAlias toAlias() {
    return new LookupAlias(name, keyColumn, valueColumn);
  }
}
