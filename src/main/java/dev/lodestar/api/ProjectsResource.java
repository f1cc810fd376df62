package dev.lodestar.api;

import dev.lodestar.auth.Requires;
import dev.lodestar.files.FilesService;
import dev.lodestar.projects.ProjectsService;
import dev.lodestar.tables.TablesService;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** The one project. */
@Cancellable(false)
@Path(ProjectsResource.PATH)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Projects")
public class ProjectsResource {
  /**
   * Where all resources hang: the framework only finds that a path takes other methods (405, not
   * 404) when no other class has a shorter path that fits too.
   */
  static final String PATH = "/v1/projects";

  private final ProjectsService projects;
  private final TablesService tables;
  private final FilesService files;
  private final String version;

  ProjectsResource(
      ProjectsService projects,
      TablesService tables,
      FilesService files,
      @ConfigProperty(name = "quarkus.application.version") String version) {
    this.projects = projects;
    this.tables = tables;
    this.files = files;
    this.version = version;
  }

  @GET
  @Requires
  @Operation(operationId = "listProjects", summary = "List projects: there is exactly one")
  @APIResponse(responseCode = "200", description = "The projects")
  public Uni<List<ProjectView>> list() {
    return only().map(List::of);
  }

  @GET
  @Path("/{projectId}")
  @Requires
  @Operation(operationId = "getProject", summary = "Get the project by its id or as default")
  @APIResponse(
      responseCode = "200",
      description = "The project",
      content = @Content(schema = @Schema(implementation = ProjectView.class)))
  @APIResponse(responseCode = "404", ref = "NotFound")
  public Uni<ProjectView> get(@PathParam("projectId") String projectId) {
    return only();
  }

  private Uni<ProjectView> only() {
    return projects
        .only()
        .chain(
            project ->
                tables
                    .totalBytes()
                    .chain(
                        bytes ->
                            files
                                .space()
                                .map(
                                    space ->
                                        ProjectView.of(
                                            project, space.allocatedBytes(), bytes, version))));
  }
}
