package dev.lodestar.auth.users;

import dev.lodestar.auth.GrantsReader;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A row of {@code user_group}. */
@Entity
@Table(name = "user_group")
class GroupEntity {
  @Id UUID id;
  String name;
  String permissions;

  @Column(name = "created_at")
  Instant createdAt;

  void declared(GroupSpec spec) {
    name = spec.name();
    permissions = GrantsReader.write(spec.grants());
  }

  Group toGroup() {
    return new Group(id, new GroupSpec(name, GrantsReader.stored(permissions)), false);
  }
}
