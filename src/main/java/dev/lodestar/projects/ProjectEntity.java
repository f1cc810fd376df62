package dev.lodestar.projects;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A row of {@code project}. */
@Entity
@Table(name = "project")
class ProjectEntity {
  @Id UUID id;

  @Column(nullable = false)
  String name;

  @Column(name = "created_at", nullable = false)
  Instant createdAt;

  Project toProject() {
    return new Project(id, name, createdAt);
  }
}
