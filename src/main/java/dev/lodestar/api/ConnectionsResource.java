package dev.lodestar.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.auth.Permission;
import dev.lodestar.auth.Requires;
import dev.lodestar.connections.Connection;
import dev.lodestar.connections.ConnectionSpec;
import dev.lodestar.connections.ConnectionsService;
import dev.lodestar.connectors.ConnectionTester;
import dev.lodestar.projects.ProjectsService;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
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

/** Connections to systems outside. Source: control-plane specification, 7. */
@Cancellable(false)
@Path(ProjectsResource.PATH)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Connections")
public class ConnectionsResource {
  private static final String MERGE_PATCH = "application/merge-patch+json";
  private static final String EXAMPLE =
      """
      {
        "type": "kafka",
        "name": "orders-kafka",
        "bootstrapServers": "kafka-1.example.org:9092,kafka-2.example.org:9092",
        "topicName": "orders",
        "secrets": {
          "type": "sasl_scram", "mechanism": "SCRAM-SHA-512", "username": "alice", "password": "…"
        }
      }
      """;
  private static final String PATCH_EXAMPLE =
      """
      {"type": "kafka", "description": "all orders"}""";

  private final ConnectionsService connections;
  private final ConnectionTester tester;
  private final ProjectsService projects;

  ConnectionsResource(
      ConnectionsService connections, ConnectionTester tester, ProjectsService projects) {
    this.connections = connections;
    this.tester = tester;
    this.projects = projects;
  }

  @GET
  @Path("/{projectId}/connections")
  @Requires(anyOf = {Permission.MANAGE_CONNECTIONS, Permission.MANAGE_INGESTION_JOBS})
  @Operation(operationId = "listConnections", summary = "List connections by name")
  @APIResponse(
      responseCode = "200",
      description = "The connections, without their secrets",
      content = @Content(schema = @Schema(implementation = ConnectionView.All.class)))
  @APIResponse(responseCode = "400", ref = "BadRequest")
  public Uni<ConnectionView.All> list(@Context ContainerRequestContext request) {
    URI base = request.getUriInfo().getBaseUri();
    return projects
        .only()
        .chain(
            project ->
                connections
                    .list()
                    .map(
                        all ->
                            new ConnectionView.All(
                                all.stream()
                                    .map(each -> ConnectionView.of(each, base, project.id()))
                                    .toList())));
  }

  @POST
  @Path("/{projectId}/connections")
  @Consumes(MediaType.APPLICATION_JSON)
  @Requires(Permission.MANAGE_CONNECTIONS)
  @Operation(operationId = "createConnection", summary = "Say how to reach a system")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = ConnectionSpec.class),
              examples = @ExampleObject(name = "kafka", value = EXAMPLE)))
  @APIResponse(
      responseCode = "201",
      description = "The new connection; the system was not contacted",
      headers = @Header(name = "Location", schema = @Schema(type = SchemaType.STRING)),
      content = @Content(schema = @Schema(implementation = ConnectionView.class)))
  @APIResponse(responseCode = "400", ref = "BadRequest")
  @APIResponse(responseCode = "409", ref = "Conflict")
  @APIResponse(responseCode = "415", ref = "UnsupportedMediaType")
  public Uni<Response> create(JsonNode body, @Context ContainerRequestContext request) {
    return connections
        .create(Bodies.require(body), Callers.user(request))
        .chain(
            made ->
                view(made, request)
                    .map(
                        view ->
                            Response.created(Locations.of(request, "connections", made.name()))
                                .entity(view)
                                .build()));
  }

  @GET
  @Path("/{projectId}/connections/{connectionName}")
  @Requires(anyOf = {Permission.MANAGE_CONNECTIONS, Permission.MANAGE_INGESTION_JOBS})
  @Operation(operationId = "getConnection", summary = "Get a connection")
  @APIResponse(
      responseCode = "200",
      description = "The connection, without its secrets",
      content = @Content(schema = @Schema(implementation = ConnectionView.class)))
  @APIResponse(responseCode = "404", ref = "NotFound")
  public Uni<ConnectionView> get(
      @PathParam("connectionName") String connectionName,
      @Context ContainerRequestContext request) {
    return connections.get(connectionName).chain(found -> view(found, request));
  }

  @PATCH
  @Path("/{projectId}/connections/{connectionName}")
  @Consumes({MediaType.APPLICATION_JSON, MERGE_PATCH})
  @Requires(Permission.MANAGE_CONNECTIONS)
  @Operation(
      operationId = "updateConnection",
      summary = "Change the members that the body has; null clears an optional one")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(type = SchemaType.OBJECT),
              examples = @ExampleObject(name = "description", value = PATCH_EXAMPLE)))
  @APIResponse(
      responseCode = "200",
      description = "The connection",
      headers = @Header(name = "Location", schema = @Schema(type = SchemaType.STRING)),
      content = @Content(schema = @Schema(implementation = ConnectionView.class)))
  @APIResponse(responseCode = "400", ref = "BadRequest")
  @APIResponse(responseCode = "404", ref = "NotFound")
  @APIResponse(responseCode = "415", ref = "UnsupportedMediaType")
  public Uni<Response> update(
      @PathParam("connectionName") String connectionName,
      JsonNode body,
      @Context ContainerRequestContext request) {
    return connections
        .update(connectionName, Bodies.require(body), Callers.user(request))
        .chain(changed -> view(changed, request))
        .map(
            view ->
                Response.ok(view)
                    .location(Locations.of(request, "connections", connectionName))
                    .build());
  }

  @DELETE
  @Path("/{projectId}/connections/{connectionName}")
  @Requires(Permission.MANAGE_CONNECTIONS)
  @Operation(
      operationId = "deleteConnection",
      summary = "Delete a connection that no unfinished job uses")
  @APIResponse(
      responseCode = "200",
      description = "The connection is gone",
      content = @Content(schema = @Schema(implementation = ConnectionView.Done.class)))
  @APIResponse(responseCode = "400", ref = "BadRequest")
  @APIResponse(responseCode = "404", ref = "NotFound")
  public Uni<ConnectionView.Done> delete(@PathParam("connectionName") String connectionName) {
    return connections.delete(connectionName).replaceWith(new ConnectionView.Done());
  }

  @POST
  @Path("/{projectId}/connections/{connectionName}/test")
  @Requires(Permission.MANAGE_CONNECTIONS)
  @ChangesNothing
  @Operation(
      operationId = "testConnection",
      summary = "Contact the system and see whether its records can be read")
  @APIResponse(
      responseCode = "200",
      description = "They can",
      content = @Content(schema = @Schema(implementation = ConnectionView.Done.class)))
  @APIResponse(responseCode = "400", ref = "BadRequest")
  @APIResponse(responseCode = "404", ref = "NotFound")
  @APIResponse(responseCode = "415", ref = "UnsupportedMediaType")
  public Uni<ConnectionView.Done> test(@PathParam("connectionName") String connectionName) {
    return tester.test(connectionName).replaceWith(new ConnectionView.Done());
  }

  @GET
  @Path("/{projectId}/connectionsMeta")
  @Requires(anyOf = {Permission.MANAGE_CONNECTIONS, Permission.MANAGE_INGESTION_JOBS})
  @Operation(
      operationId = "getConnectionsMeta",
      summary = "Get what the trust policy of an AWS role has to name")
  @APIResponse(
      responseCode = "200",
      description = "The external id and the AWS identity of this server, if it has one",
      content = @Content(schema = @Schema(implementation = ConnectionView.Meta.class)))
  @APIResponse(responseCode = "400", ref = "BadRequest")
  public Uni<ConnectionView.Meta> meta() {
    return projects
        .only()
        .map(
            project ->
                new ConnectionView.Meta(
                    project.id().toString(), connections.awsPrincipalArn().orElse(null)));
  }

  private Uni<ConnectionView> view(Connection connection, ContainerRequestContext request) {
    return projects
        .only()
        .map(
            project ->
                ConnectionView.of(connection, request.getUriInfo().getBaseUri(), project.id()));
  }
}
