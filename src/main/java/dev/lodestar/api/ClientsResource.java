package dev.lodestar.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.auth.Permission;
import dev.lodestar.auth.Requires;
import dev.lodestar.auth.clients.ClientsService;
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

/** The OAuth clients of the organization. Source: docs/decisions/0071-tokens.md. */
@Cancellable(false)
@Path(ClientsResource.PATH)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "OAuth clients")
public class ClientsResource {
  static final String PATH = "/v1/clients";

  private static final String MERGE_PATCH = "application/merge-patch+json";
  private static final String EXAMPLE =
      """
      {"clientId": "ingest-bot", "permissions": ["ManageTables", "ManageIngestionJobs"]}""";

  private final ClientsService clients;

  ClientsResource(ClientsService clients) {
    this.clients = clients;
  }

  @GET
  @Requires(value = Permission.ADMINISTER_CLIENTS, organization = true)
  @Operation(operationId = "listClients", summary = "List OAuth clients, the oldest first")
  @APIResponse(
      responseCode = "200",
      description = "The clients, without their secrets",
      content = @Content(schema = @Schema(implementation = ClientView.All.class)))
  @APIResponse(responseCode = "405", ref = "WrappedMethodNotAllowed")
  public Uni<ClientView.All> list() {
    return Uni.createFrom()
        .item(() -> new ClientView.All(clients.list().stream().map(ClientView::of).toList()));
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Requires(value = Permission.ADMINISTER_CLIENTS, organization = true)
  @Operation(
      operationId = "createClient",
      summary = "Create an OAuth client; its secret is shown this once")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = ClientView.class),
              examples = @ExampleObject(name = "client", value = EXAMPLE)))
  @APIResponse(
      responseCode = "201",
      description = "The new client with its secret",
      headers = @Header(name = "Location", schema = @Schema(type = SchemaType.STRING)),
      content = @Content(schema = @Schema(implementation = ClientView.class)))
  @APIResponse(responseCode = "400", ref = "WrappedBadRequest")
  @APIResponse(responseCode = "409", ref = "WrappedConflict")
  @APIResponse(responseCode = "415", ref = "WrappedUnsupportedMediaType")
  public Uni<Response> create(JsonNode body, @Context ContainerRequestContext request) {
    return clients
        .create(Bodies.require(body), Callers.of(request))
        .map(
            made ->
                withSecret(Response.created(URI.create(PATH + "/" + made.client().id())), made));
  }

  private static Response withSecret(
      Response.ResponseBuilder response, ClientsService.WithSecret made) {
    return response.header("Cache-Control", "no-store").entity(ClientView.of(made)).build();
  }

  @GET
  @Path("/{id}")
  @Requires(value = Permission.ADMINISTER_CLIENTS, organization = true)
  @Operation(operationId = "getClient", summary = "Get an OAuth client")
  @APIResponse(
      responseCode = "200",
      description = "The client, without its secret",
      content = @Content(schema = @Schema(implementation = ClientView.class)))
  @APIResponse(responseCode = "404", ref = "WrappedNotFound")
  public Uni<ClientView> get(@PathParam("id") String id) {
    return Uni.createFrom().item(() -> ClientView.of(clients.get(id)));
  }

  @PUT
  @Path("/{id}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Requires(value = Permission.ADMINISTER_CLIENTS, organization = true)
  @Operation(
      operationId = "replaceClient",
      summary = "Replace all of an OAuth client but its client id and its secret")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = ClientView.class)))
  @APIResponse(
      responseCode = "200",
      description = "The client, without its secret",
      content = @Content(schema = @Schema(implementation = ClientView.class)))
  @APIResponse(responseCode = "400", ref = "WrappedBadRequest")
  @APIResponse(responseCode = "404", ref = "WrappedNotFound")
  @APIResponse(responseCode = "415", ref = "WrappedUnsupportedMediaType")
  public Uni<ClientView> replace(
      @PathParam("id") String id, JsonNode body, @Context ContainerRequestContext request) {
    return clients.replace(id, Bodies.require(body), Callers.of(request)).map(ClientView::of);
  }

  @PATCH
  @Path("/{id}")
  @Consumes({MediaType.APPLICATION_JSON, MERGE_PATCH})
  @Requires(value = Permission.ADMINISTER_CLIENTS, organization = true)
  @Operation(
      operationId = "updateClient",
      summary = "Change the members of an OAuth client that the body has")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = ClientView.class)))
  @APIResponse(
      responseCode = "200",
      description = "The client, without its secret",
      content = @Content(schema = @Schema(implementation = ClientView.class)))
  @APIResponse(responseCode = "400", ref = "WrappedBadRequest")
  @APIResponse(responseCode = "404", ref = "WrappedNotFound")
  @APIResponse(responseCode = "415", ref = "WrappedUnsupportedMediaType")
  public Uni<ClientView> update(
      @PathParam("id") String id, JsonNode body, @Context ContainerRequestContext request) {
    return clients.patch(id, Bodies.require(body), Callers.of(request)).map(ClientView::of);
  }

  @POST
  @Path("/{id}/client-secret")
  @Requires(value = Permission.ADMINISTER_CLIENTS, organization = true)
  @Operation(
      operationId = "renewClientSecret",
      summary = "Make a new secret for an OAuth client; it is shown this once")
  @APIResponse(
      responseCode = "200",
      description = "The client with its secret; the old one is void",
      content = @Content(schema = @Schema(implementation = ClientView.class)))
  @APIResponse(responseCode = "404", ref = "WrappedNotFound")
  public Uni<Response> renewSecret(
      @PathParam("id") String id, @Context ContainerRequestContext request) {
    return clients
        .renewSecret(id, Callers.of(request))
        .map(made -> withSecret(Response.ok(), made));
  }

  @DELETE
  @Path("/{id}")
  @Requires(value = Permission.ADMINISTER_CLIENTS, organization = true)
  @Operation(
      operationId = "deleteClient",
      summary = "Delete an OAuth client; its tokens are void at once")
  @APIResponse(responseCode = "204", description = "The client is gone")
  @APIResponse(responseCode = "404", ref = "WrappedNotFound")
  public Uni<Void> delete(@PathParam("id") String id) {
    return clients.delete(id);
  }
}
