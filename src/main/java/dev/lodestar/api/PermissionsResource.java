package dev.lodestar.api;

import dev.lodestar.auth.Grants;
import dev.lodestar.auth.Requires;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** The permissions that there are. Source: control-plane specification, 5.2. */
@Cancellable(false)
@Path("/v1/permissions")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Users and groups")
public class PermissionsResource {
  @GET
  @Requires(organization = true)
  @Operation(operationId = "listPermissions", summary = "List all permissions")
  @APIResponse(
      responseCode = "200",
      description = "All that can be granted",
      content = @Content(schema = @Schema(implementation = PermissionView.All.class)))
  @APIResponse(responseCode = "405", ref = "WrappedMethodNotAllowed")
  public Uni<PermissionView.All> list() {
    return Uni.createFrom().item(() -> PermissionView.All.of(Grants.ALL));
  }
}
