package dev.lodestar.projects;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** The project row. */
@ApplicationScoped
class ProjectStore implements PanacheRepositoryBase<ProjectEntity, UUID> {
  @WithSession
  Uni<Project> only() {
    return findAll().singleResult().map(ProjectEntity::toProject);
  }
}
