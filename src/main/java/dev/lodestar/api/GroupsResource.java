package dev.lodestar.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.auth.Permission;
import dev.lodestar.auth.Requires;
import dev.lodestar.auth.users.GroupsService;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
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

/** The groups of users of the organization. Source: control-plane specification, 5.2. */
@Cancellable(false)
@Path(GroupsResource.PATH)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Users and groups")
public class GroupsResource {
  static final String PATH = "/v1/groups";

  private static final String EXAMPLE =
      """
      {"name": "Loaders", "permissions": ["ManageTables", "ManageIngestionJobs"]}""";

  private final GroupsService groups;

  GroupsResource(GroupsService groups) {
    this.groups = groups;
  }

  @GET
  @Requires(value = Permission.ADMINISTER_USERS, organization = true)
  @Operation(operationId = "listGroups", summary = "List groups, the predefined ones first")
  @APIResponse(
      responseCode = "200",
      description = "All groups",
      content = @Content(schema = @Schema(implementation = GroupView.All.class)))
  @APIResponse(responseCode = "405", ref = "WrappedMethodNotAllowed")
  public Uni<GroupView.All> list() {
    return Uni.createFrom().item(() -> GroupView.All.of(groups.list()));
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Requires(value = Permission.ADMINISTER_USERS, organization = true)
  @Operation(operationId = "createGroup", summary = "Create a group")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = GroupView.class),
              examples = @ExampleObject(name = "group", value = EXAMPLE)))
  @APIResponse(
      responseCode = "201",
      description = "The new group",
      headers = @Header(name = "Location", schema = @Schema(type = SchemaType.STRING)),
      content = @Content(schema = @Schema(implementation = GroupView.class)))
  @APIResponse(responseCode = "400", ref = "WrappedBadRequest")
  @APIResponse(responseCode = "409", ref = "WrappedConflict")
  @APIResponse(responseCode = "415", ref = "WrappedUnsupportedMediaType")
  public Uni<Response> create(JsonNode body) {
    return groups
        .create(Bodies.require(body))
        .map(
            made ->
                Response.created(URI.create(PATH + "/" + made.group().id()))
                    .entity(GroupView.of(made))
                    .build());
  }

  @GET
  @Path("/{id}")
  @Requires(value = Permission.ADMINISTER_USERS, organization = true)
  @Operation(operationId = "getGroup", summary = "Get a group")
  @APIResponse(
      responseCode = "200",
      description = "The group",
      content = @Content(schema = @Schema(implementation = GroupView.class)))
  @APIResponse(responseCode = "404", ref = "WrappedNotFound")
  public Uni<GroupView> get(@PathParam("id") String id) {
    return Uni.createFrom().item(() -> GroupView.of(groups.get(id)));
  }

  @PUT
  @Path("/{id}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Requires(value = Permission.ADMINISTER_USERS, organization = true)
  @Operation(operationId = "replaceGroup", summary = "Replace name and permissions of a group")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = GroupView.class)))
  @APIResponse(
      responseCode = "200",
      description = "The group",
      content = @Content(schema = @Schema(implementation = GroupView.class)))
  @APIResponse(responseCode = "400", ref = "WrappedBadRequest")
  @APIResponse(responseCode = "404", ref = "WrappedNotFound")
  @APIResponse(responseCode = "409", ref = "WrappedConflict")
  @APIResponse(responseCode = "415", ref = "WrappedUnsupportedMediaType")
  public Uni<GroupView> replace(@PathParam("id") String id, JsonNode body) {
    return groups.replace(id, Bodies.require(body)).map(GroupView::of);
  }

  @DELETE
  @Path("/{id}")
  @Requires(value = Permission.ADMINISTER_USERS, organization = true)
  @Operation(operationId = "deleteGroup", summary = "Delete a group; its members stay users")
  @APIResponse(
      responseCode = "200",
      description = "The group as it was",
      content = @Content(schema = @Schema(implementation = GroupView.class)))
  @APIResponse(responseCode = "400", ref = "WrappedBadRequest")
  @APIResponse(responseCode = "404", ref = "WrappedNotFound")
  public Uni<GroupView> delete(@PathParam("id") String id) {
    return groups.delete(id).map(GroupView::of);
  }
}
