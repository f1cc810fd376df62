package dev.lodestar.api;

import dev.lodestar.auth.Permission;
import dev.lodestar.auth.Requires;
import dev.lodestar.lookups.LookupAliases;
import dev.lodestar.lookups.LookupSpec;
import dev.lodestar.lookups.LookupsService;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
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

/** Lookups and their aliases. Source: control-plane specification, 13. */
@Cancellable(false)
@Path(ProjectsResource.PATH)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Lookups")
public class LookupsResource {
  private static final String EXAMPLE =
      """
      {"name": "countries", "source": {"type": "table", "tableName": "country_names"}}""";
  private static final String ALIASES_EXAMPLE =
      """
      {"values": [{"name": "iso_to_name", "key": "iso", "value": "label"}]}""";

  private final LookupsService lookups;

  LookupsResource(LookupsService lookups) {
    this.lookups = lookups;
  }

  @GET
  @Path("/{projectId}/lookups")
  @Requires(anyOf = {Permission.VIEW_TABLES, Permission.MANAGE_TABLES})
  @Operation(operationId = "listLookups", summary = "List lookups by name")
  @APIResponse(
      responseCode = "200",
      description = "The lookups",
      content = @Content(schema = @Schema(implementation = LookupView.All.class)))
  @APIResponse(responseCode = "400", ref = "BadRequest")
  public Uni<LookupView.All> list() {
    return lookups.list().map(all -> new LookupView.All(all.stream().map(LookupView::of).toList()));
  }

  @POST
  @Path("/{projectId}/lookups")
  @Consumes(MediaType.APPLICATION_JSON)
  @Requires(Permission.MANAGE_TABLES)
  @Operation(operationId = "createLookup", summary = "Let SQL look keys up in a table")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = LookupSpec.class),
              examples = @ExampleObject(name = "table", value = EXAMPLE)))
  @APIResponse(
      responseCode = "201",
      description = "The new lookup",
      headers = @Header(name = "Location", schema = @Schema(type = SchemaType.STRING)),
      content = @Content(schema = @Schema(implementation = LookupView.class)))
  @APIResponse(responseCode = "400", ref = "BadRequest")
  @APIResponse(responseCode = "409", ref = "Conflict")
  @APIResponse(responseCode = "415", ref = "UnsupportedMediaType")
  public Uni<Response> create(LookupSpec spec, @Context ContainerRequestContext request) {
    return lookups
        .create(Bodies.require(spec))
        .map(
            lookup ->
                Response.created(Locations.of(request, "lookups", lookup.name()))
                    .entity(LookupView.of(lookup))
                    .build());
  }

  @GET
  @Path("/{projectId}/lookups/{lookupName}")
  @Requires(anyOf = {Permission.VIEW_TABLES, Permission.MANAGE_TABLES})
  @Operation(operationId = "getLookup", summary = "Get a lookup")
  @APIResponse(
      responseCode = "200",
      description = "The lookup",
      content = @Content(schema = @Schema(implementation = LookupView.class)))
  @APIResponse(responseCode = "404", ref = "NotFound")
  public Uni<LookupView> get(@PathParam("lookupName") String lookupName) {
    return lookups.get(lookupName).map(LookupView::of);
  }

  @POST
  @Path("/{projectId}/lookups/{lookupName}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Requires(Permission.MANAGE_TABLES)
  @Operation(
      operationId = "updateLookup",
      summary = "Let a lookup read another table, which has the columns of its aliases")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = LookupSpec.class)))
  @APIResponse(
      responseCode = "200",
      description = "The lookup",
      content = @Content(schema = @Schema(implementation = LookupView.class)))
  @APIResponse(responseCode = "400", ref = "BadRequest")
  @APIResponse(responseCode = "404", ref = "NotFound")
  @APIResponse(responseCode = "415", ref = "UnsupportedMediaType")
  public Uni<LookupView> update(@PathParam("lookupName") String lookupName, LookupSpec spec) {
    return lookups.update(lookupName, Bodies.require(spec)).map(LookupView::of);
  }

  @DELETE
  @Path("/{projectId}/lookups/{lookupName}")
  @Requires(Permission.MANAGE_TABLES)
  @Operation(operationId = "deleteLookup", summary = "Delete a lookup and its aliases")
  @APIResponse(responseCode = "204", description = "The lookup is gone; its table stays")
  @APIResponse(responseCode = "404", ref = "NotFound")
  public Uni<Void> delete(@PathParam("lookupName") String lookupName) {
    return lookups.delete(lookupName);
  }

  @GET
  @Path("/{projectId}/lookups/{lookupName}/aliases")
  @Requires(anyOf = {Permission.VIEW_TABLES, Permission.MANAGE_TABLES})
  @Operation(operationId = "getLookupAliases", summary = "Get the aliases of a lookup")
  @APIResponse(
      responseCode = "200",
      description = "The aliases in their order",
      content = @Content(schema = @Schema(implementation = LookupAliases.class)))
  @APIResponse(responseCode = "404", ref = "NotFound")
  public Uni<LookupAliases> aliases(@PathParam("lookupName") String lookupName) {
    return lookups.get(lookupName).map(lookup -> lookup.aliases());
  }

  @PUT
  @Path("/{projectId}/lookups/{lookupName}/aliases")
  @Consumes(MediaType.APPLICATION_JSON)
  @Requires(Permission.MANAGE_TABLES)
  @Operation(operationId = "replaceLookupAliases", summary = "Replace all aliases of a lookup")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = LookupAliases.class),
              examples = @ExampleObject(name = "aliases", value = ALIASES_EXAMPLE)))
  @APIResponse(
      responseCode = "200",
      description = "The aliases",
      content = @Content(schema = @Schema(implementation = LookupAliases.class)))
  @APIResponse(responseCode = "400", ref = "BadRequest")
  @APIResponse(responseCode = "404", ref = "NotFound")
  @APIResponse(responseCode = "409", ref = "Conflict")
  @APIResponse(responseCode = "415", ref = "UnsupportedMediaType")
  public Uni<LookupAliases> replaceAliases(
      @PathParam("lookupName") String lookupName, LookupAliases aliases) {
    return lookups.replaceAliases(lookupName, Bodies.require(aliases));
  }
}
