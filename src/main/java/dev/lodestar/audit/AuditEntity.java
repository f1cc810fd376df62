package dev.lodestar.audit;

import dev.lodestar.data.UserReference;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A row of {@code audit_entry}. */
@Entity
@Table(name = "audit_entry")
class AuditEntity {
  @Id UUID id;

  @Column(name = "happened_at")
  Instant happenedAt;

  @Column(name = "user_id")
  String userId;

  @Column(name = "user_name")
  String userName;

  String action;
  String resource;
  int status;
  String address;

  static AuditEntity of(AuditEntry entry) {
    AuditEntity row = new AuditEntity();
    row.id = entry.id();
    row.happenedAt = entry.time();
    row.userId = entry.user().userId();
    row.userName = entry.user().username();
    row.action = entry.action();
    row.resource = entry.resource();
    row.status = entry.status();
    row.address = entry.address();
    return row;
  }

  AuditEntry toEntry() {
    return new AuditEntry(
        id, happenedAt, new UserReference(userName, userId), action, resource, status, address);
  }
}
