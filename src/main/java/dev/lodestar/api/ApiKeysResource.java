package dev.lodestar.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.auth.ApiKeysService;
import dev.lodestar.auth.Permission;
import dev.lodestar.auth.Requires;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** The API keys of the organization. Source: control-plane specification, 5.1. */
@Cancellable(false)
@Path(RealmMounts.NEWER)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "API keys")
public class ApiKeysResource {
  private static final String MERGE_PATCH = "application/merge-patch+json";
  private static final String OWN = "`AdministerApiKeys` for keys that others created";
  private static final String EXAMPLE =
      """
      {"name": "ingest-bot", "description": "CI ingestion", "permissions": [
        "ManageTables", {"name": "ManageIngestionJobs", "resources": ["projects/*"]}]}""";

  private final ApiKeysService keys;

  ApiKeysResource(ApiKeysService keys) {
    this.keys = keys;
  }

  @GET
  @Requires(
      anyOf = {Permission.ADMINISTER_API_KEYS, Permission.MANAGE_API_KEYS},
      organization = true)
  @Operation(operationId = "listApiKeys", summary = "List API keys, the oldest first")
  @APIResponse(
      responseCode = "200",
      description = "The keys, redacted",
      content = @Content(schema = @Schema(implementation = ApiKeyView.All.class)))
  @APIResponse(responseCode = "405", ref = "WrappedMethodNotAllowed")
  public Uni<ApiKeyView.All> list() {
    return Uni.createFrom()
        .item(() -> new ApiKeyView.All(keys.list().stream().map(ApiKeyView::of).toList()));
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Requires(
      anyOf = {Permission.ADMINISTER_API_KEYS, Permission.MANAGE_API_KEYS},
      organization = true,
      besides = "each permission that the new key gets, or `AdministerApiKeys`")
  @Operation(operationId = "createApiKey", summary = "Create an API key; it is shown this once")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = ApiKeyView.class),
              examples = @ExampleObject(name = "key", value = EXAMPLE)))
  @APIResponse(
      responseCode = "201",
      description = "The new key with its text",
      headers = @Header(name = "Location", schema = @Schema(type = SchemaType.STRING)),
      content = @Content(schema = @Schema(implementation = ApiKeyView.class)))
  @APIResponse(responseCode = "400", ref = "WrappedBadRequest")
  @APIResponse(responseCode = "415", ref = "WrappedUnsupportedMediaType")
  public Uni<Response> create(JsonNode body, @Context ContainerRequestContext request) {
    return keys.create(Bodies.require(body), Callers.of(request))
        .map(
            created ->
                Response.created(URI.create(RealmMounts.prefix(request) + "/" + created.key().id()))
                    .header("Cache-Control", "no-store")
                    .entity(ApiKeyView.of(created))
                    .build());
  }

  @GET
  @Path("/{id}")
  @Requires(
      anyOf = {Permission.ADMINISTER_API_KEYS, Permission.MANAGE_API_KEYS},
      organization = true)
  @Operation(operationId = "getApiKey", summary = "Get an API key")
  @APIResponse(
      responseCode = "200",
      description = "The key, redacted",
      content = @Content(schema = @Schema(implementation = ApiKeyView.class)))
  @APIResponse(responseCode = "404", ref = "WrappedNotFound")
  public Uni<ApiKeyView> get(@PathParam("id") String id) {
    return Uni.createFrom().item(() -> ApiKeyView.of(keys.get(id)));
  }

  @PUT
  @Path("/{id}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Requires(
      anyOf = {Permission.ADMINISTER_API_KEYS, Permission.MANAGE_API_KEYS},
      organization = true,
      besides = OWN)
  @Operation(
      operationId = "replaceApiKey",
      summary = "Replace name, description and permissions of an API key")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = ApiKeyView.class)))
  @APIResponse(
      responseCode = "200",
      description = "The key, redacted",
      content = @Content(schema = @Schema(implementation = ApiKeyView.class)))
  @APIResponse(responseCode = "400", ref = "WrappedBadRequest")
  @APIResponse(responseCode = "404", ref = "WrappedNotFound")
  @APIResponse(responseCode = "415", ref = "WrappedUnsupportedMediaType")
  public Uni<ApiKeyView> replace(
      @PathParam("id") String id, JsonNode body, @Context ContainerRequestContext request) {
    return keys.replace(id, Bodies.require(body), Callers.of(request)).map(ApiKeyView::of);
  }

  @PATCH
  @Path("/{id}")
  @Consumes({MediaType.APPLICATION_JSON, MERGE_PATCH})
  @Requires(
      anyOf = {Permission.ADMINISTER_API_KEYS, Permission.MANAGE_API_KEYS},
      organization = true,
      besides = OWN)
  @Operation(
      operationId = "updateApiKey",
      summary = "Change the members of an API key that the body has")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = ApiKeyView.class)))
  @APIResponse(
      responseCode = "200",
      description = "The key, redacted",
      content = @Content(schema = @Schema(implementation = ApiKeyView.class)))
  @APIResponse(responseCode = "400", ref = "WrappedBadRequest")
  @APIResponse(responseCode = "404", ref = "WrappedNotFound")
  @APIResponse(responseCode = "415", ref = "WrappedUnsupportedMediaType")
  public Uni<ApiKeyView> update(
      @PathParam("id") String id, JsonNode body, @Context ContainerRequestContext request) {
    return keys.patch(id, Bodies.require(body), Callers.of(request)).map(ApiKeyView::of);
  }

  @DELETE
  @Path("/{id}")
  @Requires(
      anyOf = {Permission.ADMINISTER_API_KEYS, Permission.MANAGE_API_KEYS},
      organization = true,
      besides = OWN)
  @Operation(operationId = "deleteApiKey", summary = "Revoke an API key, at once")
  @APIResponse(responseCode = "202", description = "The key is void")
  @APIResponse(responseCode = "404", ref = "WrappedNotFound")
  public Uni<Response> delete(
      @PathParam("id") String id, @Context ContainerRequestContext request) {
    return keys.delete(id, Callers.of(request)).replaceWith(() -> Response.accepted().build());
  }
}
