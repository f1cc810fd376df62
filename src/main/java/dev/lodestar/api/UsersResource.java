package dev.lodestar.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.auth.Permission;
import dev.lodestar.auth.Requires;
import dev.lodestar.auth.users.UsersService;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Optional;
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

/** The users of the organization. Source: control-plane specification, 5.2. */
@Cancellable(false)
@Path(UsersResource.PATH)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Users and groups")
public class UsersResource {
  static final String PATH = "/v1/users";
  static final int TOP = 100;

  private static final String EXAMPLE =
      """
      {"username": "ann@example.org", "firstName": "Ann", "permissions": ["ManageFiles"],
       "groups": [{"name": "Data Analyst"}]}""";

  private final UsersService users;

  UsersResource(UsersService users) {
    this.users = users;
  }

  @GET
  @Requires(value = Permission.ADMINISTER_USERS, organization = true)
  @Operation(operationId = "listUsers", summary = "List users by their names")
  @APIResponse(
      responseCode = "200",
      description = "A page of users, and how many there are",
      content = @Content(schema = @Schema(implementation = UserView.Page.class)))
  @APIResponse(responseCode = "400", ref = "WrappedBadRequest")
  public Uni<UserView.Page> list(
      @QueryParam("search") String search,
      @QueryParam("top") String top,
      @QueryParam("skip") String skip) {
    return Uni.createFrom()
        .item(
            () ->
                UserView.Page.of(
                    users.list(
                        Optional.ofNullable(search),
                        QueryParameters.wholeNumber(top, "top", TOP),
                        QueryParameters.wholeNumber(skip, "skip", 0))));
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Requires(value = Permission.ADMINISTER_USERS, organization = true)
  @Operation(
      operationId = "createUser",
      summary = "Create a user; nobody is written to, whatever skipInvite says")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = UserView.class),
              examples = @ExampleObject(name = "user", value = EXAMPLE)))
  @APIResponse(
      responseCode = "201",
      description = "The new user",
      headers = @Header(name = "Location", schema = @Schema(type = SchemaType.STRING)),
      content = @Content(schema = @Schema(implementation = UserView.class)))
  @APIResponse(responseCode = "400", ref = "WrappedBadRequest")
  @APIResponse(responseCode = "409", ref = "WrappedConflict")
  @APIResponse(responseCode = "415", ref = "WrappedUnsupportedMediaType")
  public Uni<Response> create(JsonNode body, @QueryParam("skipInvite") String skipInvite) {
    return users
        .create(Bodies.require(body), QueryParameters.flag(skipInvite, "skipInvite"))
        .map(
            made ->
                Response.created(URI.create(PATH + "/" + made.user().id()))
                    .entity(UserView.of(made))
                    .build());
  }

  @GET
  @Path("/{id}")
  @Requires(value = Permission.ADMINISTER_USERS, organization = true)
  @Operation(operationId = "getUser", summary = "Get a user")
  @APIResponse(
      responseCode = "200",
      description = "The user",
      content = @Content(schema = @Schema(implementation = UserView.class)))
  @APIResponse(responseCode = "404", ref = "WrappedNotFound")
  public Uni<UserView> get(@PathParam("id") String id) {
    return Uni.createFrom().item(() -> UserView.of(users.get(id)));
  }

  @PUT
  @Path("/{id}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Requires(value = Permission.ADMINISTER_USERS, organization = true)
  @Operation(
      operationId = "replaceUser",
      summary = "Replace names and permissions of a user, and what else the body names")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = UserView.class)))
  @APIResponse(
      responseCode = "200",
      description = "The user",
      content = @Content(schema = @Schema(implementation = UserView.class)))
  @APIResponse(responseCode = "400", ref = "WrappedBadRequest")
  @APIResponse(responseCode = "404", ref = "WrappedNotFound")
  @APIResponse(responseCode = "415", ref = "WrappedUnsupportedMediaType")
  public Uni<UserView> replace(@PathParam("id") String id, JsonNode body) {
    return users.replace(id, Bodies.require(body)).map(UserView::of);
  }

  @DELETE
  @Path("/{id}")
  @Requires(value = Permission.ADMINISTER_USERS, organization = true)
  @Operation(operationId = "deleteUser", summary = "Delete a user")
  @APIResponse(
      responseCode = "200",
      description = "The user as it was",
      content = @Content(schema = @Schema(implementation = UserView.class)))
  @APIResponse(responseCode = "404", ref = "WrappedNotFound")
  public Uni<UserView> delete(@PathParam("id") String id) {
    return users.delete(id).map(UserView::of);
  }

  @GET
  @Path("/{id}/effectivepermissions")
  @Requires(value = Permission.ADMINISTER_USERS, organization = true)
  @Operation(
      operationId = "listEffectivePermissions",
      summary = "List what a user may do by itself and through groups")
  @APIResponse(
      responseCode = "200",
      description = "The permissions, each once",
      content = @Content(schema = @Schema(implementation = PermissionView.All.class)))
  @APIResponse(responseCode = "404", ref = "WrappedNotFound")
  public Uni<PermissionView.All> effectivePermissions(@PathParam("id") String id) {
    return Uni.createFrom().item(() -> PermissionView.All.of(users.effective(id)));
  }
}
