package dev.lodestar.api;

import dev.lodestar.projects.ProjectsService;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** Answers 404 to every path that names a project other than the one there is. */
public class ProjectFilter {
  private final ProjectsService projects;

  ProjectFilter(ProjectsService projects) {
    this.projects = projects;
  }

  @ServerRequestFilter
  public @Nullable Uni<Response> requireProject(ContainerRequestContext request) {
    String project = request.getUriInfo().getPathParameters().getFirst("projectId");
    // Null lets the request go on.
    return project == null ? null : projects.named(project).map(found -> null);
  }
}
