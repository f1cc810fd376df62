package dev.lodestar.auth.users;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

/** A row of {@code group_member}. */
@Entity
@Table(name = "group_member")
class GroupMemberEntity {
  @Id UUID id;

  @Column(name = "group_id")
  UUID groupId;

  @Column(name = "user_id")
  UUID userId;

  static GroupMemberEntity of(UUID group, UUID user) {
    GroupMemberEntity entity = new GroupMemberEntity();
    entity.id = UUID.randomUUID();
    entity.groupId = group;
    entity.userId = user;
    return entity;
  }
}
