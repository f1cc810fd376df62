package dev.lodestar.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.lodestar.auth.Permission;
import dev.lodestar.auth.Requires;
import dev.lodestar.auth.users.GroupsService;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/**
 * Who is in a group. Source: control-plane specification, 5.2; the bodies are ours, Polaris
 * publishes the methods only.
 */
@Cancellable(false)
@Path(GroupsResource.PATH + "/{id}/members")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Users and groups")
public class GroupMembersResource {
  private final GroupsService groups;
  private final ObjectMapper json;

  GroupMembersResource(GroupsService groups, ObjectMapper json) {
    this.groups = groups;
    this.json = json;
  }

  @GET
  @Requires(value = Permission.ADMINISTER_USERS, organization = true)
  @Operation(operationId = "listGroupMembers", summary = "List the users of a group")
  @APIResponse(
      responseCode = "200",
      description = "A page of users, and how many there are",
      content = @Content(schema = @Schema(implementation = UserView.Page.class)))
  @APIResponse(responseCode = "400", ref = "WrappedBadRequest")
  @APIResponse(responseCode = "404", ref = "WrappedNotFound")
  public Uni<UserView.Page> list(
      @PathParam("id") String id,
      @QueryParam("search") String search,
      @QueryParam("top") String top,
      @QueryParam("skip") String skip) {
    return Uni.createFrom()
        .item(
            () ->
                UserView.Page.of(
                    groups.members(
                        id,
                        Optional.ofNullable(search),
                        QueryParameters.wholeNumber(top, "top", UsersResource.TOP),
                        QueryParameters.wholeNumber(skip, "skip", 0))));
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Requires(value = Permission.ADMINISTER_USERS, organization = true)
  @Operation(operationId = "addGroupMembers", summary = "Add users to a group")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = GroupView.Members.class)))
  @APIResponse(
      responseCode = "200",
      description = "The group",
      content = @Content(schema = @Schema(implementation = GroupView.class)))
  @APIResponse(responseCode = "400", ref = "WrappedBadRequest")
  @APIResponse(responseCode = "404", ref = "WrappedNotFound")
  @APIResponse(responseCode = "415", ref = "WrappedUnsupportedMediaType")
  public Uni<GroupView> add(@PathParam("id") String id, JsonNode body) {
    return groups.add(id, MemberList.of(body, List.of())).map(GroupView::of);
  }

  @DELETE
  @Requires(value = Permission.ADMINISTER_USERS, organization = true)
  @Operation(
      operationId = "removeGroupMembers",
      summary = "Remove users from a group, named in the body or with userId in the query")
  @RequestBody(content = @Content(schema = @Schema(implementation = GroupView.Members.class)))
  @APIResponse(
      responseCode = "200",
      description = "The group",
      content = @Content(schema = @Schema(implementation = GroupView.class)))
  @APIResponse(responseCode = "400", ref = "WrappedBadRequest")
  @APIResponse(responseCode = "404", ref = "WrappedNotFound")
  public Uni<GroupView> remove(
      @PathParam("id") String id, @QueryParam("userId") List<String> userIds, byte[] body)
      throws IOException {
    // As bytes, because a JSON body would have to be there.
    JsonNode named = body.length == 0 ? NullNode.getInstance() : json.readTree(body);
    return groups.remove(id, MemberList.of(named, userIds)).map(GroupView::of);
  }
}
