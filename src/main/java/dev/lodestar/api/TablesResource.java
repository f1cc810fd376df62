package dev.lodestar.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lodestar.auth.Permission;
import dev.lodestar.auth.Requires;
import dev.lodestar.tables.TableSpec;
import dev.lodestar.tables.TablesService;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
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

/** Tables. */
@Cancellable(false)
@Path(ProjectsResource.PATH)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Tables")
public class TablesResource {
  private static final String EXAMPLE =
      """
      {
        "type": "detail",
        "name": "wikipedia",
        "partitioningGranularity": "day",
        "schema": [
          {"name": "__time", "dataType": "timestamp"},
          {"name": "channel", "dataType": "string"},
          {"name": "added", "dataType": "long"}
        ]
      }
      """;

  private final TablesService tables;
  private final ObjectMapper json;

  TablesResource(TablesService tables, ObjectMapper json) {
    this.tables = tables;
    this.json = json;
  }

  @POST
  @Path("/{projectId}/tables")
  @Consumes(MediaType.APPLICATION_JSON)
  @Requires(Permission.MANAGE_TABLES)
  @Operation(operationId = "createTable", summary = "Create a table")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = TableSpec.class),
              examples = @ExampleObject(name = "detail", value = EXAMPLE)))
  @APIResponse(
      responseCode = "201",
      description = "The new table",
      headers = @Header(name = "Location", schema = @Schema(type = SchemaType.STRING)),
      content = @Content(schema = @Schema(implementation = TableView.class)))
  @APIResponse(responseCode = "400", ref = "BadRequest")
  @APIResponse(responseCode = "409", ref = "Conflict")
  @APIResponse(responseCode = "415", ref = "UnsupportedMediaType")
  public Uni<Response> create(TableSpec spec, @Context ContainerRequestContext request) {
    return tables
        .create(Bodies.require(spec), Callers.user(request))
        .map(
            table ->
                Response.created(Locations.of(request, "tables", table.table().name()))
                    .entity(TableView.of(table))
                    .build());
  }

  @GET
  @Path("/{projectId}/tables/{tableName}")
  @Requires(anyOf = {Permission.VIEW_TABLES, Permission.MANAGE_TABLES})
  @Operation(operationId = "getTable", summary = "Get a table with its schema and figures")
  @APIResponse(
      responseCode = "200",
      description = "The table",
      content = @Content(schema = @Schema(implementation = TableView.class)))
  @APIResponse(responseCode = "404", ref = "NotFound")
  public Uni<TableView> get(@PathParam("tableName") String tableName) {
    return tables.get(tableName).map(TableView::of);
  }

  @PUT
  @Path("/{projectId}/tables/{tableName}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Requires(Permission.MANAGE_TABLES)
  @Operation(
      operationId = "updateTable",
      summary = "Replace the declaration of a table",
      description = "version must be the table's current one; without schema the columns stay.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = TableSpec.class)))
  @APIResponse(
      responseCode = "200",
      description = "The table, at its next version",
      content = @Content(schema = @Schema(implementation = TableView.class)))
  @APIResponse(responseCode = "400", ref = "BadRequest")
  @APIResponse(responseCode = "404", ref = "NotFound")
  @APIResponse(responseCode = "409", ref = "Conflict")
  @APIResponse(responseCode = "415", ref = "UnsupportedMediaType")
  public Uni<TableView> update(
      @PathParam("tableName") String tableName,
      JsonNode body,
      @Context ContainerRequestContext request) {
    return tables
        .update(tableName, TableUpdates.of(Bodies.require(body), json), Callers.user(request))
        .map(TableView::of);
  }

  @GET
  @Path("/{projectId}/tables/{tableName}/unusedSegments")
  @Requires(anyOf = {Permission.VIEW_TABLES, Permission.MANAGE_TABLES})
  @Operation(
      operationId = "listUnusedSegments",
      summary = "List what was replaced or deleted and can be restored")
  @APIResponse(
      responseCode = "200",
      description = "The segments by time, version and partition",
      content = @Content(schema = @Schema(implementation = UnusedSegmentView.Page.class)))
  @APIResponse(responseCode = "400", ref = "BadRequest")
  @APIResponse(responseCode = "404", ref = "NotFound")
  public Uni<UnusedSegmentView.Page> unused(
      @PathParam("tableName") String tableName, @BeanParam UnusedSegmentParameters parameters) {
    return tables
        .unused(tableName, parameters.toSelection())
        .map(
            segments ->
                new UnusedSegmentView.Page(segments.stream().map(UnusedSegmentView::of).toList()));
  }
}
