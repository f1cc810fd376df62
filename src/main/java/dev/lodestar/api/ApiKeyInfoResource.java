package dev.lodestar.api;

import dev.lodestar.auth.Principal;
import dev.lodestar.auth.Requires;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** What the key of a request may do. Source: control-plane specification, 5.1. */
@Cancellable(false)
@Path("/v1/apikeyinfo")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "API keys")
public class ApiKeyInfoResource {
  @GET
  @Requires(organization = true)
  @Operation(
      operationId = "getApiKeyInfo",
      summary = "Get the id and the permissions of the key that the request is made with")
  @APIResponse(
      responseCode = "200",
      description = "The names of the permissions, wherever they hold",
      content = @Content(schema = @Schema(implementation = ApiKeyView.Info.class)))
  @APIResponse(responseCode = "405", ref = "WrappedMethodNotAllowed")
  public Uni<ApiKeyView.Info> get(@Context ContainerRequestContext request) {
    Principal principal = Callers.of(request).principal();
    return Uni.createFrom()
        .item(() -> ApiKeyView.Info.of(principal.user(), principal.grants().all()));
  }
}
